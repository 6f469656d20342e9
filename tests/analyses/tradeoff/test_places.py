"""What leads a trade-off: a part that lost, whatever the whole gained."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analyses.attribution.test_joint_change import after, identity
from steelyard.analyses.attribution.attribution import attribute, part_of
from steelyard.analyses.attribution.joint_change import Movement, move
from steelyard.analyses.tradeoff import places, wording
from steelyard.analyses.tradeoff.places import Parts, Place

GAIN = after(pace=1.3)
LOSS = after(pace=1.1, experience=0.7)
STILL = after()
DEARER = after(pace=0.8)


def movements(noise: float = 1e-3, **parts: np.ndarray) -> tuple[Movement, ...]:
    found = identity(parts, noise)
    return tuple(move(attribute(part_of(found, "site", name)), name, 1 / len(parts)) for name in parts)


def one(quantities: np.ndarray, noise: float = 1e-3) -> Movement:
    return move(attribute(identity({"all": quantities}, noise)))


def told(whole: Movement, **dimensions: tuple[Movement, ...]) -> wording.Told:
    found = places._chosen(dimensions)
    leading = places.leading(whole, found)
    return wording.Told(whole, leading, found.losing, found.standing_out, "", (), False, (), "2025", "2026")


def test_a_part_that_lost_outranks_a_whole_that_gained() -> None:
    """The site that gained is the surer by far; the team that lost leads, and the whole's gain follows."""
    sites = movements(north=GAIN, south=STILL)
    teams = movements(8e-3, one=LOSS, two=STILL)
    whole = one(GAIN)
    assert whole.outcome == "saving"
    assert teams[0].outcome == "false_economy"
    assert sites[0].p_value <= teams[0].p_value
    answer = told(whole, site=sites, team=teams)
    assert (answer.leading.by, answer.leading.movement.part) == ("team", "one")
    said = wording.sentences(answer, "EUR")
    assert said[0].startswith("False economy at team one")
    assert said[-1].startswith("Over everything asked: gain (a saving)")
    assert not any("ain" in sentence for sentence in said[: said.index(said[-1])])


@pytest.mark.parametrize("dimension", ["site", "team", "channel", "family"])
@pytest.mark.parametrize(
    ("part", "outcome"), [(LOSS, "false_economy"), (after(experience=0.8), "decline"), (DEARER, "over_service")]
)
@pytest.mark.parametrize("gain", [GAIN, after(experience=1.3), after(pace=1.2, experience=1.2)])
def test_whatever_a_part_loses_and_wherever(dimension: str, part: np.ndarray, outcome: str, gain: np.ndarray) -> None:
    whole = one(gain)
    assert whole.is_good
    answer = told(whole, **{dimension: movements(a=STILL, b=part)})
    assert (answer.leading.by, answer.placed.outcome) == (dimension, outcome)
    name = wording.NAMES[outcome]
    assert wording.headline(answer, "EUR").startswith(name[:1].upper() + name[1:])


def test_customers_who_got_less_lead_where_the_outcome_has_no_name() -> None:
    part = replace(movements(a=LOSS, b=STILL)[0], outcome=None)
    assert part.is_loss
    answer = told(one(GAIN), team=(part, *movements(b=STILL)))
    assert answer.placed is part
    said = wording.sentences(answer, "EUR")
    assert "at team a" in said[0]
    assert "what customers got fell 30.0%" in said[0]
    assert said[-1].startswith("Over everything asked: gain")


def test_a_loss_beside_a_surer_gain_holds_at_the_level_of_all_claimed() -> None:
    """A gain of a site does not turn into a loss because one of its teams shows one at 95%."""
    site, team, still = movements(a=GAIN, b=STILL)[0], *movements(8e-3, c=LOSS, d=STILL)
    other = movements(b=STILL)[0]
    for certainty, is_told in ((0.96, False), (0.98, True)):
        less = replace(team, certainty=certainty, p_value=max(team.p_value, site.p_value * 2 + 1e-9))
        answer = told(one(GAIN), site=(site, other), team=(less, still))
        assert answer.placed.is_loss is is_told
        assert any("false economy" in said.lower() for said in wording.sentences(answer, "EUR")) is is_told
        alone = told(one(GAIN), team=(less, still))
        assert alone.placed.is_loss, "the surest claim stands by its own outcome"


def test_a_whole_that_lost_is_not_hidden_by_a_part_that_gained() -> None:
    answer = told(one(LOSS), site=movements(a=GAIN, b=STILL))
    assert answer.leading == Place(answer.whole)
    said = wording.sentences(answer, "EUR")
    assert said[0].startswith("False economy: ")
    assert any(sentence.startswith("Gain (a saving) at site a") for sentence in said[1:])


def test_a_part_that_gained_leads_where_nothing_lost() -> None:
    answer = told(one(STILL), site=movements(a=GAIN, b=STILL))
    assert (answer.leading.by, answer.placed.part) == ("site", "a")
    assert len(wording.sentences(answer, "EUR")) == 1


def test_every_part_that_lost_is_told() -> None:
    answer = told(one(GAIN), site=movements(a=LOSS, b=STILL), team=movements(8e-3, c=LOSS, d=STILL, e=DEARER))
    assert len(answer.losing) == 3
    said = next(sentence for sentence in wording.sentences(answer, "EUR") if sentence.startswith("Found to lose"))
    assert "team c (false economy)" in said or "site a (false economy)" in said
    assert "team e (over-service)" in said


def test_what_is_not_known_loses_nothing() -> None:
    """Without a variance nothing is found to lose, however far it fell."""
    unknown = move(attribute(identity({"a": LOSS})), "a")
    assert not unknown.is_loss
    found = places._chosen({"site": (unknown, *movements(b=STILL))})
    assert (found.standing_out, found.losing) == (None, ())


def test_nothing_is_placed_in_a_dimension_of_one_part() -> None:
    assert places._chosen({"site": movements(a=LOSS)}) == Parts()


def test_a_dimension_asked_for_shares_its_level_with_those_looked_at_for_losses() -> None:
    assert places.dimensions("team", {}) == ("team", "site", "channel")
    assert places.dimensions("family", {"site": ("a",)}) == ("family", "team", "channel")
    assert places.dimensions("", {}) == ("site", "team", "channel")
    assert places.level(3) == pytest.approx(0.0125)


@pytest.mark.parametrize("is_good", [True, False])
def test_losses_in_other_dimensions_are_looked_for_where_all_else_gained(
    monkeypatch: pytest.MonkeyPatch, is_good: bool
) -> None:
    """Asked by site, the team that lost is found if everything gained; otherwise no other dimension is read."""
    found = {"site": movements(a=STILL, b=STILL), "team": movements(c=LOSS, d=STILL), "channel": movements(e=STILL)}
    read: list[str] = []

    def look(_: object, __: object, ___: object, name: str, *, alpha: float) -> tuple[Movement, ...]:
        read.append(name)
        assert alpha == places.level(3)
        return found[name]

    monkeypatch.setattr(places, "movements", look)
    whole = one(GAIN if is_good else STILL)
    parts = places.look(None, None, (), ("site", "team", "channel"), "site", whole)  # type: ignore[arg-type]
    assert parts.by == "site"
    assert read == (["site", "team", "channel"] if is_good else ["site"])
    assert places.leading(whole, parts).movement.part == ("c" if is_good else "")

"""What leads a trade-off: a part that lost, whatever the whole gained."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from analyses.attribution.test_joint_change import after, identity
from steelyard.analyses.attribution.attribution import attribute
from steelyard.analyses.attribution.joint_change import Movement, move
from steelyard.analyses.tradeoff import places, wording
from steelyard.analyses.tradeoff.places import Parts, Place

SEEN = {
    "gain": after(pace=1.3),
    "liked": after(experience=1.3),
    "both": after(pace=1.2, experience=1.2),
    "loss": after(pace=1.1, experience=0.7),
    "disliked": after(experience=0.8),
    "dearer": after(pace=0.8),
    "still": after(),
}
"""What a part, or everything, did."""


@cache
def one(kind: str, part: str = "", noise: float = 1e-3) -> Movement:
    return move(attribute(identity({"all": SEEN[kind]}, noise)), part, 0.5)


def movements(noise: float = 1e-3, **parts: str) -> tuple[Movement, ...]:
    return tuple(one(kind, name, noise) for name, kind in parts.items())


def told(whole: Movement, **dimensions: tuple[Movement, ...]) -> wording.Told:
    found = places._chosen(dimensions)
    leading = places.leading(whole, found)
    return wording.Told(whole, leading, found.losing, found.standing_out, "", (), False, (), "2025", "2026")


def test_a_part_that_lost_outranks_a_whole_that_gained() -> None:
    """The site that gained is the surer by far; the team that lost leads, and the whole's gain follows."""
    sites = movements(north="gain", south="still")
    teams = movements(8e-3, one="loss", two="still")
    whole = one("gain")
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
    ("part", "outcome"), [("loss", "false_economy"), ("disliked", "decline"), ("dearer", "over_service")]
)
@pytest.mark.parametrize("gain", ["gain", "liked", "both"])
def test_whatever_a_part_loses_and_wherever(dimension: str, part: str, outcome: str, gain: str) -> None:
    whole = one(gain)
    assert whole.is_good
    answer = told(whole, **{dimension: movements(a="still", b=part)})
    assert (answer.leading.by, answer.placed.outcome) == (dimension, outcome)
    name = wording.NAMES[outcome]
    assert wording.headline(answer, "EUR").startswith(name[:1].upper() + name[1:])


def test_customers_who_got_less_lead_where_the_outcome_has_no_name() -> None:
    part = replace(movements(a="loss", b="still")[0], outcome=None)
    assert part.is_loss
    answer = told(one("gain"), team=(part, *movements(b="still")))
    assert answer.placed is part
    said = wording.sentences(answer, "EUR")
    assert "at team a" in said[0]
    assert "what customers got fell 30.0%" in said[0]
    assert said[-1].startswith("Over everything asked: gain")


def test_a_loss_beside_a_surer_gain_holds_at_the_level_of_all_claimed() -> None:
    """A gain of a site does not turn into a loss because one of its teams shows one at 95%."""
    site, team, still = movements(a="gain", b="still")[0], *movements(8e-3, c="loss", d="still")
    other = movements(b="still")[0]
    for certainty, is_told in ((0.96, False), (0.98, True)):
        less = replace(team, certainty=certainty, p_value=max(team.p_value, site.p_value * 2 + 1e-9))
        answer = told(one("gain"), site=(site, other), team=(less, still))
        assert answer.placed.is_loss is is_told
        assert any("false economy" in said.lower() for said in wording.sentences(answer, "EUR")) is is_told
        alone = told(one("gain"), team=(less, still))
        assert alone.placed.is_loss, "the surest claim stands by its own outcome"


def test_a_whole_that_lost_is_not_hidden_by_a_part_that_gained() -> None:
    answer = told(one("loss"), site=movements(a="gain", b="still"))
    assert answer.leading == Place(answer.whole)
    said = wording.sentences(answer, "EUR")
    assert said[0].startswith("False economy: ")
    assert any(sentence.startswith("Gain (a saving) at site a") for sentence in said[1:])


def test_a_part_that_gained_leads_where_nothing_lost() -> None:
    answer = told(one("still"), site=movements(a="gain", b="still"))
    assert (answer.leading.by, answer.placed.part) == ("site", "a")
    assert len(wording.sentences(answer, "EUR")) == 1


def test_every_part_that_lost_is_told() -> None:
    answer = told(
        one("gain"), site=movements(a="loss", b="still"), team=movements(8e-3, c="loss", d="still", e="dearer")
    )
    assert len(answer.losing) == 3
    said = next(sentence for sentence in wording.sentences(answer, "EUR") if sentence.startswith("Found to lose"))
    assert "team c (false economy)" in said or "site a (false economy)" in said
    assert "team e (over-service)" in said


def test_what_is_not_known_loses_nothing() -> None:
    """Without a variance nothing is found to lose, however far it fell."""
    unknown = move(attribute(identity({"a": SEEN["loss"]})), "a")
    assert not unknown.is_loss
    found = places._chosen({"site": (unknown, *movements(b="still"))})
    assert (found.standing_out, found.losing) == (None, ())


def test_nothing_is_placed_in_a_dimension_of_one_part() -> None:
    assert places._chosen({"site": movements(a="loss")}) == Parts()


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
    found = {
        "site": movements(a="still", b="still"),
        "team": movements(c="loss", d="still"),
        "channel": movements(e="still"),
    }
    read: list[str] = []

    def look(_: object, __: object, ___: object, name: str, *, alpha: float) -> tuple[Movement, ...]:
        read.append(name)
        assert alpha == places.level(3)
        return found[name]

    monkeypatch.setattr(places, "movements", look)
    monkeypatch.setattr(places, "nests", lambda *_: ())
    whole = one("gain" if is_good else "still")
    parts = places.look(None, None, (), ("site", "team", "channel"), "site", whole)  # type: ignore[arg-type]
    assert parts.by == "site"
    assert read == (["site", "team", "channel"] if is_good else ["site"])
    assert places.leading(whole, parts).movement.part == ("c" if is_good else "")


def test_a_gain_is_not_read_without_the_topics_that_lost() -> None:
    """What customers got fell by three tenths in one topic, whatever the site saved."""
    gain = told(one("still"), site=movements(a="gain", b="still"))
    topics = (one("loss", "billing"),)
    said = wording.sentences(replace(gain, topics=topics), "EUR")
    assert ", but customers lost in billing (−30.0%)" in said[0]
    assert not any("Hit hardest" in sentence for sentence in said)
    assert "billing" in wording.next_step(replace(gain, topics=topics))
    assert "try it elsewhere" in wording.next_step(gain)


def test_only_a_bot_that_came_back_is_told_to_hand_over() -> None:
    answer = told(one("loss"), site=movements(a="still", b="still"))
    assert answer.placed.outcome == "false_economy"
    assert "bot" not in wording.next_step(answer)

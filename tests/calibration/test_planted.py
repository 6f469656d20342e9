"""Claims about planted centres: which are false, and how they are counted."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from calibration.claims import MOVES
from calibration.page import centres as section
from calibration.planted import counting, parts
from calibration.planted.collect import QUESTIONS, Claim, figure, outcome
from calibration.planted.expected import is_false
from calibration.planted.one import World, ask, comparisons
from calibration.planted.parts import PARTS, Part
from calibration.planted.run import seeds_of

from calibration import judging
from steelyard.answers import Estimate, Interval

SOUTH = ("South", "South 1", "South 2")


def term(name: str, sign: int) -> Claim:
    return Claim("change", "term", name, sign != 0, sign)


@pytest.mark.parametrize(
    ("plant", "claim", "false"),
    [
        ("null", term("technology", 1), True),
        ("null", term("technology", 0), False),
        ("null", Claim("scorecard", "line", "contacts_closed", True, 1), None),
        ("null", Claim("verdict", "rung", "effective", True, 1, "held"), None),
        ("null", Claim("verdict", "rung", "lean", True, -1, "not_yet"), True),
        ("null", Claim("drivers", "driver", "transfers", True, 1), True),
        ("null", Claim("drivers", "driver", "is_resolved", True, 1), None),
        ("mix", term("mix", -1), False),
        ("mix", term("pace", -1), True),
        ("gain", term("pace", 1), False),
        ("gain", term("pace", -1), True),
        ("gain", term("mix", 1), True),
        ("gain", Claim("tradeoff", "place", "site", True, word="South"), False),
        ("gain", Claim("tradeoff", "place", "site", True, word="West"), True),
        ("gain", Claim("tradeoff", "outcome", "South", True, word="free_gain"), False),
        ("gain", Claim("tradeoff", "outcome", "South", True, word="decline"), True),
        ("bot-deflects", term("effectiveness", -1), False),
        ("bot-deflects", term("effectiveness", 1), True),
        ("bot-deflects", term("handled_otherwise", 1), None),
        ("gain", term("handled_otherwise", 1), True),
        ("bot-deflects", Claim("tradeoff", "outcome", "", True, word="saving"), True),
        ("bot-deflects", Claim("tradeoff", "outcome", "", True, word="false_economy"), False),
        ("bot-solves", Claim("tradeoff", "outcome", "", True, word="saving"), False),
        ("bot-solves", Claim("scorecard", "line", "contacts_per_issue", True, 1), True),
    ],
)
def test_a_claim_is_held_against_what_was_planted(plant: str, claim: Claim, false: bool | None) -> None:
    assert is_false(plant, SOUTH, claim) is false


def test_a_claim_is_what_leaves_zero_out() -> None:
    off = Estimate("pace", "ln", value=-0.2, interval=Interval(-0.3, -0.1))
    assert figure("change", "term", "pace", off) == Claim("change", "term", "pace", True, -1, "", -0.2, -0.3, -0.1)
    assert not figure("change", "term", "pace", Estimate("pace", "ln", value=0.1)).is_claimed
    assert not outcome("tradeoff", "", "no_detectable_change").is_claimed
    assert outcome("tradeoff", "", "false_economy").is_claimed


def world(plant: str, planted: str, **said: list[Claim]) -> dict[str, Any]:
    heard = {q: {"claims": [asdict(c) for c in found], "sentences": (), "error": ""} for q, found in said.items()}
    truth = {"places": SOUTH, "outcome": planted, "contacts": 1_000}
    return {"plant": plant, "truth": truth, "heard": heard, "seconds": {"asked": 2.0}}


def test_counting_is_by_kind_by_name_and_by_comparison() -> None:
    one = world("null", "", change=[term("pace", 1), term("mix", 0)])
    two = world("null", "", change=[term("pace", 0), term("mix", 0)])
    found = counting.summary([one, two])["false"]
    assert found["change term"] == {"asked": 4, "claimed": 1, "false": 1, "comparisons": 2, "with_any": 1}
    assert found["change term pace"] == {"asked": 2, "claimed": 1, "false": 1}


def test_found_is_the_outcome_at_the_place() -> None:
    right = [Claim("tradeoff", "place", "site", True, word="South"), outcome("tradeoff", "South", "free_gain")]
    astray = [Claim("tradeoff", "place", "site", True, word="West"), outcome("tradeoff", "West", "free_gain")]
    worlds = [world("gain", "gain", tradeoff=entry) for entry in (right, astray, [])]
    assert counting.summary(worlds)["found"] == {"worlds": 3, "named": 2, "at_place": 1}


def test_a_bot_is_found_by_its_own_outcome() -> None:
    moved = Claim("participation", "between periods", "all issues", True, word="moved")
    ways = Claim("participation", "between ways", "chat", True, word="moved")
    said = [outcome("tradeoff", "", "false_economy")]
    worlds = [world("bot-deflects", "deflects", participation=[entry], tradeoff=said) for entry in (moved, ways)]
    assert counting.summary(worlds)["found"] == {"worlds": 2, "named": 1, "named_in_tradeoff": 2}


def test_a_factor_that_moves_in_a_kind_of_world_is_no_false_claim() -> None:
    counts = {"handled_otherwise": {"asked": 9, "claimed": 9}, "mix": {"asked": 9, "claimed": 1}}
    part = {"scenario": "mix-shift", "contacts": 20, "claims": {"factors": counts}, "moves": MOVES["mix-shift"]}
    assert [(entry.metric, entry.claimed) for entry in judging.claims({"claims-mix-shift-20": part})] == [("mix", 1)]


def test_where_nothing_moves_two_pairs_of_quarters_are_asked_about() -> None:
    assert list(comparisons("null", 19)) == ["", " again"]
    assert comparisons("gain", 19) == {"": {}}
    assert set(comparisons("slow", 60)[""]) == {"from_on", "to_on", "against"}


def test_every_part_asks_a_plant_the_page_has_words_for() -> None:
    assert PARTS.keys() == (section.NULLS | section.PLANTS).keys()
    assert seeds_of("3-5") == range(3, 6)
    assert seeds_of("7") == range(7, 8)


def test_the_page_tells_false_claims_and_what_was_found() -> None:
    assert section.write({}) == ""
    right = [Claim("tradeoff", "place", "site", True, word="South"), outcome("tradeoff", "South", "saving")]
    null = [world("null", "", change=[term("technology", 1), term("pace", 0)])]
    gain = [world("gain", "gain", change=[term("pace", 1)], tradeoff=right)]
    results = {f"centres-{name}": counting.summary(worlds) for name, worlds in (("null", null), ("gain", gain))}
    text = section.write(results)
    assert "| change: a factor | 2 | 1 (50.0%) | 1.3% to 98.7% | technology 1 |" in text
    assert "| a site handles 15% faster at the same quality | 1 | 1 | 1 | saving 1 |" in text
    assert section.draw(results).startswith("<svg")


@pytest.mark.slow
def test_every_question_is_heard_without_an_error(tmp_path: Path) -> None:
    found = ask(World("gain", 2, {"contacts": 6_000}), tmp_path)
    assert found["heard"].keys() == QUESTIONS.keys()
    assert {question: heard["error"] for question, heard in found["heard"].items() if heard["error"]} == {}
    assert all(heard["sentences"] for heard in found["heard"].values())
    assert list(tmp_path.iterdir()) == []
    text = counting.table("gain", counting.summary([found]))
    assert "| change term | " in text


@pytest.mark.slow
def test_a_part_takes_its_variants_in_turn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    small = Part("slow", 2, ({"contacts": 3_000, "days_after": 17}, {"contacts": 4_000, "days_after": 60}), ("change",))
    monkeypatch.setitem(PARTS, "centres-slow", small)  # type: ignore[arg-type]
    found = parts.run("centres-slow", 1.0, 5, tmp_path)
    assert found["worlds"] == 2
    assert found["contacts"] == pytest.approx(3_000 + 4_000, rel=0.15)
    assert found["errors"] == {}
    assert found["false"]["change term"]["comparisons"] == 4

"""Survey answers and evaluations: what they are about and how they read."""

from __future__ import annotations

import pytest
from tests.facts.conftest import day, group
from tests.facts.test_chaining import call

from steelyard.facts import build as builder
from steelyard.settings.mapping import Source
from steelyard.settings.model import Assumptions


def answer(
    survey_id: str, score: float | None = None, instrument: str = "csat", low: float = 1, high: float = 5, **more
):
    scale = {"scale_min": low, "scale_max": high, "better": "high", "sent_at": day(10)}
    return {"survey_id": survey_id, "instrument": instrument, "score": score, **scale, **more}


def calls_of(surveys):
    """A call of another customer for each of the surveys."""
    return [call(row["survey_id"], 5, row["survey_id"]) for row in surveys]


def each_of_its_own(surveys):
    return [row | {"contact_id": row["survey_id"]} for row in surveys]


def test_what_a_survey_is_about(world, engine):
    rows = [
        call("a", 5),
        call("b", 9, resolved_at=day(9.5)),
        call("child", 9.2, merged_into="b"),
        call("x", 9, "xan", abandoned=True),
    ]
    surveys = [
        answer("direct", contact_id="a"),
        answer("merged", contact_id="child"),
        answer("last", customer_id="ada"),
        answer("fallback", customer_id="ada", contact_id="gone"),
        answer("stale", customer_id="ada", sent_at=day(17)),
        answer("stranger", customer_id="sid"),
        answer("attempt", customer_id="xan"),
        answer("nobody"),
    ]
    made = world(rows, surveys=surveys)
    responses = made.by_id("responses")
    topics = {name: row["topic"] for name, row in responses.items()}
    assert topics == {
        "direct": "bill",
        "merged": "bill",
        "last": "bill",
        "fallback": "bill",
        "stale": None,
        "stranger": None,
        "attempt": None,
    }
    about = {name: (row["contact_id"], row["issue_id"]) for name, row in responses.items()}
    assert about["direct"] == ("a", "a")
    assert about["merged"] == about["last"] == about["fallback"] == ("b", "a"), "b came back to what a was about"
    assert about["stale"] == about["stranger"] == (None, None)
    assert [responses[name]["on"] for name in ("direct", "last", "stranger")] == [
        day(5).date(),
        day(9).date(),
        day(10).date(),
    ]
    assert responses["stranger"]["customer_group"] == group("sid")
    assert responses["stale"]["customer_group"] == group("ada")
    notes = builder.notes(engine)
    assert (notes["surveys"], notes["unlinked_surveys"]) == (8, 4)


def test_answers_are_read_on_their_own_scale(world):
    surveys = [
        answer("five", 4),
        answer("reverse", 2, better="low"),
        answer("three", 2, low=1, high=3),
        answer("four", 3, low=1, high=4),
        answer("percent", 75, low=0, high=100),
        answer("outside", 9),
        answer("none"),
        answer("flat", 1, low=1, high=1),
        answer("promoter", 9, "nps", 0, 10),
        answer("passive", 7, "nps", 0, 10),
        answer("detractor", 6, "nps", 0, 10),
        answer("nps5", 5, "nps"),
        answer("easy7", 5, "ces", 1, 7),
        answer("mid7", 4, "ces", 1, 7),
        answer("hard7", 3, "ces", 1, 7),
        answer("low5", 1, "ces", better="low", sent_at=day(130)),
        answer("hard5", 4, "ces", better="low", sent_at=day(130)),
    ]
    rows = world(calls_of(surveys), surveys=each_of_its_own(surveys)).by_id("responses")
    shares = [rows[name]["score_share"] for name in ("five", "reverse", "three", "none", "outside", "flat")]
    assert shares == [0.75, 0.75, 0.5, None, None, None]
    assert [rows[name]["is_answered"] for name in ("five", "none", "outside", "flat")] == [True, False, False, False]
    assert [rows[name]["is_top_two"] for name in ("five", "reverse", "three", "four")] == [True, True, False, True]
    assert rows["percent"]["is_top_two"] is None, "a scale of 101 points has no boxes"
    assert [rows[name]["is_top"] for name in ("five", "three", "promoter", "low5")] == [False, False, False, True]
    marks = [
        (rows[name]["is_promoter"], rows[name]["is_detractor"]) for name in ("promoter", "passive", "detractor", "nps5")
    ]
    assert marks == [(True, False), (False, False), (False, True), (None, None)]
    assert [rows[name]["is_nps"] for name in ("promoter", "nps5")] == [True, False]
    effort = [
        (rows[name]["is_easy"], rows[name]["is_difficult"]) for name in ("easy7", "mid7", "hard7", "low5", "hard5")
    ]
    assert effort == [(True, False), (False, False), (False, True), (True, False), (False, True)]
    assert [rows[name]["scale"] for name in ("five", "promoter", "low5")] == ["1-5 high", "0-10 high", "1-5 low"]
    assert rows["five"]["is_sent"] is None


def test_scales_side_by_side_are_not_pooled(world):
    """Three answers on 1 to 5 and two of good or bad: the three are read. The next quarter has another scale."""
    surveys = [
        *(answer(f"five{n}", score) for n, score in enumerate((5, 4, 3))),
        answer("good", 1, low=0, high=1),
        answer("bad", 0, low=0, high=1),
        answer("unread", None, low=0, high=1),
        answer("later", 1, low=0, high=1, sent_at=day(130)),
    ]
    rows = world(calls_of(surveys), surveys=each_of_its_own(surveys))
    found = rows.by_id("responses")
    assert {name for name, row in found.items() if row["is_quality"]} == {"five0", "five1", "five2", "later"}
    assert {name for name, row in found.items() if row["is_csat"]} == {"five0", "five1", "five2", "later"}
    assert {name for name, row in found.items() if row["is_quality_left_out"]} == {"good", "bad"}
    assert {name for name, row in found.items() if row["is_earlier_scale"]} == {"five0", "five1", "five2"}
    ratings = {name: row["rating"] for name, row in rows.by_id("issues").items()}
    assert {name: ratings[name] for name in ("five0", "five1", "five2", "later", "good")} == {
        "five0": 1, "five1": 0.75, "five2": 0.5, "later": 1, "good": None
    }  # fmt: skip


def test_hour_and_weekday_are_those_of_the_contact_and_the_feeling_is_the_tools(world):
    surveys = [
        answer("about", 5, contact_id="a", sentiment=-0.4),
        answer("silent", contact_id="b"),
        answer("stranger", customer_id="sid", sentiment=1.0),
    ]
    rows = world([call("a", day(5, 7)), call("b", 9, hour=None)], surveys=surveys).by_id("responses")
    found = {name: (row["weekday"], row["hour"], row["sentiment"]) for name, row in rows.items()}
    assert found == {"about": ("2", "07", -0.4), "silent": ("6", None, None), "stranger": (None, None, 1.0)}


def test_satisfaction_of_five_four_three_three_one(world):
    surveys = [answer(f"s{n}", score) for n, score in enumerate((5, 4, 3, 3, 1))]
    rows = world(calls_of(surveys), surveys=each_of_its_own(surveys)).rows("responses")
    assert sum(row["score_share"] for row in rows) / 5 == pytest.approx(0.55)
    assert (sum(row["is_top"] for row in rows), sum(row["is_top_two"] for row in rows)) == (1, 2)


def test_only_a_source_of_all_invitations_knows_what_was_sent(world, tmp_path):
    source = Source("test", {}, (), invitations="all")
    made = world([call("a", 5)], surveys=[answer("s", contact_id="a")], options={"sources": (source,)})
    assert made.by_id("responses")["s"]["is_sent"] is True


def test_several_answers_in_one_issue_are_averaged_on_one_instrument(world):
    rows = [call("a", 5), call("b", 6), call("c", 5, "cyd")]
    surveys = [
        answer("1", 5, contact_id="a"),
        answer("2", 3, contact_id="b"),
        answer("3", 0, "nps", 0, 10, contact_id="b"),
        answer("4", None, contact_id="c"),
    ]
    issues = world(rows, surveys=surveys).by_id("issues")
    assert (issues["a"]["rating"], issues["a"]["is_rated"]) == (0.75, True)
    assert (issues["c"]["rating"], issues["c"]["is_rated"]) == (None, False)
    issues = world(rows, surveys=surveys, assumptions=Assumptions(quality_instrument="nps")).by_id("issues")
    assert issues["a"]["rating"] == 0


def test_evaluations_add_up_their_criteria(world):
    def judged(name: str, score: float, most: float, **more):
        return {
            "evaluation_id": name,
            "contact_id": "a",
            "score": score,
            "max_score": most,
            "evaluated_at": day(9),
            **more,
        }

    evaluations = [
        judged("parts", 2, 4, criterion="greeting"),
        judged("parts", 6, 6, criterion="solution"),
        judged("parts", 1, 100),
        judged("whole", 70, 100),
        judged("failed", 0, 1, criterion="data", critical=True),
        judged("failed", 9, 9, criterion="tone"),
        judged("orphan", 1, 2) | {"contact_id": "gone"},
    ]
    rows = world([call("a", 5, team="t")], evaluations=evaluations).by_id("evaluations")
    assert (rows["whole"]["contact_id"], rows["whole"]["issue_id"]) == ("a", "a")
    assert (rows["orphan"]["contact_id"], rows["orphan"]["issue_id"]) == (None, None)
    assert {name: row["quality_share"] for name, row in rows.items()} == {
        "parts": 0.8,
        "whole": 0.7,
        "failed": 0,
        "orphan": 0.5,
    }
    assert [rows[name]["is_failed"] for name in ("failed", "parts")] == [True, False]
    assert (rows["parts"]["team"], rows["parts"]["on"], rows["orphan"]["on"]) == ("t", day(5).date(), day(9).date())

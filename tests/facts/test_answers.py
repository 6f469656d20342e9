"""Several answers by one customer to one invitation: the last counts, and what was another invitation stays."""

from __future__ import annotations

import pytest
from tests.facts.conftest import day
from tests.facts.test_chaining import call
from tests.facts.test_responses import answer

from steelyard.facts import build as builder
from steelyard.settings.mapping import Source
from steelyard.store.following import FollowUp

CALLS = [call("a", 5), call("b", 5, "bea"), call("c", 5, "cyd")]


def given(survey_id: str, score: float | None, answered: float | None, contact: str | None = "a", **more):
    at = None if answered is None else day(answered)
    return answer(survey_id, score, **{"contact_id": contact, "sent_at": None, "answered_at": at, **more})


def counting(world, surveys, **options) -> dict[str, float | None]:
    rows = world(CALLS, surveys=surveys, options=options).by_id("responses")
    return {name: row["score_share"] for name, row in rows.items()}


def test_a_rating_that_was_changed_counts_as_it_was_last(world, engine):
    surveys = [given("1", 5, 6), given("2", 1, 7), given("3", 5, 6, "b"), given("4", 5, 6.00001, "b")]
    assert counting(world, surveys) == {"2": 0, "4": 1}
    assert world(CALLS, surveys=surveys).by_id("issues")["a"]["rating"] == 0
    notes = builder.notes(engine)
    assert notes["replaced_answers"] == {"test": {"replaced": 2, "tied": 0}}
    assert (notes["surveys"], notes["unlinked_surveys"]) == (2, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"contact_id": "b"},
        {"instrument": "nps", "scale_min": 0, "scale_max": 10},
        {"scale_max": 7},
        {"source": "other"},
        {"sent_at": day(6.5)},
        {"score": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_belongs_to_another_invitation_stays(world, change):
    surveys = [given("1", 3, 6, sent_at=day(5.5)), given("2", 3, 7, sent_at=day(5.5)) | change]
    assert set(counting(world, surveys)) == {"1", "2"}


def test_where_no_contact_is_named_customer_and_asking_tell(world):
    asked = {"contact": None, "customer_id": "ada"}
    surveys = [
        given("1", 5, 12, sent_at=day(10), **asked),
        given("2", 1, 13, sent_at=day(10), **asked),
        given("3", 4, 22, sent_at=day(20), **asked),
        given("4", 4, 23, **asked),
        given("5", 4, 24, **asked),
    ]
    assert set(counting(world, surveys)) == {"2", "3", "4", "5"}


def test_the_one_instant_of_an_answer_is_no_asking_unless_all_invitations_are_there(world):
    surveys = [given("1", 5, None, sent_at=day(6)), given("2", 1, None, sent_at=day(7))]
    assert set(counting(world, surveys)) == {"2"}
    everything = Source("test", {}, (), invitations="all")
    assert set(counting(world, surveys, sources=(everything,))) == {"1", "2"}


def test_several_questions_of_one_answer_stay_and_go_together(world):
    old = [given("r1", 5, 6, source_key="r1 q1"), given("r1", 4, 6, source_key="r1 q2")]
    new = [given("r2", 1, 7, source_key="r2 q1"), given("r2", 2, 7, source_key="r2 q2")]
    made = world(CALLS, surveys=[*old, *new]).rows("responses")
    assert sorted(row["score_share"] for row in made) == [0, 0.25]


def test_without_a_time_the_highest_id_is_the_last_and_that_is_told(world, engine):
    assert counting(world, [given("9", 5, None), given("10", 1, None)]) == {"10": 0}
    assert builder.notes(engine)["replaced_answers"] == {"test": {"replaced": 1, "tied": 1}}
    assert counting(world, [given("9", 5, None), given("10", 5, None)]) == {"10": 1}
    assert builder.notes(engine)["replaced_answers"] == {"test": {"replaced": 1, "tied": 0}}


def test_any_question_is_none_and_a_source_may_count_each(world):
    surveys = [given("1", 5, 6, instrument="other"), given("2", 1, 7, instrument="other")]
    assert set(counting(world, surveys)) == {"1", "2"}
    apart = Source("test", {}, (), fold_answers=False)
    assert set(counting(world, [given("1", 5, 6), given("2", 1, 7)], sources=(apart,))) == {"1", "2"}


@pytest.fixture
def within(world, engine):
    """Facts of surveys about contacts, each read within so many days of its start."""

    def at(days, surveys, contacts=CALLS):
        for (view,) in engine.connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall():
            engine.execute(f"DROP VIEW {view}")
        made = world(contacts, surveys=surveys)
        begun = builder.begin(engine, made.settings, made.horizon, made.known)
        for table, sql in begun.at_rest().items():
            engine.execute(
                f"CREATE OR REPLACE TABLE {table if table == builder.STATES else f'{table}_at_rest'} AS {sql}"
            )
        reading = begun.reading(has_odds=False, has_states=True)
        for table, sql in reading.texts(made.settings, "duckdb").items():
            engine.execute(f"DROP TABLE {table}")
            engine.execute(f"CREATE VIEW {table} AS {FollowUp(begun.least_s, days).fill(sql)}")
        return made

    return at


CHANGED = [given("1", 5, 7), given("2", 3, 12), given("3", 1, 30)]
"""To the contact of day 5: on days 2, 7 and 25 after it."""


@pytest.mark.parametrize(
    ("days", "row", "share", "rating"),
    [(1, "1", None, None), (3, "1", 1, 1), (10, "2", 0.5, 0.5), (26, "3", 0, 0), (None, "3", 0, 0)],
)
def test_the_last_answer_within_the_follow_up_counts(within, engine, days, row, share, rating):
    made = within(days, CHANGED)
    (found,) = made.rows("responses")
    assert (found["survey_id"], found["score_share"]) == (row, share)
    assert found["is_answered"] is (share is not None)
    assert made.by_id("issues")["a"]["rating"] == rating
    assert builder.notes(engine)["replaced_answers"] == {"test": {"replaced": 2, "tied": 0}}
    assert builder.notes(engine)["unlinked_surveys"] == 0


@pytest.mark.parametrize(("days", "rating"), [(3, 1), (10, 0.5), (15, 0)])
def test_the_rating_of_an_issue_is_of_the_answers_given_by_then(within, days, rating):
    """Its first contact is rated 5 on day 2 and 1 on day 13, its second, of day 3, 1 on day 7."""
    two = [*CALLS, call("again", 8)]
    surveys = [given("1", 5, 7), given("2", 1, 18), given("3", 1, 12, "again")]
    assert within(days, surveys, two).by_id("issues")["a"]["rating"] == rating


def test_an_answer_sent_alone_is_replaced_when_the_next_was_sent(within):
    surveys = [given("1", 5, None, sent_at=day(6)), given("2", 1, None, sent_at=day(20))]
    assert [row["score_share"] for row in within(10, surveys).rows("responses")] == [1]
    assert [row["score_share"] for row in within(30, surveys).rows("responses")] == [0]


def test_without_a_time_earlier_answers_count_at_no_follow_up(within):
    assert [
        row["score_share"] for row in within(10, [given("9", 5, None), given("10", 1, None)]).rows("responses")
    ] == [0]

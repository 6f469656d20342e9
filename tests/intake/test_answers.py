"""A rating that was changed or clicked twice counts once, the last one, in one load or in several."""

from __future__ import annotations

import pytest
from tests.intake.conftest import NewWorkspace, Workspace

TOML = """
[sources.tickets]
files = "tickets.csv"
[sources.tickets.contacts.columns]
contact_id = "id"
customer_id = "who"
opened_at = "begun"

[sources.ratings]
files = "ratings*.csv"
invitations = "answers"
[sources.ratings.surveys]
[sources.ratings.surveys.columns]
survey_id = "rating"
contact_id = "ticket"
instrument = { constant = "csat" }
score = "score"
scale_min = 1
scale_max = 5
better = { constant = "high" }
answered_at = "at"
"""
TICKETS = "id,who,begun\n" + "".join(f"{n},k{n},2026-01-{n % 28 + 1:02d} 09:00:00\n" for n in range(80))
HEAD = "rating,ticket,score,at\n"
FIRST = HEAD + "".join(f"a{n},{n},5,2026-02-{n % 28 + 1:02d} 10:00:00\n" for n in range(80))
CHANGED = "".join(f"b{n},{n},1,2026-03-{n % 28 + 1:02d} 10:00:00\n" for n in range(20))
TWICE = "".join(f"b{n},{n},5,2026-02-{n % 28 + 1:02d} 10:00:01\n" for n in range(20, 40))


def rating(space: Workspace) -> tuple[float, int]:
    (row,) = space.rows("SELECT avg(100 * score_share) AS rating, count(*) AS n FROM fact_responses WHERE is_answered")
    return float(str(row["rating"])), int(str(row["n"]))


def test_the_last_answer_counts_and_the_load_tells(workspace: NewWorkspace, facts: None) -> None:
    space = workspace(TOML, {"tickets.csv": TICKETS, "ratings.csv": FIRST + CHANGED + TWICE})
    report = space.load()
    assert rating(space) == (75, 80)
    assert (report.replaced_answers, report.tied_answers) == ({"ratings": 40}, {})
    account = next(account for account in report.accounts if account.source == "ratings")
    assert (account.read, account.accepted, account.folded) == (120, 120, 0)


def test_a_later_load_brings_the_last_answer(workspace: NewWorkspace, facts: None) -> None:
    space = workspace(TOML, {"tickets.csv": TICKETS, "ratings.csv": FIRST})
    assert space.load().replaced_answers == {}
    assert rating(space) == (100, 80)
    space.write(files={"ratings-2.csv": HEAD + CHANGED})
    report = space.load()
    assert report.whole == ""
    assert report.replaced_answers == {"ratings": 20}
    assert rating(space) == (75, 80)
    assert space.load().replaced_answers == {"ratings": 20}


def test_an_earlier_answer_that_comes_late_replaces_none(workspace: NewWorkspace, facts: None) -> None:
    space = workspace(TOML, {"tickets.csv": TICKETS, "ratings.csv": FIRST})
    space.load()
    early = HEAD + "".join(f"z{n},{n},1,2026-01-{n + 9} 23:00:00\n" for n in range(20))
    space.write(files={"ratings-2.csv": early})
    assert space.load().replaced_answers == {"ratings": 20}
    assert rating(space) == (100, 80)


@pytest.mark.parametrize("line", ["", 'key = ["rating"]\n'])
def test_answers_under_one_id_are_settled_by_their_time(workspace: NewWorkspace, facts: None, line: str) -> None:
    toml = TOML.replace("[sources.ratings.surveys]\n", f"[sources.ratings.surveys]\n{line}")
    same = (FIRST + CHANGED + TWICE).replace("b", "a")
    report = workspace(toml, {"tickets.csv": TICKETS, "ratings.csv": same}).load()
    account = next(account for account in report.accounts if account.source == "ratings")
    assert (account.accepted, account.folded) == (80, 40)
    assert report.replaced_answers == {}


def test_a_source_may_count_each_answer(workspace: NewWorkspace, facts: None) -> None:
    toml = TOML.replace('files = "ratings*.csv"', 'files = "ratings*.csv"\nfold_answers = false')
    space = workspace(toml, {"tickets.csv": TICKETS, "ratings.csv": FIRST + CHANGED})
    assert space.load().replaced_answers == {}
    assert rating(space) == (80, 100)


def test_answers_of_customers_without_a_contact_are_replaced_as_well(workspace: NewWorkspace, facts: None) -> None:
    toml = TOML.replace('contact_id = "ticket"', 'customer_id = "ticket"\nsent_at = "sent"')
    head = "rating,ticket,score,at,sent\n"
    first = head + "".join(f"a{n},x{n},5,2026-02-03 10:00:00,2026-02-01\n" for n in range(20))
    space = workspace(toml, {"tickets.csv": TICKETS, "ratings.csv": first})
    space.load()
    space.write(files={"ratings-2.csv": head + "b1,x1,1,2026-02-04 10:00:00,2026-02-01\n"})
    report = space.load()
    assert (report.whole, report.replaced_answers) == ("", {"ratings": 1})
    assert rating(space) == (95, 20)

"""A query of one's own: it reads the tables of a version, nothing else, and has an end."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.conftest import NewWorkspace, contacts
from intake.sources.test_sql_guard import BAD_VIEWS
from steelyard.errors import QuestionError
from steelyard.intake.own_sql import select
from steelyard.settings.model import Limits

LIMITS = Limits()


@pytest.fixture
def store(workspace: NewWorkspace):
    place = workspace(contacts(), {"t.csv": "id,at\na,2026-01-05 10:00\nb,2026-01-06 10:00\nc,2026-01-07 10:00\n"})
    place.load()
    return place.store


def test_rows_come_back_as_plain_values_with_names(store) -> None:
    found = select(
        store, "SELECT contact_id AS id, 1.5 AS x, count(*) OVER () AS n FROM contacts ORDER BY 1", LIMITS, 9
    )
    assert found.to_rows()[0] == {"id": "a", "x": 1.5, "n": 3}
    assert (len(found), found.is_cut, repr(found)) == (3, False, "<Rows: 3 rows of id, x, n>")
    assert "Rows: 3" in str(found)
    assert "<td>a</td>" in found._repr_html_()


def test_no_more_rows_than_asked_for(store) -> None:
    found = select(store, "SELECT contact_id, contact_id FROM contacts", LIMITS, 2)
    assert (len(found), found.is_cut) == (2, True)
    assert len(set(found.columns)) == 2


@pytest.mark.parametrize("sql", [sql.replace("FROM a", "FROM contacts") for sql in BAD_VIEWS])
def test_anything_but_a_select_over_these_tables_is_refused(store, sql: str) -> None:
    with pytest.raises(QuestionError):
        select(store, sql, LIMITS, 9)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT contact FROM contacts", "no column contact\n  Did you mean contact_id"),
        ("SELECT * FROM contcts", "none of its inputs\n  Did you mean contacts"),
        ("SELECT contact_id::INT FROM contacts", "fails on a value"),
        ("UPDATE contacts SET team = 'x'", "must be one SELECT, not UPDATE"),
    ],
)
def test_errors_say_what_is_wrong_and_quote_no_value(store, sql: str, said: str) -> None:
    with pytest.raises(QuestionError) as caught:
        select(store, sql, LIMITS, 9)
    assert said in str(caught.value)


def test_a_query_that_runs_too_long_is_stopped(store) -> None:
    with pytest.raises(QuestionError, match=r"the query was stopped.*view_seconds"):
        select(store, "SELECT sum(a.range) FROM range(100000000) a, range(100000) b", Limits(view_seconds=0.5), 9)


def test_files_beside_the_store_are_out_of_reach(store, tmp_path: Path) -> None:
    """The wall holds where the guard is passed by: external access is off but for the store."""
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with pytest.raises(QuestionError):
        select(store, f"SELECT * FROM '{tmp_path}/secret.csv'", LIMITS, 9)

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest

from samples.zendesk import TABLES, ZendeskTruth, export_zendesk
from steelyard.errors import QuestionError


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ZendeskTruth]:
    folder = tmp_path_factory.mktemp("zendesk")
    return folder, export_zendesk(folder, tickets=3_000, seed=5)


def ask(folder: Path, question: str) -> list[tuple]:
    tables = {name.removesuffix("_data.csv"): f"read_csv('{folder / name}')" for name in TABLES}
    return duckdb.sql(question.format(**tables)).fetchall()


@pytest.mark.shared
@pytest.mark.parametrize("name", sorted(TABLES))
def test_headers_are_those_of_a_real_sync(shared: Path, made: tuple[Path, ZendeskTruth], name: str) -> None:
    with (shared / "data/api-zendesk/export_tables" / name).open(encoding="utf-8-sig", newline="") as real:
        wanted = next(csv.reader(real))
    with (made[0] / name).open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == wanted


@pytest.mark.parametrize(
    "question",
    [
        "select count(*) from {ticket} where requester_id not in (select id from {user})",
        "select count(*) from {ticket} where group_id not in (select id from {group})",
        "select count(*) from {ticket_comment} where user_id not in (select id from {user})",
        "select count(*) from {ticket_comment} where ticket_id not in (select id from {ticket})",
        "select count(*) from {ticket_field_history} where ticket_id not in (select id from {ticket})",
        "select count(*) - count(distinct id) from {ticket_comment}",
        "select count(*) - count(distinct id) from {ticket}",
    ],
)
def test_keys_fit_together(made: tuple[Path, ZendeskTruth], question: str) -> None:
    assert ask(made[0], question) == [(0,)]


def test_first_reply_is_the_public_comment_of_an_agent(made: tuple[Path, ZendeskTruth]) -> None:
    """The second one, where an agent opened the ticket with a public comment."""
    rows = ask(
        made[0],
        """with replies as (select ticket_id, created,
                row_number() over (partition by ticket_id order by created) as place
                from {ticket_comment} as said join {user} as who on who.id = said.user_id
                where public and role = 'agent'),
            opened as (select ticket.*, 1 + (who.role = 'agent')::int as place
                from {ticket} as ticket join {user} as who on who.id = submitter_id where status <> 'deleted')
        select count(*), count(created), median(epoch(created) - epoch(created_at)) / 60
        from opened left join replies on ticket_id = opened.id and replies.place = opened.place""",
    )
    truth = made[1]
    assert rows[0][:2] == (truth.tickets, truth.replied)
    assert rows[0][2] == pytest.approx(truth.first_reply_median_min, abs=1e-9)


def test_reopens_are_solved_again(made: tuple[Path, ZendeskTruth]) -> None:
    rows = ask(
        made[0],
        """with solved as (select ticket_id, count(*) as times from {ticket_field_history} as history
            join {ticket} as ticket on ticket.id = ticket_id
            where field_name = 'status' and value = 'solved' and status <> 'deleted' group by ticket_id)
        select count(*), count(*) filter (times > 1), sum(times - 1) from solved""",
    )
    assert rows == [(made[1].solved, made[1].reopened, made[1].reopens)]


def test_satisfaction_is_the_last_answer(made: tuple[Path, ZendeskTruth]) -> None:
    rows = ask(
        made[0],
        """with last as (select ticket_id, max_by(value, updated) as score from {ticket_field_history}
            where field_name = 'satisfaction_score' group by ticket_id)
        select count(*) filter (score in ('good', 'bad')), avg((score = 'good')::int)
            filter (score in ('good', 'bad')) from last""",
    )
    assert rows == [(made[1].rated, pytest.approx(made[1].csat_good_share))]


def test_the_edge_cases_are_there(made: tuple[Path, ZendeskTruth]) -> None:
    truth = made[1]
    assert min(truth.silent, truth.merged, truth.reopened) > 30
    deleted = ask(made[0], "select count(*) from {ticket} where status = 'deleted'")[0][0]
    assert truth.tickets == 3_000 - deleted < 3_000
    internal = ask(
        made[0],
        """select count(*) from {ticket_comment} as said where not public and exists (
            from {ticket_comment} as other where other.ticket_id = said.ticket_id and other.created > said.created)""",
    )
    assert internal[0][0] > 100
    merged = ask(
        made[0],
        """select count(*), count(*) filter (child in (select id from {ticket} where status = 'closed')) from
            (select unnest(merged_ticket_ids::bigint[]) as child from {ticket} where merged_ticket_ids <> '[]')""",
    )
    assert merged == [(truth.merged, truth.merged)]


def test_seeded(tmp_path: Path) -> None:
    assert export_zendesk(tmp_path / "a", 200, seed=1) == export_zendesk(tmp_path / "b", 200, seed=1)
    assert export_zendesk(tmp_path / "c", 200, seed=2) != export_zendesk(tmp_path / "a", 200, seed=1)
    for name in TABLES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
        assert not (tmp_path / "a" / f"{name}.part").exists()


def test_too_few_tickets_are_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionError):
        export_zendesk(tmp_path, 5)

"""Rows that share an id of contacts: states of one, its parts, or numbers that begin again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from steelyard.intake.proposal.model import TableProposal
from steelyard.intake.proposal.propose import propose

TICKETS = "id,requester_id,created_at,updated_at,status,solved_at,group"


def found(folder: Path, rows: Sequence[str]) -> TableProposal:
    path = folder / "tickets.csv"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return propose([path], data=folder).sources[0].tables[0]


def day(place: int) -> str:
    return f"2026-03-{place % 28 + 1:02d}"


def test_of_two_states_of_a_ticket_the_later_counts(tmp_path: Path) -> None:
    first = [f"{n},{n % 30},{day(n)} 09:00:00,{day(n)} 10:00:00,open,,g{n % 2}" for n in range(80)]
    later = [
        f"{n},{n % 30},{day(n)} 09:00:00,2026-04-02 08:{n % 60}:00,solved,2026-04-02 08:00:00,g1" for n in range(20)
    ]
    table = found(tmp_path, [TICKETS, *first, *later])
    named = table.guess("contact_id")
    assert named is not None
    assert named.is_sure
    assert named.mapping.columns == ("id",)
    assert (table.key, table.version) == (("id",), "updated_at")


def test_states_that_nothing_puts_in_order_are_asked_about(tmp_path: Path) -> None:
    rows = [f"{n},{n % 30},{day(n)} 09:00:00,{day(n)} 10:00:00,open,,g{n % 2}" for n in range(80)]
    rows += [f"{n},{n % 30},{day(n)} 09:00:00,{day(n)} 10:00:00,solved,,g{n % 2}" for n in range(20)]
    named = found(tmp_path, [TICKETS, *rows]).guess("contact_id")
    assert named is not None
    assert not named.is_sure
    assert "are one customer's: legs, messages or states of one contact?" in named.reason


def test_messages_of_one_conversation_are_no_contacts(tmp_path: Path) -> None:
    header = "message_id,conversation_id,timestamp,direction,agent"
    rows = [
        f"m{n},c{n // 4},{day(n // 4)} 09:{n % 4:02d}:00,{'inbound' if n % 2 else 'outbound'},a{n % 3}"
        for n in range(120)
    ]
    named = found(tmp_path, [header, *rows]).guess("contact_id")
    assert named is not None
    assert not named.is_sure
    assert 'share a "conversation_id" begin within a day' in named.reason


def test_numbers_that_begin_again_for_others_are_told_apart(tmp_path: Path) -> None:
    rows = [f"{n % 60},{'north' if n < 60 else 'south'},k{n},{day(n)} 09:00:00,a{n % 5},30,200" for n in range(120)]
    named = found(tmp_path, ["Call ID,Site No,Customer ID,Start time,Agent,Wait,Talk time", *rows]).guess("contact_id")
    assert named is not None
    assert named.is_sure
    assert set(named.mapping.columns) == {"Site No", "Call ID"}


TAGGED = "ticket_id,requester_id,assignee,created_at,solved_at,tag,group"


def test_a_row_for_each_tag_is_one_contact(tmp_path: Path) -> None:
    rows = [
        f"{n},{n % 30},a{n % 4},{day(n)} 09:00:00,{day(n)} 10:00:00,{tag},g{n % 2}"
        for n in range(80)
        for tag in ("vip", "refund", "bug")[: n % 3 + 1]
    ]
    table = found(tmp_path, [TAGGED, *rows])
    named = table.guess("contact_id")
    assert named is not None
    assert named.is_sure
    assert (named.mapping.columns, table.key) == (("ticket_id",), ("ticket_id",))
    assert 'differ only in "tag", which nothing is read from' in named.reason


def test_rows_that_differ_in_what_is_read_are_not_one_contact(tmp_path: Path) -> None:
    rows = [
        f"{n},{n % 30},a{(n + place) % 4},{day(n)} 09:00:00,{day(n)} 10:00:00,{tag},g{n % 2}"
        for n in range(80)
        for place, tag in enumerate(("vip", "refund", "bug")[: n % 3 + 1])
    ]
    named = found(tmp_path, [TAGGED, *rows]).guess("contact_id")
    assert named is not None
    assert not named.is_sure

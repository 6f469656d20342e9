"""People and answers are no contacts; whose list it is, roles and the contacts themselves say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from steelyard.intake.proposal.propose import Proposal, propose


def write(folder: Path, name: str, header: str, row: Callable[[int], list[object]], count: int = 60) -> Path:
    lines = [header, *(",".join(map(str, row(n))) for n in range(count))]
    (folder / name).write_text("\n".join(lines), "utf-8")
    return folder / name


def in_force(proposal: Proposal) -> set[tuple[str, str]]:
    """(source, table) of what is in force."""
    gaps = {gap.split(" needs ")[0] for gap in proposal.gaps}
    tables = {(source.name, table.table) for source in proposal.sources for table in source.tables}
    return {entry for entry in tables if ": ".join(entry) not in gaps}


def tickets(folder: Path, user: Callable[[int], object], agent: Callable[[int], object]) -> Path:
    header = "Ticket ID,Created at,Resolved at,Requester ID,Assignee ID"
    return write(
        folder,
        "tickets.csv",
        header,
        lambda n: [f"T{n}", f"2026-03-02 09:{n:02d}:00", f"2026-03-03 09:{n:02d}:00", user(n), agent(n)],
    )


def users(folder: Path) -> Path:
    return write(folder, "users.csv", "id,name,created_at", lambda n: [n, f"Somebody {n}", "2025-01-01 09:00:00"], 30)


def test_users_are_customers_where_contacts_name_them_so(tmp_path: Path) -> None:
    proposal = propose([tickets(tmp_path, lambda n: n % 30, lambda n: f"A{n % 5}"), users(tmp_path)])
    assert ("users", "customers") in in_force(proposal)


def test_users_are_agents_where_contacts_name_them_so(tmp_path: Path) -> None:
    proposal = propose([tickets(tmp_path, lambda n: f"c{n}", lambda n: n % 30), users(tmp_path)])
    assert ("users", "agents") in in_force(proposal)


def test_a_contact_of_an_answer_who_is_a_customer_of_the_contacts_is_one(tmp_path: Path) -> None:
    answers = write(
        tmp_path,
        "feedback.csv",
        "Response ID,Survey type,Response,Response date,Contact ID",
        lambda n: [f"R{n}", "NPS", n % 11, f"2026-03-04 09:{n:02d}:00", n % 30],
    )
    proposal = propose([tickets(tmp_path, lambda n: n % 30, lambda n: f"A{n % 5}"), answers])
    survey = next(table for source in proposal.sources for table in source.tables if table.table == "surveys")
    assert survey.guess("contact_id") is None
    link = survey.guess("customer_id")
    assert link is not None
    assert (link.is_sure, link.mapping.columns) == (True, ("Contact ID",))


@pytest.mark.parametrize("ending", ["", "Z"])
def test_a_time_zone_is_asked_for_where_a_time_that_is_read_has_no_offset(tmp_path: Path, ending: str) -> None:
    written = write(
        tmp_path,
        "calls.csv",
        "Call ID,Customer ID,Agent,Started at,Format version",
        lambda n: [f"C{n}", n % 30, f"A{n % 5}", f"2026-03-02T09:{n:02d}:00{ending}", "2017-03-10"],
    )
    assert propose([written]).has_local_times == (ending == "")


@pytest.mark.parametrize(("user", "agent"), [(lambda n: n % 20, lambda n: n % 7), (lambda n: f"c{n}", lambda n: "A")])
def test_users_who_are_both_or_neither_are_asked_about(
    tmp_path: Path, user: Callable[[int], object], agent: Callable[[int], object]
) -> None:
    proposal = propose([tickets(tmp_path, user, agent), users(tmp_path)])
    assert in_force(proposal) == {("tickets", "contacts")}
    assert "users: customers needs customer_id" in proposal.gaps


@pytest.mark.parametrize(
    ("name", "header", "row"),
    [
        (
            "employees.csv",
            "ID,Name,Department,Start date,End date,Channel",
            lambda n: [n, f"Jo {n}", f"D{n % 4}", f"2024-03-{n % 28 + 1:02d}", "", ("phone", "email")[n % 2]],
        ),
        (
            "contacts.csv",
            "Record ID,Email,Contact owner,Create date,Source",
            lambda n: [n, f"a{n}@example.org", f"O{n % 4}", f"2026-03-{n % 28 + 1:02d} 10:00:00", "web"],
        ),
        (
            "hr.csv",
            "Number,Team,Agent,Begin,Priority",
            lambda n: [n, f"D{n % 4}", f"A{n}", f"2024-03-{n % 28 + 1:02d}", "x"],
        ),
    ],
)
def test_lists_of_people_are_no_contacts(
    tmp_path: Path, name: str, header: str, row: Callable[[int], list[object]]
) -> None:
    proposal = propose([write(tmp_path, name, header, row)])
    assert "contacts" not in {table for _, table in in_force(proposal)}


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("export.csv", "Response ID,Ticket ID,Submitted at,Agent,Channel,CSAT"),
        ("csat.csv", "No,Ticket,Date,Agent,Channel,CSAT"),
    ],
)
def test_answers_about_contacts_are_no_contacts(tmp_path: Path, name: str, header: str) -> None:
    path = write(
        tmp_path, name, header, lambda n: [f"R{n}", f"T{n}", "2026-03-02 10:00:00", f"A{n % 4}", "email", n % 5 + 1]
    )
    (source,) = propose([path]).sources
    assert [table.table for table in source.tables] == ["surveys"]
    contact = source.tables[0].guess("contact_id")
    assert contact is not None
    assert contact.mapping.columns == (header.split(",")[1],)


def test_contacts_that_carry_a_rating_stay_contacts(tmp_path: Path) -> None:
    header = "Ticket ID,Created at,Resolved at,Agent,CSAT"
    row = lambda n: [f"T{n}", "2026-03-02 10:00:00", f"2026-03-02 1{n % 9 + 1}:30:00", f"A{n % 4}", n % 5 + 1]  # noqa: E731
    (source,) = propose([write(tmp_path, "export.csv", header, row)]).sources
    assert [table.table for table in source.tables] == ["contacts", "surveys"]


@pytest.mark.parametrize(
    ("header", "is_contacts"),
    [
        ("contact_id,customer_id,opened_at,ended_at,channel,team", True),
        ("contact_id,customer_id,opened_at,closed_at,topic,team", True),
        ("contact_id,company,opened_at,ended_at,name,city", False),
        ("contact_id,customer_id,created_at,updated_at,name,city", False),
    ],
)
def test_what_begins_and_ends_and_is_somebodys_is_a_contact(tmp_path: Path, header: str, is_contacts: bool) -> None:
    """Whatever the file is called, and though a contact may be a person elsewhere."""
    file = write(
        tmp_path,
        "data.csv",
        header,
        lambda n: [n, n % 40, f"2026-03-02 09:{n:02d}:00", f"2026-03-03 09:{n:02d}:00", "ab"[n % 2], "cd"[n // 30]],
    )
    assert ("contacts" in {table for _, table in in_force(propose([file]))}) is is_contacts

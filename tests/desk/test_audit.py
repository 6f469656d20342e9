"""The audit log holds what was done, with no secret, and cannot be changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.desk.conftest import PASSWORD, Clock

from steelyard.desk import Desk, Ends
from steelyard.desk.database import Database
from steelyard.errors import DeskError


def test_whatever_is_changed_is_noted_with_who_did_it(desk: Desk, clock: Clock) -> None:
    anna = desk.users.add("anna", "analyst", by="root", password=PASSWORD)
    desk.users.change("anna", by="root", role="viewer")
    desk.users.set_password("anna", "granite heron brisk kettle", by="anna")
    secret = desk.keys.add("anna", "nightly", clock.at + timedelta(days=1), by="anna")
    desk.keys.end(desk.keys.all()[0].id, by="root")
    view = desk.views.save("anna", "mine", "/change")
    desk.views.share(view.id, "anna")
    desk.views.delete(view.id, "anna")
    token = desk.sessions.begin(anna, Ends(), how="password")
    desk.audit.note("anna", "page.seen", "/compare?by=agent")
    found = desk.audit.latest()
    assert [(entry.who, entry.what) for entry in reversed(found)] == [
        ("root", "user.added"),
        ("root", "user.changed"),
        ("anna", "user.password"),
        ("anna", "key.added"),
        ("root", "key.ended"),
        ("anna", "view.saved"),
        ("anna", "view.shared"),
        ("anna", "view.deleted"),
        ("anna", "signed.in"),
        ("anna", "page.seen"),
    ]
    assert {entry.at for entry in found} == {clock.at}
    for hidden in (PASSWORD, "granite", secret, token):
        assert hidden not in repr(found)


def test_what_is_refused_is_not_noted_as_done(desk: Desk) -> None:
    desk.users.add("anna", "viewer", by="root")
    with pytest.raises(DeskError):
        desk.users.add("anna", "viewer", by="root")
    assert len(desk.audit.latest()) == 1


def test_entries_are_found_by_person_kind_and_page(desk: Desk) -> None:
    for number in range(5):
        desk.audit.note("anna" if number % 2 else "ben", "page.seen", f"/{number}")
    desk.audit.note("anna", "pagezseen")
    assert [entry.of for entry in desk.audit.latest(2, what="page.")] == ["/4", "/3"]
    assert [entry.of for entry in desk.audit.latest(2, what="page.", before=2)] == ["/2", "/1"]
    assert [entry.of for entry in desk.audit.latest(who="anna", what="page.")] == ["/3", "/1"]


@pytest.mark.parametrize("statement", ["DELETE FROM audit", "UPDATE audit SET who = 'ben'"])
def test_the_database_refuses_to_change_or_remove_an_entry(address: str, desk: Desk, statement: str) -> None:
    desk.audit.note("anna", "page.seen")
    database = Database(address)
    with pytest.raises(DeskError), database.writing() as session:
        session.execute(sa.text(statement))
    database.close()
    assert [entry.who for entry in desk.audit.latest()] == ["anna"]


def test_texts_that_are_too_long_are_cut(desk: Desk) -> None:
    desk.audit.note("a" * 300, "b" * 300, "c" * 5000)
    (entry,) = desk.audit.latest()
    assert (len(entry.who), len(entry.what), len(entry.of)) == (200, 200, 4000)

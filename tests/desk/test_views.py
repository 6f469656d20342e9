"""Saved views: one's own and shared ones, of this application only."""

from __future__ import annotations

import pytest

from steelyard.desk import Desk
from steelyard.errors import DeskError


def test_a_view_is_saved_shared_and_deleted_by_its_owner(desk: Desk) -> None:
    kept = desk.views.save("anna", " Porto by week ", "/scorecard?where=site=Porto")
    assert (kept.name, kept.owner, kept.is_shared) == ("Porto by week", "anna", False)
    assert desk.views.of("ben") == []
    shared = desk.views.share(kept.id, "anna")
    assert desk.views.of("ben") == [shared]
    for change in (desk.views.share, desk.views.delete):
        with pytest.raises(DeskError, match="of yours"):
            change(kept.id, "ben")
    desk.views.share(kept.id, "anna", is_shared=False)
    assert desk.views.of("ben") == []
    desk.views.delete(kept.id, "anna")
    assert desk.views.of("anna") == []


def test_the_same_name_again_takes_the_new_address(desk: Desk) -> None:
    first = desk.views.save("anna", "mine", "/change")
    again = desk.views.save("anna", "mine", "/compare")
    assert (again.id, again.address) == (first.id, "/compare")
    assert desk.views.save("ben", "mine", "/worth").id != first.id


ELSEWHERE = ("", "change", "https://elsewhere/", "//elsewhere", "/\\elsewhere", "javascript:alert(1)", "/a\nb")


@pytest.mark.parametrize("place", [*ELSEWHERE, "/" + "a" * 4000])
def test_an_address_elsewhere_is_refused(desk: Desk, place: str) -> None:
    with pytest.raises(DeskError, match="page of this application"):
        desk.views.save("anna", "mine", place)


@pytest.mark.parametrize("name", ["", "  ", "a" * 101])
def test_a_view_has_a_name(desk: Desk, name: str) -> None:
    with pytest.raises(DeskError, match="100 characters"):
        desk.views.save("anna", name, "/change")

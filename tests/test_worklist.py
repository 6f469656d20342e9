"""Today's list as it is worked: who was followed up rests, the lot is drawn first, the effect enters the rank."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests import workspaces
from tests.desk.conftest import Clock
from tests.reasons.test_reasons import FILES, MAPPING

from steelyard.analyses.list.answer import Held, Help, Item
from steelyard.analyses.list.choosing import RESTS, SETTLED, SHOWN, choose, expecting
from steelyard.settings.holdout import is_left_out
from steelyard.settings.model import FollowupSettings
from steelyard.workspace import Workspace

pytest.importorskip("sqlalchemy", reason="the serve extra is not installed")

from steelyard import worklist
from steelyard.desk import Desk
from steelyard.errors import DeskError

AT = datetime(2026, 3, 20, 9)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return workspaces.loaded(tmp_path_factory.mktemp("list"), MAPPING, FILES)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    opened = Desk(f"sqlite:///{tmp_path / 'desk.sqlite'}", clock)
    yield opened
    opened.close()


def with_(workspace: Workspace, **told: object) -> Workspace:
    """The workspace with other settings of [followup]."""
    followup = replace(workspace.settings.followup, **told)  # type: ignore[arg-type]
    return replace(workspace, settings=replace(workspace.settings, followup=followup))


def test_who_was_followed_up_makes_room_for_the_next_tomorrow(workspace: Workspace, desk: Desk, clock: Clock) -> None:
    """A day has three places: what is done today frees none, so that the capacity of a day stays one."""
    small = with_(workspace, capacity=3)
    first = worklist.ask(small, desk)
    assert {item.state for item in first.items} == {"open"}
    assert all(item.follow_up for item in first.items)
    entry = desk.follow_ups.listed()[0]
    desk.follow_ups.finish(entry.id, "bea", 1, "helped")
    assert len(worklist.ask(small, desk).items) == 2
    assert len(desk.follow_ups.listed()) == 3
    clock.pass_by(days=1)
    then = worklist.ask(small, desk)
    names = [item.customer_id for item in then.items]
    assert entry.customer_id not in names
    assert len(names) == 3
    assert then.followed == 1
    assert {item.state for item in then.items} == {"open"}
    assert len([one for one in desk.follow_ups.listed() if one.state == "open"]) == 3
    assert "listed before" in " ".join(then.sentences)
    assert [item.place for item in then.items] == [1, 2, 3]


def test_who_took_one_is_named(workspace: Workspace, desk: Desk) -> None:
    worklist.take_over(workspace, desk)
    entry = desk.follow_ups.listed()[0]
    desk.follow_ups.take(entry.id, "bea", 1)
    found = {item.customer_id: item for item in worklist.ask(workspace, desk).items}
    assert (found[entry.customer_id].state, found[entry.customer_id].owner) == ("taken", "bea")
    assert found[entry.customer_id].follow_up == entry.id


def test_who_the_lot_leaves_out_is_written_down_and_never_listed(workspace: Workspace, desk: Desk) -> None:
    drawn = with_(workspace, holdout={"callback": 0.5, "apology": 0.5, "escalation": 0.5, "information": 0.5})
    found = worklist.ask(drawn, desk)
    withheld = {entry.customer_id for entry in desk.follow_ups.drawn() if entry.state == "withheld"}
    assert withheld
    assert not withheld & {item.customer_id for item in found.items}
    plain = drawn.ask("list")
    assert not withheld & {item.customer_id for item in plain.items}  # type: ignore[attr-defined]
    assert plain.left_out == len(withheld)  # type: ignore[attr-defined]
    assert "left out by the lot" in " ".join(plain.sentences)


def test_a_version_is_taken_over_once_a_day(workspace: Workspace, desk: Desk) -> None:
    assert worklist.take_over(workspace, desk) > 0
    assert worklist.take_over(workspace, desk) == 0


def test_a_number_that_is_asked_for_is_listed_whatever_was_done(workspace: Workspace, desk: Desk) -> None:
    small = with_(workspace, capacity=2)
    worklist.take_over(small, desk)
    for entry in desk.follow_ups.listed():
        desk.follow_ups.finish(entry.id, "bea", 1, "helped")
    assert worklist.ask(small, desk).items == ()
    assert len(worklist.ask(small, desk, most=3).items) == 3


def test_who_asks_not_to_be_contacted_is_taken_off_even_where_somebody_has_them(
    tmp_path: Path, desk: Desk, clock: Clock
) -> None:
    """The flag comes with a later load, after the follow-up was taken: it is closed, and nobody can reopen it."""
    workspace = workspaces.loaded(tmp_path, MAPPING, FILES)
    worklist.take_over(workspace, desk)
    entry = next(one for one in desk.follow_ups.listed() if one.customer_id == "rich")
    desk.follow_ups.take(entry.id, "bea", 1)
    barred = FILES["customers.csv"].replace("rich,5000,no", "rich,5000,yes")
    (tmp_path / "customers.csv").write_text(barred, "utf-8")
    workspace.load()
    assert "rich" not in {item.customer_id for item in worklist.ask(workspace, desk).items}
    found = desk.follow_ups.find(entry.id)
    assert (found.state, found.outcome, found.owner) == ("done", "do not contact", "bea")
    assert found.history[-1].what == "closed"
    with pytest.raises(DeskError, match="asked not to be contacted"):
        desk.follow_ups.reopen(entry.id, "bea", found.version)


def item(who: str, place: int, priority: float = 1.0, action: str = "callback", **told: object) -> Item:
    why = (Held("returned", "returned", "came back", AT, 1.0, action),)
    return Item(place, who, action, why, 1.0, 100.0, None, "weight and value", priority=priority, **told)  # type: ignore[arg-type]


PLAIN = FollowupSettings()


def test_newer_evidence_lists_a_customer_again_once_the_quiet_days_have_passed() -> None:
    known = (("returned", (AT - timedelta(days=1)).isoformat()),)
    same = (("returned", AT.isoformat()),)
    items = [item("a", 1), item("b", 2), item("c", 3), item("d", 4)]
    worked = (("a", SETTLED, known), ("b", SETTLED, same), ("c", RESTS, known), ("d", SHOWN, same))
    found = choose(items, PLAIN, 10, worked)
    assert [one.customer_id for one in found.items] == ["a", "d"]
    assert found.followed == 2


def test_a_teams_capacity_is_not_used_up_by_who_was_followed_up() -> None:
    items = [item(f"n{n}", n, team="North") for n in range(1, 6)]
    told = FollowupSettings(capacity_of={"North": 2})
    found = choose(items, told, 10, (("n1", RESTS, ()),))
    assert [one.customer_id for one in found.items] == ["n2", "n3"]


def test_the_lot_takes_the_place_and_spares_whom_people_see_already() -> None:
    told = FollowupSettings(holdout={"callback": 0.5})
    names = [f"c{n}" for n in range(40)]
    items = [item(name, n) for n, name in enumerate(names, 1)]
    found = choose(items, told, 20, ())
    out = [name for name in names[:20] if is_left_out(told, "callback", name)]
    assert found.left_out == len(out) > 0
    assert [one.customer_id for one in found.items] == [name for name in names[:20] if name not in out]
    shown = choose(items, told, 20, ((out[0], SHOWN, ()),))
    assert out[0] in [one.customer_id for one in shown.items]
    assert [one.customer_id for one in choose(items, told, 20, (), draws=True).items] == names[:20]


def test_what_following_up_does_enters_the_rank() -> None:
    items = [item("a", 1, 3.0, "apology"), item("b", 2, 2.0), item("c", 3, 1.0, "information")]
    helps = (Help("apology", 0.02, 0.01, 0.03, 900), Help("callback", 0.08, 0.05, 0.11, 900))
    found = expecting(items, helps)
    assert [one.customer_id for one in found] == ["b", "a", "c"]
    assert [one.expected for one in found] == [pytest.approx(8.0), pytest.approx(2.0), None]
    assert found[2].priority == pytest.approx(0.05)


def test_an_effect_within_sampling_error_changes_nothing_and_harm_comes_last() -> None:
    items = [item("a", 1, 3.0, "apology"), item("b", 2, 2.0)]
    assert expecting(items, (Help("callback", 0.08, -0.01, 0.17, 40),)) == tuple(items)
    harmed = expecting(items, (Help("apology", -0.05, -0.08, -0.02, 900), Help("callback", 0.03, 0.01, 0.05, 900)))
    assert [one.customer_id for one in harmed] == ["b", "a"]


def test_the_answer_says_what_it_ranks_by(workspace: Workspace, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"callback": SimpleNamespace(value=0.08, low=0.05, high=0.11, n1=400, n0=100)}
    found = {name: SimpleNamespace(found=one, is_claimed=True) for name, one in found.items()}
    monkeypatch.setattr(worklist, "effects", lambda *_: ())
    monkeypatch.setattr(worklist, "of_staying", lambda _: found)
    monkeypatch.setattr(type(desk.follow_ups), "drawn", lambda _: [object()])
    said = " ".join(worklist.ask(workspace, desk).sentences)
    assert "+8.0 points after a callback (5.0 to 11.0, 500 customers)" in said
    assert "Not known for apologies, escalations and pieces of information" in said
    assert "is not known: it takes a hold-out" not in said

"""The customer's part asked of simulated centres: what is there is found, and nothing where nothing is."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from tests.workspaces import loaded

from steelyard import simulate
from steelyard.analyses.participation.answer import Participation
from steelyard.workspace import Workspace

YEARS: dict[str, Any] = {
    "from_on": date(2026, 5, 1),
    "to_on": date(2026, 9, 10),
    "against": (date(2025, 5, 1), date(2025, 9, 10)),
}


def world(folder: Path, name: str, contacts: int, **settings: str) -> Workspace:
    simulate.export(name, folder / "exports", contacts=contacts, seed=1)
    mapping = resources.files("steelyard.simulate").joinpath("demo.toml").read_text("utf-8")
    for line, other in settings.items():
        mapping = mapping.replace(line, other)
    return loaded(folder, mapping)


def outcomes(answer: Participation) -> dict[tuple[str, str], str | None]:
    return {(one.title, one.between): one.outcome for one in answer.shifts}


def test_a_small_centre(centre: Workspace) -> None:
    answer = centre.participation(**YEARS)
    ways = {taken.way.id: taken for taken in answer.ways}
    assert {"bot_first", "channel:phone", "channel:chat", "channel:email", "repeated"} <= set(ways)
    assert not {"self_service", "slow_answer"} & set(ways)
    assert "first_contact_resolution" not in {effect.metric for effect in ways["repeated"].effects}
    cost = {effect.metric: effect for effect in ways["bot_first"].effects}["cost_per_issue"]
    assert cost.within.value < 0
    assert cost.within.value + cost.mix.value == pytest.approx(cost.pooled)
    begun = [ways[f"channel:{name}"].share for name in ("phone", "chat", "email")]
    assert sum(begun) + ways["bot_first"].share <= 1 + 1e-9
    assert answer.evidence is not None
    assert answer.evidence.grade == "adjusted"
    assert any("written channels" in said or "customer's" in said for said in answer.evidence.would_change)
    assert all(one.money.interval.low > 0 for one in answer.helps)
    values = [one.money.value for one in answer.helps]
    assert values == sorted(values, reverse=True)


def test_email_whose_time_nobody_knows_is_left_out_and_said(centre: Workspace) -> None:
    answer = centre.participation(**YEARS)
    assert "those begun by email" in {one.title for one in answer.untold}
    assert any("begun by email" in caveat.text for caveat in answer.caveats)


def test_without_a_rate_for_the_customers_hour_ways_are_told_and_who_pays_is_not(tmp_path: Path) -> None:
    answer = world(tmp_path, "steady", 3_000, **{"customer_hour_value = 12.0": ""}).participation(**YEARS)
    assert answer.ways
    assert answer.shifts == ()
    assert any("customer_hour_value" in entry.unlock for entry in answer.missing)


def test_nothing_before_is_said(centre: Workspace) -> None:
    answer = centre.participation(from_on=date(2025, 4, 1), to_on=date(2025, 6, 30))
    assert "no earlier period to compare with" in answer.sentences[0]
    assert all(taken.share_before is None for taken in answer.ways)


@pytest.mark.slow
def test_a_bot_that_deflects_moves_work_to_customers(tmp_path: Path) -> None:
    answer = world(tmp_path, "bot-that-deflects", 80_000).participation(**YEARS)
    found = outcomes(answer)
    assert found["all issues", "periods"] == "moved"
    assert "replaced" not in found.values()
    assert answer.sentences[0].startswith("Work was moved to customers")
    bot = next(taken for taken in answer.ways if taken.way.id == "bot_first")
    assert bot.share_before is not None
    assert bot.share > bot.share_before + 0.1
    effects = {effect.metric: effect.within for effect in bot.effects}
    assert effects["first_contact_resolution"].interval.high < -0.2
    assert effects["customer_rating"].interval.high < 0


@pytest.mark.slow
def test_a_bot_that_solves_is_not_called_one_that_moves_work(tmp_path: Path) -> None:
    """A third of its sessions carry no mark: that both parts of the cost fell is likely, at four in five, not sure."""
    answer = world(tmp_path, "bot-that-solves", 80_000).participation(**YEARS)
    shifts = [shift for shift in answer.shifts if shift.between == "periods"]
    assert len(shifts) == 2
    assert all(shift.outcome in (None, "replaced") for shift in shifts)
    assert all(max(shift.probabilities, key=lambda name: shift.probabilities[name]) != "moved" for shift in shifts)
    assert all(shift.probabilities["replaced"] > 0.5 for shift in shifts)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["nothing-happens", "mix-shift"])
def test_nothing_is_moved_where_nothing_is(tmp_path: Path, name: str) -> None:
    answer = world(tmp_path, name, 30_000).participation(**YEARS)
    assert {outcome for (_, between), outcome in outcomes(answer).items() if between == "periods"} <= {None, "dearer"}
    assert answer.highlights == ()
    assert answer.sentences[0].startswith("There is no evidence")


MAPPING = """
[workspace]
name = "Made"
currency = "EUR"
time_zone = "UTC"

[sources.tickets]
files = "tickets.csv"
[sources.tickets.contacts]
key = ["id"]
[sources.tickets.contacts.columns]
contact_id = "id"
customer_id = "customer"
channel = "channel"
topic = "topic"
opened_at = "opened"
ended_at = "ended"
self_service_s = { column = "menu", unit = "s" }
pending_s = { column = "pending", unit = "s" }
handle_s = { column = "handle", unit = "s" }
resolved = { column = "resolved", values = { yes = true, no = false } }
"""


def test_menus_and_slow_answers_are_ways_where_the_data_tell_them(tmp_path: Path) -> None:
    """Three in ten waited two days for the customer, half of them unsolved; a minute of menus changes nothing else."""
    begun = datetime(2026, 3, 1, 9)
    lines = ["id,customer,channel,topic,opened,ended,menu,pending,handle,resolved"]
    for number in range(2_000):
        opened = begun + timedelta(hours=number)
        is_slow, has_menu = number % 10 < 3, number % 4 == 0
        menu, pending = 60 if has_menu else 0, 172_800 if is_slow else 60
        solved = "no" if is_slow and number % 20 < 10 else "yes"
        ended = opened + timedelta(minutes=9)
        lines.append(f"t{number},c{number},phone,bill,{opened},{ended},{menu},{pending},300,{solved}")
    workspace = loaded(tmp_path, MAPPING, {"tickets.csv": "\n".join(lines)})
    answer = workspace.participation(from_on=date(2026, 3, 10), to_on=date(2026, 4, 30))
    ways = {taken.way.id: taken for taken in answer.ways}
    assert set(ways) == {"self_service", "slow_answer"}
    assert ways["slow_answer"].share == pytest.approx(0.3, abs=0.01)
    resolved = {name: taken.effects[0].within.value for name, taken in ways.items()}
    assert resolved["slow_answer"] == pytest.approx(-0.5, abs=0.05)
    times = {effect.metric: effect.within for effect in ways["self_service"].effects}
    assert times["customer_time_per_issue"].value == pytest.approx(60)

"""The second maker of contact centres: what is planted is there, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from calibration.centres import PLANTS, Centre, Truth, centre, write
from calibration.centres.days import shocks

import steelyard

CONTACTS = 30_000
Made = Callable[..., tuple[Path, Truth]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    kept: dict[str, tuple[Path, Truth]] = {}

    def make(plant: str, **other: Any) -> tuple[Path, Truth]:
        name = f"{plant} {other}"
        if name not in kept:
            folder = tmp_path_factory.mktemp("centre")
            kept[name] = (folder, write(folder, centre(plant, contacts=CONTACTS, **other), seed=5))
        return kept[name]

    return make


def asked(folder: Path, what: str, table: str = "contacts", where: str = "true") -> tuple[Any, ...]:
    row = duckdb.sql(f"SELECT {what} FROM '{folder}/{table}.parquet' WHERE {where}").fetchone()
    assert row is not None
    return row


LATER = "opened BETWEEN '2026-01-01' AND '2026-03-31'"


def test_the_same_seed_draws_the_same_centre(tmp_path: Path, made: Made) -> None:
    folder, truth = made("null")
    assert write(tmp_path, centre("null", contacts=CONTACTS), seed=5) == truth
    assert (tmp_path / "contacts.parquet").read_bytes() == (folder / "contacts.parquet").read_bytes()
    assert json.loads((folder / "truth.json").read_text("utf-8"))["before"] == dict(truth.before)


def test_about_as_many_contacts_as_asked_for(made: Made) -> None:
    folder, truth = made("null")
    assert asked(folder, "count(*)") == (truth.contacts,)
    assert truth.contacts == pytest.approx(CONTACTS, rel=0.05)
    assert asked(folder, "count(DISTINCT agent), count(DISTINCT team)") == (72, 6)


def test_a_place_is_faster_by_what_was_planted_and_solves_as_before(made: Made) -> None:
    (_, null), (_, gain) = made("null", place="South"), made("gain")
    assert null.at_place is not None
    assert gain.at_place is not None
    assert gain.at_place[1]["handle_s"] / null.at_place[1]["handle_s"] == pytest.approx(0.85, abs=0.005)
    assert gain.at_place[1]["solved"] == null.at_place[1]["solved"]
    assert gain.before == null.before


def test_a_false_economy_solves_less_and_work_comes_back(made: Made) -> None:
    (_, null), (_, false) = made("null", place="North 2"), made("false-economy")
    assert null.at_place is not None
    assert false.at_place is not None
    assert false.at_place[1]["first_contact"] < null.at_place[1]["first_contact"] - 0.05
    assert false.at_place[1]["contacts"] > null.at_place[1]["contacts"] + 0.03
    assert false.moves == {"cost": -1, "handle": -1, "solved": -1, "first_contact": -1, "returns": 1}


def test_one_bot_deflects_and_another_solves(made: Made) -> None:
    (folder, deflects), (_, solves), (_, null) = made("bot-deflects"), made("bot-solves"), made("null")
    assert deflects.before["bot"] == pytest.approx(0.02, abs=0.006)
    assert deflects.after["bot"] == pytest.approx(0.14, abs=0.015)
    assert deflects.after["solved"] < deflects.before["solved"] - 0.015
    assert deflects.after["contacts"] > solves.after["contacts"] + 0.03
    assert solves.after["solved"] == pytest.approx(null.after["solved"], abs=0.02)
    what = "count(handle), count(agent), avg((resolved IS NULL)::INT), count(DISTINCT team)"
    handled, agents, silent, teams = asked(folder, what, where="\"by\" = 'bot'")
    assert (handled, agents, teams) == (0, 0, 1)
    assert silent > 0.8


def test_a_third_of_the_agents_leaves_and_as_many_come(made: Made) -> None:
    folder, _ = made("replaced")
    before, after = ("(SELECT DISTINCT agent FROM '{0}/contacts.parquet' WHERE opened {1} '2026-01-01')",) * 2
    both = duckdb.sql(
        f"SELECT count(*) FROM {before.format(folder, '<')} JOIN {after.format(folder, '>=')} USING (agent)"
    )
    assert both.fetchone() == (48,)
    assert asked(folder, "count(DISTINCT agent)", where=LATER) == (72,)


def test_only_the_mix_moves(made: Made) -> None:
    (_, mix), (_, null) = made("mix"), made("null")
    assert mix.after["technical"] > mix.before["technical"] + 0.05
    assert null.after["technical"] == pytest.approx(null.before["technical"], abs=0.03)


def test_ids_are_lost_as_planted(made: Made) -> None:
    folder, _ = made("ids-lost")
    lost = "avg((customer IS NULL)::INT)"
    assert asked(folder, lost, where=LATER)[0] == pytest.approx(0.11, abs=0.015)
    assert asked(folder, lost, where="opened < '2025-07-01'")[0] == pytest.approx(0.02, abs=0.006)


def test_slow_solutions_take_the_time_that_was_set_and_are_unknown_until_then(made: Made) -> None:
    folder, _ = made("slow", solution_days=20.0, days_after=17)
    early = "opened < '2025-07-01' AND abandoned = 'N'"
    days = "avg(epoch(ended - opened)) / 86400, avg((ended IS NULL)::INT)"
    taken, still_open = asked(folder, days, where=early)
    assert taken == pytest.approx(20, rel=0.04)
    assert still_open < 1e-4
    open_, marked, rated = asked(
        folder,
        "count(*), count(resolved) + count(resolved_at) + sum(reopens), "
        f"(SELECT count(*) FROM '{folder}/surveys.parquet' s WHERE s.contact IN "
        f"(SELECT id FROM '{folder}/contacts.parquet' WHERE ended IS NULL))",
        where="ended IS NULL",
    )
    assert open_ > 500
    assert (marked, rated) == (0, 0)


def test_how_long_a_contact_took_says_nothing_of_it_unless_hard_issues_take_long(made: Made) -> None:
    ratios = []
    for hard in (0.0, 0.3):
        folder, _ = made("null", hard_is_long=hard)
        means = [asked(folder, "avg(ln(handle))", where=f"resolved = '{mark}' AND topic = 'fault'")[0] for mark in "YN"]
        ratios.append(means[1] - means[0])
    assert ratios[0] == pytest.approx(0, abs=0.04)
    assert ratios[1] > 0.1


def test_days_hang_together() -> None:
    series = shocks(Centre(tie=0.6), 0.2, 40_000, np.random.default_rng(3))
    assert np.corrcoef(series[1:], series[:-1])[0, 1] == pytest.approx(0.6, abs=0.02)
    assert series.std() == pytest.approx(0.2, rel=0.03)


def test_who_feels_better_answers_more_often(made: Made) -> None:
    folder, _ = made("null")
    answers = duckdb.sql(f"""
        SELECT c.resolved, avg((s.score IS NOT NULL)::INT) FROM '{folder}/surveys.parquet' s
        JOIN '{folder}/contacts.parquet' c ON c.id = s.contact GROUP BY 1""").fetchall()
    by_mark = dict(answers)
    assert by_mark["Y"] > by_mark["N"] + 0.02


@pytest.mark.slow
@pytest.mark.parametrize("plant", ["bot-deflects", "slow"])
def test_every_row_is_accepted(plant: str, tmp_path: Path) -> None:
    write(tmp_path, centre(plant, contacts=3_000), seed=2)
    workspace = steelyard.open(tmp_path)
    report = workspace.load()
    assert all(account.accepted == account.read > 0 for account in report.accounts)


def test_every_plant_knows_what_it_moves() -> None:
    assert {name for name, entry in PLANTS.items() if entry.change.moves} == {
        *("mix", "gain", "over-service", "false-economy", "bot-deflects", "bot-solves")
    }

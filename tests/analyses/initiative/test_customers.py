"""Customers drawn by lot, from a file to the verdict: what was planted for those drawn is found, and nothing else."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from tests.workspaces import loaded

from steelyard.analyses.initiative.answer import Evaluation
from steelyard.measure.models import lots
from steelyard.settings.undertaken import Initiative, Lot
from steelyard.workspace import Workspace

BEGUN = date(2026, 3, 2)
LOT = Lot(7, 0.5, "plain")
BY_SEED = Initiative(
    "call-back", "solved at once", "customers", {"treated": BEGUN}, None, (), True, "resolution_rate", lot=LOT
)
BY_ARM = replace(BY_SEED, name="by-arm", starts={"b": BEGUN}, lot=None, arm="arm")
MAPPING = """
[workspace]
time_zone = "UTC"
currency = "EUR"

[sources.calls]
files = "calls.csv"
covers_until = 2026-07-20
[sources.calls.contacts]
dimensions = { arm = "arm", mixed = "mixed" }
[sources.calls.contacts.columns]
contact_id = "id"
customer_id = "customer"
opened_at = "opened"
ended_at = "ended"
team = "team"
topic = "topic"
resolved = { column = "solved", values = { Y = true, N = false } }
"""


def rows(seed: int = 3, contacts: int = 5_000, customers: int = 1_200) -> str:
    """Contacts of 50 weeks; of those drawn 88% are solved since it began, of the others 70%."""
    drawn = random.Random(seed)
    lines = ["id,customer,opened,ended,team,topic,solved,arm,mixed"]
    for number in range(contacts):
        who = f"c{drawn.randrange(customers):05}"
        at = datetime(2025, 8, 4, 9) + timedelta(minutes=drawn.randrange(349 * 24 * 60))
        is_treated = lots.side_of(LOT, who) == lots.TREATED
        odds = 0.88 if is_treated and at.date() >= BEGUN else 0.7
        solved = "Y" if drawn.random() < odds else "N"
        sides = f"{'b' if is_treated else 'a'},{drawn.choice('ab')}"
        team, topic = drawn.choice(("North", "South")), drawn.choice(("invoice", "setup"))
        ended = at + timedelta(minutes=7)
        lines.append(f"{number},{who},{at:%Y-%m-%d %H:%M:%S},{ended:%Y-%m-%d %H:%M:%S},{team},{topic},{solved},{sides}")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return loaded(tmp_path_factory.mktemp("drawn"), MAPPING, {"calls.csv": rows()})


def asked(workspace: Workspace, *registered: Initiative, name: str = "") -> Evaluation:
    return replace(workspace, settings=replace(workspace.settings, initiatives=registered)).initiative(name)


def test_what_was_done_for_those_drawn_is_found(workspace: Workspace) -> None:
    answer = asked(workspace, BY_SEED)
    assert (answer.verdict, answer.design, answer.evidence.grade) == ("helped", "customers", "randomised")
    effect = answer.measures[0].effect
    assert effect.interval is not None
    assert effect.interval.low < 0.18 < effect.interval.high
    assert effect.interval.low > 0.05
    assert sum(answer.units) > 1_100
    assert "customers drawn by lot" in " ".join(answer.sentences)
    checks = {check.id: check.passed for check in answer.evidence.checks}
    assert checks["balance"] is True
    assert "placebo_dates" not in checks


def test_the_side_of_a_customer_is_the_same_in_the_engine(workspace: Workspace) -> None:
    """Each is on one side, by the seed alone; a quarter is a quarter."""
    lot = Lot(11, 0.25, "plain")
    with workspace.snapshot() as snapshot:
        treated, others = lots.counts(snapshot, workspace.settings, lot)
        ids = [str(one) for one in snapshot.engine.query("SELECT DISTINCT customer_id AS id FROM contacts")["id"]]
    assert treated == sum(lots.side_of(lot, one) == lots.TREATED for one in ids)
    assert 0.2 < treated / (treated + others) < 0.3


def test_other_seeds_find_nothing(workspace: Workspace) -> None:
    """Customers drawn again, for whom nothing was done."""
    for seed in (1, 2):
        answer = asked(workspace, replace(BY_SEED, lot=replace(LOT, seed=seed)))
        assert answer.verdict in ("neutral", "cannot tell"), seed


def test_a_dimension_may_say_who_was_drawn(workspace: Workspace) -> None:
    answer, by_seed = asked(workspace, BY_ARM), asked(workspace, BY_SEED)
    assert answer.verdict == "helped"
    assert answer.units == by_seed.units
    assert answer.measures[0].effect.value == pytest.approx(by_seed.measures[0].effect.value)


def test_one_that_names_several_sides_of_a_customer_is_no_lot(workspace: Workspace) -> None:
    answer = asked(workspace, replace(BY_ARM, arm="mixed"))
    assert answer.verdict == "cannot tell"
    assert "of customers are on several sides of mixed" in answer.sentences[0]


def test_the_same_lot_cannot_be_told_from_another_initiative(workspace: Workspace) -> None:
    other = replace(BY_SEED, name="other")
    assert "runs at the same time" in asked(workspace, BY_SEED, other, name="call-back").sentences[0]
    apart = replace(other, lot=replace(LOT, seed=8))
    assert asked(workspace, BY_SEED, apart, name="call-back").verdict == "helped"


def test_a_lot_of_other_ids_than_the_store_holds_is_refused(workspace: Workspace) -> None:
    answer = asked(workspace, replace(BY_SEED, lot=replace(LOT, ids="pseudonyms")))
    assert answer.verdict == "cannot tell"
    assert "from which other customers would be drawn" in answer.sentences[0]


def test_a_plan_sizes_them_and_proposes_a_seed(workspace: Workspace) -> None:
    plan = workspace.plan(by="customers", metric="resolution_rate", seed=7, smallest=0.2)
    assert plan.customers == asked(workspace, BY_SEED).units
    assert [one.units for one in plan.horizons] == [None] * len(plan.horizons)
    found = [one.customers for one in plan.horizons if one.customers is not None]
    assert found == sorted(found, reverse=True)
    assert all(0 <= (one.likely or 0) <= 1 for one in plan.horizons)
    said = " ".join(plan.sentences)
    assert "--treats customers --seed 7 --share 0.5" in said
    assert "A fair lot from seed 7" in said


def test_who_was_erased_is_on_neither_side(tmp_path: Path) -> None:
    workspace = loaded(tmp_path, MAPPING, {"calls.csv": rows(contacts=200, customers=40)})

    def counted() -> tuple[int, int]:
        with workspace.snapshot() as snapshot:
            return lots.counts(snapshot, workspace.settings, LOT)

    before = counted()
    who = next(f"c{at:05}" for at in range(40) if lots.side_of(LOT, f"c{at:05}") == lots.TREATED)
    workspace.erase(who)
    assert counted() == (before[0] - 1, before[1])

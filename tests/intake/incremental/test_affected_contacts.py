"""Loads one after another give the facts of one load of everything, whatever came late, changed or went."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import md5
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trial
from hypothesis import strategies as st
from tests.filling import fill

from steelyard import facts as declared
from steelyard import schema
from steelyard.facts.build import STATES
from steelyard.intake.fact_building import build_facts
from steelyard.intake.incremental import affected_contacts as touching
from steelyard.intake.incremental import references
from steelyard.settings.model import Assumptions, Settings
from steelyard.store import Manifest, Store, Writer

Row = dict[str, Any]
State = dict[str, dict[str, Row]]

START = datetime(2026, 1, 1)
SETTINGS = Settings(
    Path("."), Path("."), assumptions=Assumptions(loyalty_days=30, hourly_cost=30.0, customer_hour_value=9.0)
)
OWN_LINKS = {"issue_id": 0.1, "follows_id": 0.1, "merged_into": 0.07}


@pytest.fixture(scope="module", autouse=True)
def never_much() -> Iterator[None]:
    """Most of so few contacts are touched by any change."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(touching, "MOST_SHARE", 2.0)
        yield


class Dice(Random):
    """Draws what a contact centre's rows hold."""

    def maybe(self, share: float, value: Any) -> Any:
        return value if self.random() < share else None

    def contact(self, nth: int, links: bool) -> Row:
        opened = START + timedelta(seconds=self.randrange(100 * 86400))
        ended = opened + timedelta(hours=self.choice((0, 1, 30, 200)) * self.random())
        names = {"issue_id": f"case{self.randrange(5)}", "follows_id": f"c{self.randrange(40)}"}
        names["merged_into"] = f"c{self.randrange(40)}"
        return {
            "contact_id": f"c{nth}",
            "customer_id": self.maybe(0.9, f"p{self.randrange(6)}"),
            "agent_id": self.maybe(0.8, f"a{self.randrange(4)}"),
            "team": self.maybe(0.6, f"t{self.randrange(2)}"),
            "channel": self.choice(("phone", "chat", None)),
            "topic": self.maybe(0.8, f"topic{self.randrange(3)}"),
            "direction": self.choice(("inbound",) * 5 + ("outbound", None)),
            "opened_at": opened,
            "resolved_at": self.maybe(0.5, ended),
            "ended_at": self.maybe(0.6, ended),
            "handle_s": self.maybe(0.8, float(self.randrange(600))),
            "wait_s": self.maybe(0.5, float(self.randrange(90))),
            "abandoned": self.random() < 0.1,
            "excluded": self.maybe(0.03, "spam"),
            "reopens": self.maybe(0.3, self.randrange(2)),
            "resolved": self.choice((True, False, None)),
            **{name: self.maybe(share, names[name]) if links else None for name, share in OWN_LINKS.items()},
        }

    def other(self, table: str, nth: int) -> Row:
        moment = START + timedelta(seconds=self.randrange(110 * 86400))
        if table == "surveys":
            scale = {"instrument": "csat", "scale_min": 1.0, "scale_max": 5.0, "better": "high"}
            about = {
                "contact_id": self.maybe(0.6, f"c{self.randrange(44)}"),
                "customer_id": self.maybe(0.6, f"p{self.randrange(7)}"),
            }
            return {"survey_id": f"s{nth}", "sent_at": moment, "score": self.choice((1.0, 4.0, None)), **scale, **about}
        if table == "evaluations":
            score = {"score": float(self.randrange(5)), "max_score": 4.0, "evaluated_at": moment}
            named = {"evaluation_id": f"e{nth % 6}", "contact_id": f"c{self.randrange(44)}"}
            return {**named, "criterion": self.maybe(0.7, f"k{nth}"), **score}
        if table == "outcomes":
            kind = self.choice(("churned", "purchased", "purchased"))
            return {"customer_id": f"p{self.randrange(7)}", "at": moment, "kind": kind}
        if table == "costs":
            first = date(2026, self.randrange(1, 4), 1)
            kind = self.choice(("labour", "technology"))
            team, amount = self.maybe(0.5, f"t{self.randrange(2)}"), float(self.randrange(100))
            last = first + timedelta(days=self.choice((0, 6, 27)))
            return {"from_on": first, "to_on": last, "team": team, "kind": kind, "amount": amount, "hours": amount / 20}
        if table == "customers":
            return {"customer_id": f"p{nth}", "segment": self.choice(("big", "small", None))}
        return {"agent_id": f"a{nth}", "team": f"t{nth % 2}", "site": "north", "hourly_cost": self.choice((20.0, 40.0))}

    def row(self, table: str, nth: int, links: bool) -> Row:
        return self.contact(nth, links) if table == "contacts" else self.other(table, nth)

    def state(self, links: bool, tables: dict[str, int]) -> State:
        return {table: {f"{nth}": self.row(table, nth, links) for nth in range(many)} for table, many in tables.items()}

    def later(self, state: State, links: bool) -> State:
        """Some rows changed, some gone, some new."""
        after = {table: dict(rows) for table, rows in state.items()}
        for table, rows in after.items():
            for key in self.sample(sorted(rows), min(len(rows), self.choice((0, 0, 1, 2)))):
                fresh = self.row(table, int(key), links)
                rows[key] = (
                    {**rows[key], **dict(self.sample(sorted(fresh.items()), min(3, len(fresh))))} if links else fresh
                )
                if table == "contacts":
                    rows[key]["contact_id"] = f"c{key}"
                if self.random() < 0.3 and table not in ("agents", "customers"):
                    del rows[key]
            for _ in range(self.choice((0, 0, 1, 3)) if table not in ("agents", "customers") else 0):
                nth = 1 + max((int(key) for key in rows), default=0)
                rows[f"{nth}"] = self.row(table, nth, links)
        return after


MANY = {"contacts": 45, "surveys": 14, "evaluations": 10, "outcomes": 8, "costs": 3, "customers": 6, "agents": 4}


@pytest.mark.usefixtures("facts")
@trial(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), links=st.booleans(), has_ledger=st.booleans(), small=st.sampled_from((0, 40, 999)))
def test_loads_one_after_another_give_the_facts_of_one(
    tmp_path_factory: pytest.TempPathFactory, seed: int, links: bool, has_ledger: bool, small: int
) -> None:
    dice, folder = Dice(seed), tmp_path_factory.mktemp("stores")
    tables = MANY if has_ledger else {table: many for table, many in MANY.items() if table != "costs"}
    state = dice.state(links, tables)
    daily = Store(folder / "daily", small)
    load(daily, state)
    for _ in range(3):
        state = dice.later(state, links)
        load(daily, state)
    whole = Store(folder / "whole")
    load(whole, state)
    assert_same(daily, whole)


def load(store: Store, state: State) -> Manifest:
    """Brings the store to a state as a full source would."""
    with store.writer() as writer:
        for table, rows in state.items():
            stage(writer, table, rows)
            writer.merge(table, "staged", full_source="s")
        known, horizon = references.known(writer), references.horizon(writer, SETTINGS)
        orphans = references.orphans(writer, known)
        built = build_facts(SETTINGS, writer, horizon, known, lambda _: None)
        is_first = writer.base is None
        assert is_first or not built.whole or "now" in built.whole, built.whole
        return writer.commit(
            horizon=horizon,
            settings=SETTINGS.fingerprint,
            loads=(),
            known=known,
            notes={**built.notes, "orphans": dict(orphans)},
            views=built.views,
        )


def stage(writer: Writer, table: str, rows: dict[str, Row]) -> None:
    types = {column.name: schema.SQL_TYPES[column.type] for column in schema.stored_columns(table)}
    columns = ", ".join(f'"{name}" {kind}' for name, kind in types.items())
    writer.engine.execute(f"CREATE OR REPLACE TEMP TABLE staged ({columns})")
    fill(writer.engine.connection, "staged", types, [complete(table, key, row) for key, row in rows.items()])


def complete(table: str, key: str, row: Row) -> Row:
    time = schema.table(table).time
    moment = row[time] if time else None
    full = {**row, "source": "s", "source_key": key}
    if moment is not None:
        full |= {"on": moment.date() if isinstance(moment, datetime) else moment}
        full |= {"hour": moment.hour if isinstance(moment, datetime) else None}
    if table == "contacts":
        full |= {
            "customer_group": group(row["customer_id"] or row["contact_id"]),
            "row_group": group(row["contact_id"]),
        }
    return full


def group(text: str) -> int:
    return md5(text.encode()).digest()[0] % 64


def assert_same(one: Store, two: Store) -> None:
    with one.snapshot() as left, two.snapshot() as right:
        for name in declared.names():
            table = declared.fact(name).table
            assert rows_of(left, table) == rows_of(right, table), table
        assert rows_of(left, STATES) == rows_of(right, STATES)
        for note in ("facts", "ledger", "orphans"):
            assert left.manifest.notes[note] == right.manifest.notes[note]
        assert left.manifest.known == right.manifest.known


def rows_of(snapshot: Any, table: str) -> list[tuple[Any, ...]]:
    """Rows in an order of their own, numbers to nine digits."""
    rows = snapshot.engine.connection.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall()
    return sorted((tuple(map(plain, row)) for row in rows), key=repr)


def plain(value: Any) -> Any:
    return float(f"{value:.9g}") if isinstance(value, float) and not math.isnan(value) else value

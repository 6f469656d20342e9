"""A shelf of small hostile workspaces, made from rows: what a thin or lopsided export may hold.

Every workspace is a few lists of rows; a file is written for each list, with a mapping of its columns to themselves.
Nothing in the dice changes over time or between teams, so whatever is claimed of a change or of a team is false.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Rows = list[Row]

KEYS = {
    "contacts": "contact_id",
    "surveys": "survey_id",
    "evaluations": "evaluation_id",
    "customers": "customer_id",
    "agents": "agent_id",
    "costs": "",
    "outcomes": "",
}


@dataclass(frozen=True)
class Made:
    """The files of one workspace: canonical table -> rows, and what else its settings say."""

    tables: Mapping[str, Rows]
    assumptions: Mapping[str, float] = field(default_factory=lambda: {"hourly_cost": 30, "customer_hour_value": 10})

    def write(self, folder: Path) -> Path:
        """Write the files and their settings into a folder; the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        settings = ["[workspace]", 'name = "Shelf"', "", "[assumptions]"]
        settings += [f"{name} = {value}" for name, value in self.assumptions.items()]
        for table, rows in self.tables.items():
            names = list(dict.fromkeys(name for row in rows for name in row))
            settings += ["", f"[sources.{table}]", f'files = "{table}.csv"', "", f"[sources.{table}.{table}]"]
            settings += [f'key = ["{KEYS[table]}"]'] if KEYS[table] else []
            settings += ["", f"[sources.{table}.{table}.columns]", *(f'{name} = "{name}"' for name in names)]
            _write(folder / f"{table}.csv", names, rows)
        (folder / "steelyard.toml").write_text("\n".join(settings) + "\n", "utf-8")
        return folder


def _write(path: Path, names: Sequence[str], rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows(rows)


@dataclass(frozen=True)
class Centre:
    """A centre in which nothing ever changes.

    Args:
        days: from `first`; `size` contacts spread over them by the dice.
        solved, asked: shares of contacts marked solved, of contacts whose customer answered.
    """

    size: int = 420
    days: int = 150
    first: date = date(2026, 1, 1)
    agents: int = 8
    teams: tuple[str, ...] = ("North", "South")
    channels: tuple[str, ...] = ("phone", "chat")
    topics: tuple[str, ...] = ("bill", "parcel", "login")
    customers: int = 130
    solved: float = 0.8
    asked: float = 0.4
    seed: int = 7

    def contacts(self) -> Rows:
        """The contacts, by their number."""
        dice = random.Random(self.seed)
        return [self._contact(number, dice) for number in range(self.size)]

    def _contact(self, number: int, dice: random.Random) -> Row:
        start = datetime(self.first.year, self.first.month, self.first.day, 8)
        opened = start + timedelta(days=number * self.days // self.size, minutes=dice.randrange(600))
        wait, handle = dice.randrange(5, 200), dice.randrange(60, 900)
        ended = opened + timedelta(seconds=wait + handle)
        is_solved = dice.random() < self.solved
        agent = dice.randrange(self.agents)
        return {
            "contact_id": f"C{number:05}",
            "customer_id": f"K{dice.randrange(self.customers)}",
            "agent_id": f"A{agent}",
            "team": self.teams[agent % len(self.teams)],
            "channel": dice.choice(self.channels),
            "topic": dice.choice(self.topics),
            "opened_at": opened,
            "answered_at": opened + timedelta(seconds=wait),
            "ended_at": ended,
            "resolved_at": ended if is_solved else "",
            "wait_s": wait,
            "handle_s": handle,
            "resolved": is_solved,
        }

    def made(self, *kinds: str, **changed: Any) -> Made:
        """The centre's tables: all of them, or those named; `changed` puts others in their place."""
        contacts = self.contacts()
        makers: dict[str, Callable[[Rows], Rows]] = {
            "contacts": lambda rows: rows,
            "surveys": self.surveys,
            "evaluations": self.evaluations,
            "costs": self.costs,
            "outcomes": self.outcomes,
        }
        tables = {kind: makers[kind](contacts) for kind in kinds or tuple(makers)} | changed
        return Made({kind: rows for kind, rows in tables.items() if rows})

    def surveys(self, contacts: Rows) -> Rows:
        """An invitation to every second contact, answered by `asked` of all."""
        dice = random.Random(self.seed + 1)
        return [answer(row, dice.choice((1, 3, 4, 4, 5)), dice) for row in contacts if dice.random() < self.asked]

    def evaluations(self, contacts: Rows) -> Rows:
        """Every fifth contact judged."""
        dice = random.Random(self.seed + 2)
        return [
            {
                "evaluation_id": f"E{row['contact_id']}",
                "contact_id": row["contact_id"],
                "evaluator_id": f"Q{dice.randrange(2)}",
                "score": dice.randrange(60, 101),
                "max_score": 100,
                "evaluated_at": row["ended_at"] + timedelta(hours=1),
            }
            for row in contacts[::5]
        ]

    def costs(self, contacts: Rows) -> Rows:
        """A month's labour of each team and its technology."""
        months = sorted({row["opened_at"].date().replace(day=1) for row in contacts})
        return [
            ledger(month, team, kind, amount, hours)
            for month in months
            for team in self.teams
            for kind, amount, hours in (("labour", 900, 30), ("technology", 100, ""))
        ]

    def outcomes(self, contacts: Rows) -> Rows:
        """Some customers leave a month after their last contact, others buy."""
        dice = random.Random(self.seed + 3)
        last = {row["customer_id"]: row["opened_at"] for row in contacts}
        return [
            {"customer_id": who, "at": when + timedelta(days=20), "kind": dice.choice(("churned", "purchased"))}
            for who, when in sorted(last.items())
            if dice.random() < 0.3
        ]


def answer(contact: Row, score: float, dice: random.Random) -> Row:
    """A rating from 1 to 5 of a contact."""
    return {
        "survey_id": f"S{contact['contact_id']}",
        "contact_id": contact["contact_id"],
        "customer_id": contact.get("customer_id", ""),
        "instrument": "csat",
        "score": score,
        "scale_min": 1,
        "scale_max": 5,
        "better": "high",
        "sent_at": contact["ended_at"] + timedelta(hours=1),
        "answered_at": contact["ended_at"] + timedelta(hours=dice.randrange(2, 40)),
    }


def ledger(month: date, team: str, kind: str, amount: float, hours: Any) -> Row:
    """A row of the ledger for a whole month."""
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    row = {"from_on": month, "to_on": last, "team": team, "kind": kind, "amount": amount}
    return {**row, "hours": hours}


def without(made: Made, table: str, *columns: str) -> Made:
    """The same without some columns of a table."""
    rows = [{name: value for name, value in row.items() if name not in columns} for row in made.tables[table]]
    return Made({**made.tables, table: rows}, made.assumptions)


def with_values(made: Made, table: str, **values: Any) -> Made:
    """The same with other values in some columns: one for all rows, or a function of the row."""
    rows = [
        {**row, **{name: value(row) if callable(value) else value for name, value in values.items()}}
        for row in made.tables[table]
    ]
    return Made({**made.tables, table: rows}, made.assumptions)


PLAIN = Centre()


def _one_customer() -> Made:
    """Nine contacts in ten are of one customer, who calls under one id."""
    return with_values(
        PLAIN.made(), "contacts", customer_id=lambda row: row["customer_id"] if row["contact_id"][-1] == "0" else "K1"
    )


def _odd_costs() -> Made:
    """Credit notes: a month's labour is negative, another month's zero."""
    costs = PLAIN.costs(PLAIN.contacts())
    rows = [
        {**row, "amount": (-500, 0, 900)[place % 3], "hours": (0, "", 30)[place % 3]} for place, row in enumerate(costs)
    ]
    return PLAIN.made(costs=rows)


def _odd_texts() -> Made:
    """Names that files, pages and shells read as something else."""
    odd = ("a\x00b", "=1+1", "<b>&amp;</b>", '"quoted", comma', "new\nline", "naïve ﬁ 🙂", " ", "%s {x}")
    return with_values(
        PLAIN.made(), "contacts", topic=lambda row: odd[int(row["contact_id"][1:]) % len(odd)], segment="[bold]x[/bold]"
    )


def _bots() -> Made:
    """Every third contact is a bot's, which nobody marks."""

    def is_bot(row: Row) -> bool:
        return int(row["contact_id"][1:]) % 3 == 0

    return with_values(
        PLAIN.made(),
        "contacts",
        handled_by=lambda row: "bot" if is_bot(row) else "human",
        resolved=lambda row: "" if is_bot(row) else row["resolved"],
        agent_id=lambda row: "" if is_bot(row) else row["agent_id"],
        handle_s=lambda row: "" if is_bot(row) else row["handle_s"],
    )


def _all_abandoned() -> Made:
    """Everybody gave up."""
    made = with_values(PLAIN.made(), "contacts", abandoned=True, resolved=False)
    return without(made, "contacts", "answered_at", "resolved_at", "handle_s")


def _outage() -> Made:
    """One day brings two contacts in three."""
    day = datetime(2026, 4, 7, 9)

    def opened(row: Row) -> datetime:
        return (
            row["opened_at"]
            if int(row["contact_id"][1:]) % 3 == 0
            else day + timedelta(seconds=int(row["contact_id"][1:]))
        )

    made = with_values(PLAIN.made(), "contacts", opened_at=opened)
    made = with_values(made, "contacts", answered_at=lambda row: row["opened_at"] + timedelta(seconds=row["wait_s"]))
    return with_values(
        made,
        "contacts",
        ended_at=lambda row: row["opened_at"] + timedelta(seconds=row["wait_s"] + row["handle_s"]),
        resolved_at=lambda row: row["opened_at"] + timedelta(seconds=row["wait_s"] + row["handle_s"]),
    )


def moved() -> Made:
    """Two quarters of which the second handles in half the time, solves less and is rated worse: not on the shelf."""
    centre = Centre(size=1500, days=205, agents=12, customers=700, solved=0.85)
    later = datetime(2026, 4, 1)
    dice = random.Random(5)

    def is_later(row: Row) -> bool:
        return bool(row["opened_at"] >= later)

    def solved(row: Row) -> bool:
        return bool(row["resolved"]) and not (is_later(row) and dice.random() < 0.5)

    made = with_values(
        centre.made(),
        "contacts",
        handle_s=lambda row: row["handle_s"] // 2 if is_later(row) else row["handle_s"],
        resolved=solved,
    )
    return with_values(made, "surveys", score=lambda row: max(row["score"] - 2 * (row["sent_at"] >= later), 1))


MONTH_BEGUN_LATE = Centre(size=160, days=24, first=date(2026, 3, 6), agents=3)

SHELF: dict[str, Callable[[], Made]] = {
    "plain": PLAIN.made,
    "one_day": Centre(size=60, days=1, first=date(2026, 3, 11)).made,
    "month_begun_late": MONTH_BEGUN_LATE.made,
    "one_agent": Centre(size=1200, days=200, customers=700, asked=0.6, agents=1, teams=("North",)).made,
    "one_agent_a_team": Centre(agents=2).made,
    "one_team": Centre(teams=("North",)).made,
    "one_channel": Centre(channels=("email",), topics=("other",)).made,
    "one_customer": _one_customer,
    "no_customers": lambda: without(without(PLAIN.made(), "contacts", "customer_id"), "surveys", "customer_id"),
    "no_agents": lambda: without(PLAIN.made(), "contacts", "agent_id", "team"),
    "no_surveys": lambda: PLAIN.made("contacts", "evaluations", "costs", "outcomes"),
    "only_surveys": lambda: PLAIN.made("surveys"),
    "only_evaluations": lambda: PLAIN.made("evaluations"),
    "no_costs": lambda: Made(PLAIN.made("contacts", "surveys", "evaluations", "outcomes").tables, {}),
    "zero_costs": lambda: with_values(PLAIN.made(), "costs", amount=0, hours=0),
    "odd_costs": _odd_costs,
    "nothing_resolved": lambda: with_values(PLAIN.made(), "contacts", resolved=False, resolved_at=""),
    "everything_resolved": Centre(solved=1.0, customers=100_000).made,
    "everything_open": lambda: without(PLAIN.made(), "contacts", "ended_at", "resolved_at", "resolved", "handle_s"),
    "ratings_alike": lambda: with_values(PLAIN.made(), "surveys", score=4),
    "ratings_worst": lambda: with_values(PLAIN.made(), "surveys", score=1),
    "three_rows": Centre(size=3, days=90).made,
    "nothing_mature": Centre(size=120, days=10, first=date(2026, 3, 2)).made,
    "few_rows_a_team": Centre(size=60, teams=tuple(f"T{n}" for n in range(12)), agents=12).made,
    "odd_texts": _odd_texts,
    "bots": _bots,
    "all_abandoned": _all_abandoned,
    "outage": _outage,
}
"""Name -> its maker."""

UNABLE = frozenset({"one_day", "three_rows", "nothing_mature", "month_begun_late", "only_surveys", "only_evaluations"})
"""Where nothing can be said to have moved: there is no earlier time, or next to nothing in it."""

"""A stationary service that solves slowly, as files: nothing ever changes, but for when the export is taken.

Every issue begins with one contact at a uniformly random instant, is solved after an exponential time (a twelfth
never), and comes back after its solution with one chance in five. An export knows what happened before it was taken.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from tests.workspaces import loaded

from steelyard.workspace import Workspace

BEGIN = datetime(2024, 7, 1)
QUARTER_END = date(2025, 9, 30)
"""The last quarter shown ends here; the data hold the same quarter a year before."""

_TOML = """\
[workspace]
currency = "EUR"
time_zone = "UTC"

[assumptions]
hourly_cost = 30

[sources.desk]
files = "contacts.csv"
covers_until = {until}

[sources.desk.contacts]
key = ["id"]

[sources.desk.contacts.columns]
contact_id = "id"
customer_id = "customer"
team = "team"
agent_id = "agent"
channel = {{ constant = "email" }}
topic = "topic"
opened_at = "opened"
first_reply_at = "replied"
resolved_at = "solved"
ended_at = "solved"
handle_s = "handle"
resolved = {{ column = "mark", values = {{ yes = true, no = false }} }}

[sources.answers]
files = "answers.csv"
invitations = "answers"

[sources.answers.surveys]
key = ["id"]

[sources.answers.surveys.columns]
survey_id = "id"
contact_id = "contact"
instrument = {{ constant = "csat" }}
score = "score"
scale_min = {{ constant = 1 }}
scale_max = {{ constant = 5 }}
better = {{ constant = "high" }}
answered_at = "answered"
"""


def write(
    folder: Path,
    *,
    issues: int,
    mean_days: float,
    days_after: int,
    seed: int,
    closed_since: date | None = None,
    is_dated: bool = True,
) -> Workspace:
    """A workspace of an export taken so many days after the quarter's end, loaded.

    Args:
        mean_days: the mean time to a solution.
        closed_since: only what was closed from this day on; everything that began unless told.
        is_dated: the export says when contacts were solved and surveys answered.
    """
    taken = datetime.combine(QUARTER_END + timedelta(days=days_after + 1), time())
    contacts = _contacts(np.random.default_rng(seed), issues, mean_days, taken)
    if closed_since:
        contacts = contacts[contacts["solved"] >= pd.Timestamp(closed_since)]
    if not is_dated:
        contacts["mark"] = contacts["mark"].fillna("no")
    contacts.to_csv(folder / "contacts.csv", index=False)
    _answers(contacts, taken).to_csv(folder / "answers.csv", index=False)
    until = (taken - timedelta(days=1)).date().isoformat()
    settings = _TOML.format(until=until)
    if not is_dated:
        settings = re.sub(r"(resolved_at|ended_at|answered_at) = .*\n", "", settings)
    return loaded(folder, settings)


def _contacts(rng: np.random.Generator, issues: int, mean_days: float, taken: datetime) -> pd.DataFrame:
    length = (datetime(2026, 6, 30) - BEGIN).days
    first = _generation(rng, rng.uniform(0, length, issues), np.arange(issues), np.arange(issues) % 6, mean_days)
    back = first[(rng.random(issues) < 0.2) & np.isfinite(first["end"])]
    opened = (back["end"] + rng.uniform(0.05, 6.5, len(back))).to_numpy()
    again = _generation(rng, opened, back["customer"].to_numpy(), back["topic"].to_numpy(), mean_days)
    rows = pd.concat([first, again], ignore_index=True)
    horizon = (taken - BEGIN).total_seconds() / 86400
    rows = rows[rows["start"] < horizon].reset_index(drop=True)
    is_solved, is_replied = rows["end"] < horizon, rows["reply"] < horizon
    return pd.DataFrame(
        {
            "id": [f"k{row}" for row in range(len(rows))],
            "customer": "c" + rows["customer"].astype(str),
            "topic": "t" + rows["topic"].astype(str),
            "team": "team" + (rows["agent"] // 10).astype(str),
            "agent": "a" + rows["agent"].astype(str),
            "opened": _instant(rows["start"]),
            "replied": _instant(rows["reply"]).where(is_replied),
            "solved": _instant(rows["end"]).where(is_solved),
            "handle": rows["handle"].round(),
            "mark": np.where(is_solved, "yes", None),
            "rated_after": rows["rated_after"],
            "score": rows["score"],
        }
    )


def _generation(
    rng: np.random.Generator, start: np.ndarray, customer: np.ndarray, topic: np.ndarray, mean_days: float
) -> pd.DataFrame:
    n = len(start)
    end = np.where(rng.random(n) < 1 / 12, np.inf, start + 0.02 + rng.exponential(mean_days, n))
    return pd.DataFrame(
        {
            "start": start,
            "end": end,
            "reply": np.minimum(start + rng.exponential(mean_days / 6, n), end),
            "customer": customer,
            "topic": topic,
            "agent": rng.integers(0, 60, n),
            "handle": rng.gamma(2, 300, n),
            "rated_after": np.where(rng.random(n) < 0.4, rng.exponential(3, n), np.inf),
            "score": rng.choice([1, 2, 3, 4, 5], n, p=[0.1, 0.1, 0.2, 0.3, 0.3]),
        }
    )


def _answers(contacts: pd.DataFrame, taken: datetime) -> pd.DataFrame:
    """Answers to those solved, dated: only what came before the export."""
    solved = contacts[contacts["solved"].notna() & np.isfinite(contacts["rated_after"])]
    answered = solved["solved"] + pd.to_timedelta(solved["rated_after"], unit="D")
    known = solved[answered < taken]
    return pd.DataFrame(
        {
            "id": "s" + known["id"],
            "contact": known["id"],
            "score": known["score"],
            "answered": answered[answered < taken].dt.floor("s"),
        }
    )


def _instant(days: pd.Series) -> pd.Series:
    return (pd.Timestamp(BEGIN) + pd.to_timedelta(days.where(np.isfinite(days)), unit="D")).dt.floor("s")

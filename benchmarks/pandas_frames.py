"""The same 20 measures as a good analyst writes them in pandas: columns picked, one sort, shifts, one group-by."""

from __future__ import annotations

from pathlib import Path
from typing import Any

WINDOW_DAYS = 7

_COLUMNS = [
    "contact_id", "customer_id", "team", "topic", "opened_at", "resolved_at", "ended_at", "wait_s", "handle_s",
    "hold_s", "wrap_s", "transfers", "reopens", "resolved", "abandoned",
]  # fmt: skip


def table(folder: Path) -> Any:
    """The measures by month and team, in the order of `expert.METRICS`, without intervals."""
    import pandas as pd

    contacts = _chained(pd.read_parquet(folder / "contacts.parquet", columns=_COLUMNS))
    surveys = pd.read_parquet(folder / "surveys.parquet", columns=["survey_id", "contact_id", "score"])
    costs = pd.read_parquet(folder / "costs.parquet", columns=["from_on", "team", "amount"])
    answers = surveys.merge(contacts[["contact_id", "month", "team"]], on="contact_id")
    amounts = costs.assign(month=costs["from_on"].astype("datetime64[s]")).set_index(["month", "team"])["amount"]
    return _measures(_sums(contacts), _answers(answers), amounts)


def _chained(contacts: Any) -> Any:
    """Every contact with its month, and whether it begins an issue and whether it was the last of one."""
    import numpy as np
    import pandas as pd

    known = contacts["customer_id"].notna()
    thread = np.where(known, contacts["customer_id"] * 1000 + contacts["topic"], -contacts["contact_id"] - 1)
    contacts = contacts.assign(
        thread=thread.astype("int64"),
        team=contacts["team"].astype("category"),
        month=contacts["opened_at"].to_numpy().astype("datetime64[M]").astype("datetime64[s]"),
        solved_at=contacts["resolved_at"].fillna(contacts["ended_at"]),
        is_known=known,
        resolved=contacts["resolved"].astype("float64"),
    ).sort_values(["thread", "opened_at", "contact_id"])
    same = contacts["thread"].to_numpy()[1:] == contacts["thread"].to_numpy()[:-1]
    opened, solved = contacts["opened_at"], contacts["solved_at"]
    window = pd.Timedelta(days=WINDOW_DAYS)
    returned = (opened.shift(-1) <= solved + window) & np.append(same, False)
    follows = (opened <= solved.shift(1) + window) & np.append(False, same)
    is_fixed = ~returned & (contacts["reopens"] == 0) & (contacts["resolved"] == 1)
    return contacts.assign(is_fixed=is_fixed, is_start=known & ~follows)


def _sums(contacts: Any) -> Any:
    """Counts and totals by month and team."""
    answered = ~contacts["abandoned"]
    served = contacts.where(answered)
    work_s = served["handle_s"] + served["wrap_s"]
    known, first = contacts["is_known"] & answered, contacts["is_start"] & answered
    columns = {
        "contacts": answered,
        "attempts": answered | True,
        "work_s": work_s,
        "worked": work_s.notna(),
        "hold_s": served["hold_s"],
        "held": served["hold_s"].notna(),
        "wrap_s": served["wrap_s"],
        "wrapped": served["wrap_s"].notna(),
        "wait_s": contacts["wait_s"],
        "waited": contacts["wait_s"].notna(),
        "answer_s": contacts["wait_s"].where(answered),
        "in_time": answered & (contacts["wait_s"] <= 60),
        "transferred": answered & (contacts["transfers"] > 0),
        "transfers": contacts["transfers"].where(answered, 0),
        "reopened": answered & (contacts["reopens"] > 0),
        "resolution_s": (contacts["resolved_at"] - contacts["opened_at"]).dt.total_seconds().where(answered),
        "resolved": contacts["resolved"].where(answered),
        "marked": contacts["resolved"].notna() & answered,
        "known": known,
        "starts": contacts["is_start"],
        "firsts": first,
        "fixed": first & contacts["is_fixed"],
    }
    frame = contacts[["month", "team"]].assign(**columns)
    return frame.groupby(["month", "team"], observed=True).sum()


def _answers(answers: Any) -> Any:
    answers = answers.assign(share=(answers["score"] - 1) * 25.0, top=answers["score"] >= 4)
    grouped = answers.groupby(["month", "team"], observed=True)
    return grouped.agg(
        share=("share", "mean"), top=("top", "sum"), given=("score", "count"), asked=("survey_id", "count")
    )


def _measures(s: Any, r: Any, amount: Any) -> Any:
    import pandas as pd

    r, amount = r.reindex(s.index), amount.reindex(s.index)
    return pd.DataFrame(
        {
            "handle_time": s.work_s / s.worked,
            "hold_time": s.hold_s / s.held,
            "wrap_time": s.wrap_s / s.wrapped,
            "wait_time": s.wait_s / s.waited,
            "speed_of_answer": s.answer_s / s.contacts,
            "service_level": s.in_time / s.waited,
            "abandonment_rate": 1 - s.contacts / s.attempts,
            "transfer_rate": s.transferred / s.contacts,
            "transfers_per_contact": s.transfers / s.contacts,
            "reopen_rate": s.reopened / s.contacts,
            "resolution_time": s.resolution_s / s.contacts,
            "contacts_per_hour": 3600 * s.worked / s.work_s,
            "contacts_resolved": s.resolved / s.marked,
            "cost_per_contact": amount / s.contacts,
            "first_contact_resolution": s.fixed / s.firsts,
            "contacts_per_issue": s.known / s.firsts,
            "repeat_contacts": 1 - s.firsts / s.known,
            "csat_score": r.share,
            "csat_top_two": r.top / r.given,
            "survey_answer_rate": r.given / r.asked,
        }
    )

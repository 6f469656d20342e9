"""What a build leaves in the engine beside the facts: what was counted, and what the rows depend on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from steelyard.store.engine import Engine

EVENTS = {"replied": "first_reply_at", "solved": "resolved_at", "closed": "ended_at"}
"""What the census counts of a contact's later instants -> their column."""

GIVES = ("gives_ends", "gives_marks", "gives_abandoned", *(f"gives_{name}" for name in EVENTS))
"""What sources and channels tell of their contacts, see `ends`."""

_LINKED = (
    "SELECT COUNT(*) AS n FROM tmp_surveyed AS a LEFT JOIN tmp_several_answers AS b "
    "ON a.source = b.source AND a.source_key = b.source_key WHERE COALESCE(b.is_last, TRUE)"
)


def notes(engine: Engine, linked: str = _LINKED) -> Mapping[str, object]:
    """See `steelyard.facts.build.notes`."""
    row = {name: int(values[0]) for name, values in engine.query("SELECT * FROM tmp_notes").items()}
    channels = engine.query("SELECT channel FROM tmp_isolated ORDER BY channel")["channel"]
    return {
        **{name: row[name] for name in ("contacts", "inbound", "placeholder", "surveys")},
        "unidentified": row["nameless"] + row["called"],
        "left_out": row["stored"] - row["contacts"],
        "unlinked_surveys": row["surveys"] - int(engine.query(linked)["n"][0]),
        "isolated_channels": [str(channel) for channel in channels],
        "ledger": dict(ledger_notes(engine)),
        "scales": _answers_by_scale(engine),
        "replaced_answers": _replaced(engine),
    }


def ledger_notes(engine: Engine) -> Mapping[str, float]:
    """idle_cost, idle_hours: of ledger rows in whose days no contact fell; idle_rows: how many those are."""
    sql = (
        "SELECT COUNT(*) AS idle_rows, COALESCE(SUM(amount), 0) AS idle_cost, COALESCE(SUM(hours), 0) AS idle_hours "
        "FROM tmp_ledger_remainder"
    )
    return {name: float(values[0]) for name, values in engine.query(sql).items()}


def fingerprint(engine: Engine) -> dict[str, Any]:
    """What the last census in this engine said that rows depend on, as plain JSON without anybody's id."""
    ids = sorted(map(str, engine.query("SELECT customer_id FROM tmp_placeholders")["customer_id"]))
    ends = engine.query(f"SELECT source, channel_name, {', '.join(GIVES)} FROM tmp_ends")
    sites = engine.query("SELECT team, team_site FROM tmp_sites WHERE team_site IS NOT NULL AND team IS NOT NULL")
    channels = engine.query("SELECT channel FROM tmp_isolated ORDER BY channel")["channel"]
    listed = zip(*(ends[name] for name in ("source", "channel_name", *GIVES)), strict=True)
    return {
        "placeholders": hashlib.sha256("\n".join(ids).encode()).hexdigest(),
        "isolated": [str(channel) for channel in channels],
        "ends": sorted([str(source), str(channel), *map(bool, gives)] for source, channel, *gives in listed),
        "scales": _scales(engine),
        "sites": dict(sorted(zip(map(str, sites["team"]), map(str, sites["team_site"]), strict=True))),
    }


def change(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Why rows that nobody touched differ between two censuses; empty where they do not."""
    if before["placeholders"] != now["placeholders"]:
        return "other customer ids count as placeholders now"
    if before["isolated"] != now["isolated"]:
        return "other channels have topics of their own now"
    earlier = {(source, channel): told for source, channel, *told in before["ends"]}
    if any(earlier.get((source, channel), told) != told for source, channel, *told in now["ends"]):
        return "a source now says of more or fewer of its contacts when they ended, were answered, solved or given up"
    if before["sites"] != now["sites"]:
        return "teams have other sites now"
    read = {(instrument, quarter): scale for instrument, quarter, scale in before["scales"]}
    if any(read.get((instrument, quarter), scale) != scale for instrument, quarter, scale in now["scales"]):
        return "most answers of a quarter are on another scale now"
    if _latest(before["scales"]) != _latest(now["scales"]):
        return "answers are given on another scale now"
    return ""


def _latest(listed: list[list[str]]) -> dict[str, str]:
    """Instrument -> the scale of its newest quarter."""
    return {instrument: scale for instrument, _, scale in sorted(listed, key=lambda row: row[:2])}


def _scales(engine: Engine) -> list[list[str]]:
    """Instrument, first day of the quarter and scale of every quarter, in order: what rows depend on."""
    found = engine.query("SELECT instrument, quarter_on, main FROM tmp_scales ORDER BY instrument, quarter_on")
    days = [str(day)[:10] for day in found["quarter_on"]]
    return [list(row) for row in zip(map(str, found["instrument"]), days, map(str, found["main"]), strict=True)]


def _answers_by_scale(engine: Engine) -> dict[str, dict[str, int]]:
    """Instrument -> scale -> valid answers on it, the most used first."""
    sql = "SELECT instrument, scale, SUM(n) AS n FROM tmp_scale_counts GROUP BY instrument, scale ORDER BY 3 DESC, 2"
    rows = engine.query(sql)
    found: dict[str, dict[str, int]] = {}
    for instrument, scale, n in zip(rows["instrument"], rows["scale"], rows["n"], strict=True):
        found.setdefault(str(instrument), {})[str(scale)] = int(n)
    return found


def _replaced(engine: Engine) -> dict[str, dict[str, int]]:
    """Source -> how many answers a later one `replaced`, and how many of these no time told from the last (`tied`)."""
    sql = (
        "SELECT source, COUNT(*) AS n, SUM(CASE WHEN is_tied THEN 1 ELSE 0 END) AS tied "
        "FROM tmp_several_answers WHERE NOT is_last GROUP BY source ORDER BY source"
    )
    rows = engine.query(sql)
    listed = zip(rows["source"], rows["n"], rows["tied"], strict=True)
    return {str(source): {"replaced": int(n), "tied": int(tied)} for source, n, tied in listed}

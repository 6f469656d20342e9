"""What a company gives: measures by whole mature month and channel, large enough, and once given never otherwise."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from steelyard import measure, metrics
from steelyard.analyses.periods.choice import frame, one_sided
from steelyard.analyses.periods.date_range import span_of
from steelyard.answers import Estimate
from steelyard.errors import QuestionError
from steelyard.exchange.model import Cell, ExchangeError, Shared
from steelyard.measure.question import NONE
from steelyard.settings.model import Settings
from steelyard.settings.writing import write
from steelyard.store import Snapshot
from steelyard.store.asked import asked

METRICS = (
    "first_contact_resolution", "resolution_rate", "contacts_per_issue", "customer_rating", "csat_top_box",
    "csat_top_two", "nps", "ces_score", "survey_coverage", "interaction_quality", "transfer_rate", "handle_time",
)  # fmt: skip
"""What is given, as far as the data have it; no costs and no volumes."""

REGISTER = "exchange.json"
"""In the workspace: what was given, so that a month given again is given as it was."""

NEAREST = 10
"""Numbers are rounded to it, so that two files differ in no single customer."""

DIGITS = 4
LEAST_CUSTOMERS = 20


def shared(snapshot: Snapshot, settings: Settings, company: str, *, is_named: bool, has_topics: bool = False) -> Shared:
    """The company's figures by month and channel.

    A month of a channel is left out that rests on fewer contacts or agents than viewers may see, or on fewer than 20
    customers; there are no totals and no other split, so that nothing left out is found by subtraction.

    Args:
        has_topics: by topic as well, where companies agreed on what these are. A month that was given without them is
            given as it was: its topics beside their channel would tell those that are left out.

    Raises:
        QuestionError: there is no whole mature month, or what is held is one-sided.
    """
    if not company.strip():
        raise QuestionError("the file must call you something", next="Give a name, or a number agreed on.")
    if closed := one_sided(snapshot):
        raise QuestionError(closed, next="Nothing is given of such data.")
    days = frame(snapshot, settings)
    from_on, to_on = _whole(days.first_on, days.mature_on)
    least = (settings.serve.least_contacts, settings.serve.least_people)
    snapshot = snapshot.following(days.follow_days)
    lacking = {entry.metric for entry in measure.missing(snapshot, METRICS, settings)}
    names = [name for name in METRICS if name not in lacking]
    if not names:
        raise QuestionError("these data hold none of the measures that are exchanged", next="steelyard check")
    given = _given(settings.folder)
    is_fine = has_topics or any(cell.get("topic") for cell in given.values())
    fresh: list[Cell] = []
    for by in (("channel",), ("channel", "topic"))[: 1 + is_fine]:
        sums = measure.measure(snapshot, settings, names, by=by, period="month", from_on=from_on, to_on=to_on)
        enough = _enough(snapshot, least, by, from_on, to_on)
        fresh += [
            cell
            for entry in measure.estimates(sums, alike=[0] * len(sums.parts))
            if (entry.part["period"][:7], *(entry.part[name] for name in by)) in enough
            for cell in _cell(entry, least[0])
        ]
    definitions = {name: definition_of(name, settings) for name in names}
    cells = _as_given(settings.folder, given, fresh, definitions, has_topics)
    return Shared(company, is_named, settings.currency, least, definitions, cells)


def definition_of(name: str, settings: Settings) -> str:
    """The fingerprint of a measure's definition: its sums and formula, and the assumptions that decide it."""
    metric = metrics.metric(name)
    told = (
        metric.formula,
        sorted((key, repr(entry)) for key, entry in metric.sums.items()),
        settings.assumptions.return_window_days,
        settings.assumptions.quality_instrument if name == "customer_rating" else "",
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _whole(first_on: date, last_on: date) -> tuple[date, date]:
    first = span_of(first_on, "month")
    from_on = first_on if first.from_on == first_on else date.fromordinal(first.to_on.toordinal() + 1)
    last = span_of(last_on, "month")
    to_on = last_on if last.to_on == last_on else date.fromordinal(last.from_on.toordinal() - 1)
    if from_on > to_on:
        raise QuestionError("the data hold no whole mature month", next="Load more days.")
    return from_on, to_on


def _enough(
    snapshot: Snapshot, least: tuple[int, int], by: Sequence[str], from_on: date, to_on: date
) -> set[tuple[str, ...]]:
    """The months of channels (and topics) with enough contacts, customers and agents; bots have no agents."""
    known = snapshot.manifest.known.get("contacts", {})
    people = "COUNT(DISTINCT agent_id)" if known.get("agent_id") else "0"
    number = 'CAST(12 * extract(year FROM "on") + extract(month FROM "on") - 1 AS INTEGER)'
    is_known = " AND ".join(f"{one} IS NOT NULL" for one in by)
    keys = ", ".join(str(place + 1) for place in range(1 + len(by)))
    found = asked(
        snapshot,
        f"SELECT {number} AS month, {', '.join(by)}, COUNT(*) AS held, COUNT(DISTINCT customer_id) AS customers, "
        f"{people} AS people FROM fact_contacts WHERE is_contact AND {is_known} "
        f"AND \"on\" BETWEEN DATE '{from_on}' AND DATE '{to_on}' GROUP BY {keys} ORDER BY {keys}",
    )
    rows = zip(*(found[name].tolist() for name in ("month", *by, "held", "customers", "people")), strict=True)
    return {
        (f"{month // 12}-{month % 12 + 1:02}", *parts)
        for month, *parts, held, customers, people in rows
        if held >= least[0] and customers >= LEAST_CUSTOMERS and (people == 0 or people >= least[1])
    }


def _cell(entry: Estimate, least: int) -> Iterator[Cell]:
    parts = (entry.part["channel"], entry.part.get("topic", ""))
    if entry.value is None or entry.margin is None or entry.n < least or NONE in parts:
        return
    yield Cell(
        entry.part["period"][:7],
        entry.part["channel"],
        entry.metric,
        NEAREST * round(entry.n / NEAREST),
        _rounded(entry.value),
        _rounded((entry.margin / 1.96) ** 2),
        parts[1],
    )


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def _given(folder: Path) -> dict[str, dict[str, object]]:
    """What was given before, by measure, definition, month, channel and topic."""
    path = folder / REGISTER
    if not path.exists():
        return {}
    try:
        held: dict[str, dict[str, object]] = json.loads(path.read_bytes())
        for cell in held.values():
            Cell(**cell)  # type: ignore[arg-type]
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise ExchangeError(
            "what was given before cannot be read, so that it could be given otherwise",
            where=str(path),
            next="Put it back from a backup. Move it away only where nobody holds a file of yours.",
        ) from None
    return held


def _as_given(
    folder: Path,
    given: dict[str, dict[str, object]],
    fresh: Sequence[Cell],
    definitions: Mapping[str, str],
    has_topics: bool,
) -> tuple[Cell, ...]:
    """What was given before of the same definition stands, split as it was; what is new is added, and remembered."""
    split = {
        (str(cell["metric"]), name.split(" ")[1], str(cell["month"])): bool(cell.get("topic"))
        for name, cell in given.items()
    }
    found = []
    for cell in fresh:
        definition = definitions[cell.metric]
        if bool(cell.topic) != split.get((cell.metric, definition, cell.month), has_topics):
            continue
        name = f"{cell.metric} {definition} {cell.month} {cell.channel}"
        name += f" / {cell.topic}" if cell.topic else ""
        found.append(Cell(**given.setdefault(name, asdict(cell))))  # type: ignore[arg-type]
    write(folder / REGISTER, (json.dumps(given, sort_keys=True, ensure_ascii=False, indent=1) + "\n").encode())
    return tuple(sorted(found, key=lambda cell: (cell.metric, cell.month, cell.channel, cell.topic)))

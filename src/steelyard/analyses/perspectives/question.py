"""Where do own standards, customers and comparable companies agree, and where do they contradict each other?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from steelyard import measure, metrics
from steelyard.analyses.periods.choice import Frame, frame, gathered, provenance
from steelyard.analyses.perspectives import items, wording
from steelyard.analyses.perspectives.answer import Beside, Outcome, Perspectives, View
from steelyard.analyses.perspectives.unfelt import unfelt
from steelyard.analyses.perspectives.widening import wider
from steelyard.analyses.verdict.question import state, target_of
from steelyard.answers import Estimate, Evidence
from steelyard.measure.question import NONE, dimensions_of
from steelyard.settings.benchmarks import published
from steelyard.settings.model import Benchmark, Settings
from steelyard.store import Snapshot

OWN, CUSTOMERS = "interaction_quality", "customer_rating"
OTHERS = ("ces_score", "nps", "first_contact_resolution")
MOST_PARTS = 40


def ask(
    snapshot: Snapshot,
    settings: Settings,
    *,
    period: str = "",
    by: str = "",
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Perspectives:
    """Quality and ratings beside their targets, of the whole and of parts, and published figures of the same measures.

    Of parts the intervals allow for how many there are.

    Raises:
        QuestionError: a dimension, value or period that does not exist, or days the data do not hold.
    """
    days = frame(snapshot, settings, period=period, from_on=from_on, to_on=to_on)
    snapshot = snapshot.following(days.follow_days)
    benchmarks = (*settings.benchmarks, *published())
    asked = list(dict.fromkeys((OWN, CUSTOMERS, *OTHERS, *(one.metric for one in benchmarks))))
    split = [by] if by else []
    able = [name for name in asked if _fits(name, (*(where or {}),), settings)]
    missing = measure.missing(snapshot, asked, settings)
    lacking = {entry.metric for entry in missing}
    known = [name for name in able if name not in lacking]
    found = {entry.metric: entry for entry in _estimates(snapshot, settings, known, [], where, days)}
    targets = tuple(_target(settings, name) for name in (OWN, CUSTOMERS))
    both = [name for name in (OWN, CUSTOMERS) if name in known and _fits(name, (*split, *(where or {})), settings)]
    parts = _parts(_estimates(snapshot, settings, both, split, where, days), by) if by and both else {}
    whole = _view("", found, settings, 1)
    if whole.outcome == "cannot tell":
        whole = replace(whole, outcome=_without_value(found, settings))
    asked_items, item_parts = items.told(snapshot, settings, days, by, where)
    ends = (targets[0], targets[1])
    answer = Perspectives(
        "perspectives",
        "Three perspectives",
        provenance=provenance(snapshot, settings, days.now, where),
        missing=tuple(entry for entry in missing if entry.metric in (OWN, CUSTOMERS)),
        by=by,
        period=days.now.label,
        whole=whole,
        views=tuple(_view(name, part, settings, len(parts)) for name, part in parts.items()),
        others=tuple(found[name] for name in OTHERS if name in found),
        beside=_beside(benchmarks, found),
        targets=ends,
        items=asked_items,
        item_parts=item_parts,
        unfelt=unfelt(snapshot, settings, days, asked_items, where, ends) if asked_items else (),
    )
    shown = [whole.own, whole.customers, *answer.others]
    estimates = [entry for entry in shown if entry is not None]
    estimates += [entry for view in answer.views for entry in (view.own, view.customers) if entry is not None]
    estimates += [entry for part in (asked_items, *item_parts) if part for entry in items.figures(part)]
    return replace(
        answer,
        estimates=tuple(estimates),
        caveats=(
            *(entry for entry in days.caveats if entry.id != "no_comparison"),
            *gathered(shown),
            *wording.item_caveats(answer),
        ),
        sentences=wording.sentences(answer),
        evidence=Evidence(grade="descriptive", would_change=wording.WOULD_CHANGE),
    )


def _estimates(
    snapshot: Snapshot,
    settings: Settings,
    names: Sequence[str],
    by: Sequence[str],
    where: Mapping[str, Sequence[str]] | None,
    days: Frame,
) -> tuple[Estimate, ...]:
    if not names:
        return ()
    sums = measure.measure(
        snapshot, settings, names, by=by, where=where, from_on=days.now.from_on, to_on=days.now.to_on
    )
    return measure.estimates(sums, alike=[0] * len(sums.parts))


def _parts(entries: Sequence[Estimate], by: str) -> dict[str, dict[str, Estimate]]:
    """Part -> measure -> figure, those with most of what it rests on first."""
    found: dict[str, dict[str, Estimate]] = {}
    for entry in entries:
        if entry.part[by] != NONE:
            found.setdefault(entry.part[by], {})[entry.metric] = entry
    order = sorted(found, key=lambda name: (-sum(entry.n for entry in found[name].values()), name))
    return {name: found[name] for name in order[:MOST_PARTS]}


def _view(part: str, found: Mapping[str, Estimate], settings: Settings, count: int) -> View:
    own, customers = found.get(OWN), found.get(CUSTOMERS)
    states = [
        state(wider(entry, count), _target(settings, name), "high")
        for name, entry in ((OWN, own), (CUSTOMERS, customers))
    ]
    return View(part, own, customers, _OUTCOMES.get((states[0], states[1]), "cannot tell"))


_OUTCOMES: Mapping[tuple[str, str], Outcome] = {
    ("held", "held"): "agree: at target",
    ("not_yet", "not_yet"): "agree: short",
    ("held", "not_yet"): "unfelt",
    ("not_yet", "held"): "unscored",
}


def _without_value(found: Mapping[str, Estimate], settings: Settings) -> Outcome:
    """More promoters than detractors, or the target reached, while first contacts or quality fail theirs."""
    nps = found.get("nps")
    aim = settings.targets["nps"].value if "nps" in settings.targets else 0.0
    fails = [
        state(found.get(name), _target(settings, name), "high") == "not_yet"
        for name in (OWN, "first_contact_resolution")
    ]
    is_good = nps is not None and nps.interval is not None and nps.interval.low > aim
    return "pleased without value" if is_good and any(fails) else "cannot tell"


def _beside(benchmarks: Sequence[Benchmark], found: Mapping[str, Estimate]) -> tuple[Beside, ...]:
    told = []
    for one in benchmarks:
        entry = found.get(one.metric)
        position = ""
        if not one.differs and entry is not None and entry.interval is not None:
            side = entry.interval.side_of(one.value)
            position = "above" if side > 0 else "below" if side < 0 else "within sampling error"
        told.append(Beside(one, metrics.metric(one.metric).title.partition(",")[0], entry, position))
    return tuple(sorted(told, key=lambda one: bool(one.benchmark.differs)))


def _target(settings: Settings, name: str) -> float:
    found = target_of(settings, name)
    assert found is not None
    return found.value


def _fits(name: str, dimensions: Sequence[str], settings: Settings) -> bool:
    metric = metrics.metric(name)
    facts = {entry.fact for entry in metric.sums.values() if hasattr(entry, "fact")}
    return all(dimension in dimensions_of(fact, settings.dimensions) for fact in facts for dimension in dimensions)

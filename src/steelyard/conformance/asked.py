"""What both engines are asked beside measures: each builder of queries for everything it can do, over the golden data.

A builder that differs is refused on that engine, under its module's name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from steelyard import measure
from steelyard.analyses.check import question as check
from steelyard.analyses.periods import choice, volumes
from steelyard.conformance.golden import HORIZON, SETTINGS
from steelyard.conformance.golden.crowds import START
from steelyard.conformance.golden.stories import ODD_TEXTS
from steelyard.conformance.readings import Piece, Reading
from steelyard.conformance.world import World
from steelyard.measure import Band, Cells, Product, Side
from steelyard.measure.cells.contact_gaps import follow_ups
from steelyard.measure.cells.first_contact import Beginnings
from steelyard.measure.cells.sentiment import remarks
from steelyard.measure.cells.survey_invitations import invitations
from steelyard.measure.cells.unidentified import unidentified
from steelyard.measure.models import (
    cross_products,
    customer_base,
    evaluable,
    evaluated,
    fractures,
    homes,
    in_need,
    lots,
    survey_items,
)
from steelyard.measure.models.afterwards import afterwards
from steelyard.measure.models.criteria_sums import criteria_sums
from steelyard.measure.models.cross_products import Asked, Term
from steelyard.measure.models.crossing import crossing
from steelyard.measure.models.customer_months import exposure
from steelyard.measure.models.inputs_outputs import Rows, practice
from steelyard.measure.question import AGENTS, CUSTOMERS, DAYS, NONE, ROWS
from steelyard.settings.model import DeclaredFracture, FollowupSettings
from steelyard.settings.undertaken import Lot

FROM, TO = date(2024, 1, 15), date(2024, 3, 31)
BEFORE, AFTER = Side(START.date(), date(2024, 1, 31)), Side(date(2024, 2, 1), HORIZON.date())
SOME = {"channel": ("phone", "chat", NONE, *ODD_TEXTS)}

_EVERY = (CUSTOMERS, DAYS, AGENTS, ROWS)
_CONTACTS = {
    "n": Product(),
    "marked": Product(where=("is_contact",), unless=("is_abandoned",), known=("is_resolved",)),
    "resolved": Product(("is_resolved",), where=("is_contact",)),
    "handled": Product(("handle_s",)),
    "squared": Product(("handle_s", "handle_s")),
    "waited": Product(("handle_s", "wait_s"), unless=("is_transferred",)),
    "cost": Product(("cost",), known=("paid_s",)),
}
_ISSUES = {
    "n": Product(where=("is_mature",)),
    "churned": Product(("is_churned",), where=("is_loyalty_mature",)),
    "rating": Product(("rating", "value_weight"), where=("is_mature",)),
}
_EXPECTED = {
    name: Product((name,), where=("is_mature",))
    for name in ("expected_fixed_first", "expected_resolved", "expected_marked", "unseen_return", "contacts", "work_s")
}
_ANSWERS = {"answers": Product(where=("is_quality",), known=("score_share",)), "score": Product(("score_share",))}
_HANDLED = Band("handle_s", (30.0, 240.0, 600.5))
_STRATA = ("family", "channel")

_OF_ISSUES = Asked(
    "issues",
    "is_churned",
    ("is_loyalty_mature",),
    (Term("work_s", "log"), Term("contacts", "number"), Term("is_bot_started", "mark")),
    landmark_days=7,
    strata=_STRATA,
    where=SOME,
)
_OF_ANSWERS = Asked(
    "answers",
    "score_share",
    ("is_quality",),
    (
        Term("wait_s", "log"),
        Term("brand", "text"),
        Term(cross_products.OPEN_DAYS, "number"),
        Term("is_transferred", "mark"),
    ),
    strata=("segment",),
    from_on=FROM,
    to_on=TO,
)


def _identity(world: World) -> Iterator[Piece]:
    """The quantities of both sides, and what each is without each group: a remainder of the whole."""
    found = measure.identity(world, SETTINGS, BEFORE, AFTER, by=("team",))
    order = sorted(range(len(found.segments)), key=lambda place: found.segments[place])
    labels = tuple(", ".join(found.segments[place]) for place in order)
    yield Piece("answers", labels, found.answers[order])
    for place, (said, side) in enumerate((("before", found.before[order]), ("after", found.after[order]))):
        yield Piece(said, labels, side)
        for chance, replicates in found.replicates.items():
            rows = np.moveaxis(replicates[place][:, order], 0, -1)
            yield _placed(f"{said} without a group of {chance}", labels, rows, side)


def _curve(world: World) -> Iterator[Piece]:
    found = measure.return_curve(world, SETTINGS)
    days = tuple(f"day {day}" for day in found.days)
    returned = [np.nan if entry.value is None else entry.value for entry in found.returned]
    yield Piece("at risk", days, np.array(found.at_risk, dtype=float))
    yield Piece("returned", days, np.array(returned, dtype=float))


def _cells(world: World) -> Iterator[Piece]:
    keys = ("team", "brand", _HANDLED, Band("is_resolved", (0.5,)))
    yield from _of_cells("contacts", measure.cells(world, SETTINGS, "contacts", keys, _CONTACTS, chances=_EVERY))
    issues = measure.cells(
        world,
        SETTINGS,
        "issues",
        (*_STRATA, Band("rating", (25.0, 50.0, 75.0)), Band("is_bot_started", (0.5,))),
        _ISSUES,
        chances=(CUSTOMERS, DAYS),
        where=SOME,
        from_on=FROM,
        to_on=TO,
    )
    yield from _of_cells("issues", issues)
    yield from _of_cells("answers", measure.cells(world, SETTINGS, "responses", ("instrument", "scale"), _ANSWERS))
    shares = {"n": Product(), "share": Product(("quality_share",)), "failed": Product(("is_failed",))}
    yield from _of_cells("evaluations", measure.cells(world, SETTINGS, "evaluations", (), shares, chances=(AGENTS,)))


def _beginnings(world: World) -> Iterator[Piece]:
    products = {**_ISSUES, "handled": Product(("first_handle_s", "first_handle_s"), known=("is_resolved",))}
    issues = Beginnings(world, SETTINGS, SOME, to_on=TO)
    keys = ("first_agent_id", "family", Band("first_wait_s", (10.0, 20.0)), Band("quality_share", (0.5,)))
    yield from _of_cells("issues", issues.cells(keys, products, (CUSTOMERS, DAYS)))
    yield from _of_cells("issues by agents' chance", issues.cells(("segment",), products, (CUSTOMERS, AGENTS)))
    yield from _of_cells("histogram", issues.histogram("first_handle_s", _ISSUES))
    contacts = Beginnings(world, SETTINGS, {}, from_on=FROM, unit="contacts")
    rated = contacts.cells(("team", Band("rating", (0.25, 0.75))), {"rating": _ISSUES["rating"]}, (CUSTOMERS,))
    yield from _of_cells("contacts", rated)


def _follow_ups(world: World) -> Iterator[Piece]:
    yield from _of_cells("pairs", follow_ups(world, SETTINGS, by=("team",), where=SOME))


def _invitations(world: World) -> Iterator[Piece]:
    yield from _of_cells("contacts", invitations(world, SETTINGS, by=("site",), chances=(CUSTOMERS, DAYS), to_on=TO))


def _unidentified(world: World) -> Iterator[Piece]:
    found = unidentified(world, SETTINGS, where=SOME, from_on=FROM)
    yield Piece("contacts", ("share", "apart"), np.array([found.share, found.apart]))


def _remarks(world: World) -> Iterator[Piece]:
    yield from _of_cells("answers", remarks(world, SETTINGS, by=("site",), chances=(CUSTOMERS, DAYS), to_on=TO))


def _exposure(world: World) -> Iterator[Piece]:
    found = exposure(world, SETTINGS, {}, START.date(), HORIZON.date())
    cells = zip(found.month.tolist(), found.x.tolist(), strict=True)
    labels = tuple(f"month {month:.0f} after {lived}" for month, lived in cells)
    yield Piece("customers", labels, found.n.T)
    yield Piece("who left", labels, found.left.T)


def _moments(world: World) -> Iterator[Piece]:
    for asked in (_OF_ISSUES, _OF_ANSWERS):
        seen = cross_products.profile(world, SETTINGS, asked)
        columns = tuple(term.column for term in asked.terms)
        counts = np.array([seen.n, seen.early, seen.strata, seen.days], dtype=float)
        yield Piece(f"cases of {asked.grain}", ("all", "early", "strata", "days"), counts)
        yield Piece(f"outcome of {asked.grain}", ("sum", "reach"), np.array([seen.total, seen.reach]))
        yield Piece(f"known of {asked.grain}", columns, seen.known)
        tails = [(*pair, tail.low, tail.high) for *pair, tail in zip(seen.least, seen.most, seen.tails, strict=True)]
        yield Piece(f"spans of {asked.grain}", columns, np.array(tails))
        found = cross_products.moments(world, SETTINGS, asked, seen.tails, _EVERY)
        for chance, held_by in found.items():
            yield from _of_moments(asked, chance, held_by)
    seen = cross_products.profile(world, SETTINGS, _OF_ISSUES)
    held, n, total = cross_products.bands(world, SETTINGS, _OF_ISSUES, seen.tails)
    order = np.lexsort(held.T)
    labels = tuple(str(band.tolist()) for band in held[order])
    yield Piece("bands", labels, np.stack([n, total], axis=1)[order])
    along = cross_products.distribution(world, SETTINGS, _OF_ISSUES, float(seen.least[0]), float(seen.most[0]))
    yield Piece("distribution", tuple(f"bin {place}" for place in range(len(along[0]))), np.stack(along, axis=1))


def _base(world: World) -> Iterator[Piece]:
    held = customer_base.base(world, SETTINGS, date(2023, 12, 1))
    yield from _of_segments("value", held.value)
    yield from _of_segments("customers", held.customers)
    years = tuple(f"year {year:.0f}" for year in held.tenure)
    yield Piece("tenure", years, np.stack([held.present, held.lost], axis=1))
    yield from _of_segments("departures", customer_base.departures(world, SETTINGS, START.date(), TO))


def _practice(world: World) -> Iterator[Piece]:
    found = practice(world, SETTINGS, by="team", period="month")
    order = sorted(range(len(found.units)), key=lambda place: found.units[place])
    families = sorted(range(len(found.families)), key=lambda place: found.families[place])
    labels = tuple(", ".join(found.units[place]) for place in order)
    work = tuple(found.families[place] for place in families)
    yield Piece("seconds by family", work, found.work_s[families])

    def pieces(said: str, rows: Rows, whole: Rows | None) -> Iterator[Piece]:
        values = {**rows.sums, "value": rows.value}
        scales = {**whole.sums, "value": whole.value} if whole else {}
        for name, held in values.items():
            yield _placed(f"{said}, {name}", labels, held[order], scales[name][order] if whole else None)
        split = whole.families[order][:, families] if whole else None
        yield _placed(f"{said}, families", labels, rows.families[order][:, families], split)

    yield from pieces("whole", found.whole, None)
    for chance, rows in found.without.items():
        yield from pieces(f"without a group of {chance}", rows, found.whole)


def _placed(said: str, labels: tuple[str, ...], values: np.ndarray, whole: np.ndarray | None) -> Piece:
    """Values, or remainders of a whole that has no axis of groups."""
    return Piece(said, labels, values, 0.0 if whole is None else np.abs(whole)[..., None] * np.ones(values.shape))


def _extent(world: World) -> Iterator[Piece]:
    days = np.array(choice.extent(world), dtype="datetime64[D]").astype(float)
    yield Piece("days", ("first", "last"), days)


def _volumes(world: World) -> Iterator[Piece]:
    months = volumes.volumes(world).months
    held = np.array(list(months.values()), dtype=float)
    yield Piece("contacts a month", tuple(month.isoformat() for month in months), held)


def _over_range(world: World) -> Iterator[Piece]:
    """Issues at both ends of what missing ids may do."""
    for end in measure.over_range(world, SETTINGS)[1:]:
        found = measure.cells(end, SETTINGS, "issues", ["channel"], _EXPECTED, where=SOME)
        yield from _of_cells(f"issues at odds of {end.odds:g}", found)


def _check(world: World) -> Iterator[Piece]:
    found = check.ask(world, SETTINGS)
    told = [f"{entry.where}: {entry.what}" for entry in found.findings]
    order = sorted(range(len(told)), key=lambda place: told[place])
    counts = np.array([(entry.count, entry.of) for entry in found.findings], dtype=float)
    yield Piece("what is odd", tuple(told[place] for place in order), counts[order])
    lacking = tuple(sorted(entry.metric for entry in found.missing))
    yield Piece("what is missing", lacking, np.ones(len(lacking)))


def _of_cells(said: str, found: Cells) -> Iterator[Piece]:
    """Each product by itself, whole and by group."""
    names = [", ".join(map(str, label)) or "all" for label in found.labels]
    order = sorted(range(len(names)), key=lambda place: names[place])
    labels = tuple(names[place] for place in order)
    for place, product in enumerate(found.names):
        yield Piece(f"{said}, {product}", labels, found.whole[order, place])
        for chance, rows in found.groups.items():
            yield Piece(f"{said}, {product} by {chance}", labels, rows[order][..., place])


def _of_moments(asked: Asked, chance: str, found: cross_products.Moments) -> Iterator[Piece]:
    """Strata have no names there: they are put in the order of their counts."""
    tails = np.concatenate([found.low[..., 0], found.high[..., 0]], axis=-1)
    order = np.lexsort(np.concatenate([np.moveaxis(tails, 1, -1).reshape(-1, tails.shape[1]), found.cross[..., 0, 0]]))
    labels = tuple(f"stratum {place}" for place in range(len(order)))
    for said in ("cross", "low", "high"):
        values = np.moveaxis(getattr(found, said)[:, order], 1, 0)
        yield Piece(f"{said} of {asked.grain} by {chance}", labels, values)


def _of_segments(said: str, held: Mapping[str | None, float]) -> Iterator[Piece]:
    told = sorted((str(name), float(value)) for name, value in held.items())
    yield Piece(said, tuple(name for name, _ in told), np.array([value for _, value in told]))


def _itself(name: str, read: Any) -> Reading:
    return Reading(name, read, (name,))


def _in_need(world: World) -> Iterator[Piece]:
    """With every limit so low that as many as can be are in need."""
    told = FollowupSettings(window_days=210, quiet_days=0, silence_days=0, returns=1, attempts=1, low_rating=0.5)
    settings = replace(SETTINGS, followup=replace(told, effort_minutes=0, high_value_share=0.9))
    held = {name: reason for name, reason in in_need.tellable(world, settings)[0].items() if not reason.is_read}
    found = in_need.in_need(world, settings, HORIZON, held, 40)
    for said, counts in (("state", found.states), ("reason", found.by_reason)):
        names = tuple(sorted(counts))
        yield Piece(f"customers by {said}", names, np.array([float(counts[name]) for name in names]))
    rows = zip(*(found.rows[name].tolist() for name in ("customer_id", "reason", "weight", "n")), strict=True)
    listed = sorted((f"{who}, {why}", weight, 0.0 if n is None or n != n else n) for who, why, weight, n in rows)
    values = np.array([[weight, n] for _, weight, n in listed], dtype=float)
    yield Piece("customers listed", tuple(label for label, _, _ in listed), values)
    unknown = in_need.without_customer(world, settings, HORIZON)
    yield Piece("without a customer", ("unidentified", "all"), np.array(unknown, dtype=float))
    for said, split, names in (
        ("n", found.parts, ("by", "within", "part", "reason")),
        ("base", found.base, ("by", "within", "part", "reason")),
    ):
        labels = [", ".join(row) for row in zip(*(split[name] for name in names), strict=True)]
        lying = sorted(zip(labels, split[said].tolist(), strict=True))
        yield Piece(f"parts, {said}", tuple(label for label, _ in lying), np.array([float(n) for _, n in lying]))


def _fractures(world: World) -> Iterator[Piece]:
    """Every fracture there is, declared ones by contacts and by steps too; by issue, and each contact alone."""
    declared = (
        DeclaredFracture("long", at_least={"handle_s": 300.0}, where={"channel": ("phone", *ODD_TEXTS)}, cost=2.5),
        DeclaredFracture("asked", steps=("Ask 'twice'", "Nowhere"), at_most={"handle_s": 900.0}, minutes=3.0),
    )
    settings = replace(SETTINGS, fractures=declared)
    absent = fractures.absent_steps(world, settings)
    yield Piece("absent steps", absent, np.ones(len(absent)))
    held, untold = fractures.tellable(world, settings)
    yield Piece("told", (*held, *untold), np.array([1.0] * len(held) + [2.0] * len(untold)))
    first, last = START.date(), HORIZON.date()
    for said, of_contacts in (("issues", False), ("contacts", True)):
        given = (held, ("family", "channel"), first, last, 14.0)
        with fractures.reading(world, settings, *given, of_contacts=of_contacts) as asked:
            yield from _of_rows(f"{said} by week", fractures.series(asked), ("by", "part", "kind", "week"))
            level = fractures.level(asked, first, last)
            yield from _of_rows(f"{said} by customers", level, ("by", "part", "customer_group"))
            if not of_contacts:
                yield from _of_rows("customers", fractures.customers(asked, first, last), ("by", "part"))


def _of_rows(said: str, rows: Mapping[str, np.ndarray], keys: Sequence[str]) -> Iterator[Piece]:
    told = [rows[name].astype("datetime64[D]") if name == "week" else rows[name] for name in keys]
    labels = [", ".join(map(str, row)) for row in zip(*(column.tolist() for column in told), strict=True)]
    names = [name for name in rows if name not in keys]
    order = sorted(range(len(labels)), key=labels.__getitem__)
    values = np.array([[float(rows[name][at]) for name in names] for at in order])
    yield Piece(said, tuple(labels[at] for at in order), np.nan_to_num(values), float(np.nanmax(np.abs(values))))


def _afterwards(world: World) -> Iterator[Piece]:
    """Of every customer of the golden data, after an instant in the middle."""
    found = world.engine.query("SELECT DISTINCT customer_id FROM fact_contacts WHERE customer_id IS NOT NULL")
    who = sorted(str(one) for one in found["customer_id"])
    since = HORIZON - timedelta(days=120)
    told = afterwards(world, SETTINGS, [(one, since) for one in who], 30)
    values = [[_known(one.has_returned), _known(one.rating), _known(one.has_stayed)] for one in told]
    yield Piece("after an instant", tuple(who), np.array(values, dtype=float))


def _survey_items(world: World) -> Iterator[Piece]:
    """What was asked and how it was answered, and every sum, of the whole and by team."""
    seen = survey_items.seen_items(world, SETTINGS)
    labels = tuple(f"{item}, {kind}" for item, kind in sorted(seen.scales))
    counts = [[float(seen.answers[key]), float(seen.others[key])] for key in sorted(seen.scales)]
    yield Piece("answers to items", labels, np.array(counts, dtype=float))
    for by in ("", "team"):
        found = survey_items.item_sums(world, SETTINGS, seen, by=by, where=SOME)
        held = {**found.means, "gaps": found.gaps, "beyond": found.beyond, "dummies": found.dummies}
        held |= {"slopes": found.slopes, "bent": found.bent, "answers": found.answers}
        for name, values in held.items():
            yield Piece(f"items, {name} {by}", found.parts, values.reshape(len(found.parts), -1))


def _criteria_sums(world: World) -> Iterator[Piece]:
    names, sums = criteria_sums(world, SETTINGS, to_on=TO)
    yield Piece("points on criteria", names, np.moveaxis(sums, 1, 0).reshape(len(names), -1))


def _evaluated(world: World) -> Iterator[Piece]:
    """Every evaluation criterion by criterion, what became of its contact, and the frame of a draw."""
    for said, asked in (("all", {}), ("some", {"where": SOME, "from_on": FROM, "to_on": TO})):
        found = evaluated.evaluated(world, SETTINGS, **asked)  # type: ignore[arg-type]
        texts = (
            found.ids,
            found.contacts,
            found.evaluators,
            found.rubrics,
            found.purposes,
            found.scorers,
            found.agents,
        )
        labels = tuple(", ".join(row) for row in zip(*(of.tolist() for of in (*texts, found.strata)), strict=True))
        numbers = (found.total, found.quality, found.weight, found.chance, found.day)
        yield Piece(f"{said}, shares", labels, np.nan_to_num(np.column_stack(numbers), nan=-1.0))
        yield Piece(f"{said}, criteria", found.criteria, found.most)
        yield Piece(f"{said}, points", labels, np.nan_to_num(found.points, nan=-1.0))
        became = evaluated.outcomes(world, SETTINGS, found.contacts, **asked)  # type: ignore[arg-type]
        told = np.column_stack((became.solved, became.came_back, became.rating))
        yield Piece(f"{said}, outcomes", labels, np.nan_to_num(told, nan=-1.0))
        frame = evaluable.evaluable(world, SETTINGS, **asked)  # type: ignore[arg-type]
        named = (frame.contacts, frame.teams, frame.channels, frame.families, frame.agents)
        drawn = tuple(", ".join(row) for row in zip(*(of.tolist() for of in named), strict=True))
        yield Piece(f"{said}, frame", drawn, 1.0 + frame.is_new)


def _homes(world: World) -> Iterator[Piece]:
    """How well homes tell where customers are served, and what is summed by them."""
    for dimension in homes.PLACES:
        home = homes.looked(world, SETTINGS, dimension, FROM)
        yield Piece(f"homes of {dimension}", ("all",), np.array([[home.loyal, home.known, *home.placeless]]))
        moved, settings, name = homes.at_home(world, SETTINGS, dimension, FROM)
        for fact, products in (("issues", _ISSUES), ("evaluations", {"n": Product()})):
            by_home = measure.cells(moved, settings, fact, (name,), products)
            yield from _of_cells(f"{fact} by home, {dimension}", by_home)


def _lots(world: World) -> Iterator[Piece]:
    """Who is drawn from a seed, and what is summed of both sides."""
    lot = Lot(7, 0.4, "plain")
    yield Piece("customers drawn", (lots.TREATED, lots.CONTROL), np.array(lots.counts(world, SETTINGS, lot), float))
    by = lots.counts_by(world, SETTINGS, "segment")
    yield Piece("customers by segment", tuple(sorted(by)), np.array([float(by[name]) for name in sorted(by)]))
    several = lots.crossing(world, SETTINGS, "segment")
    yield Piece("customers of several segments", ("customers", "crossing"), np.array(several, float))
    drawn, settings, name = lots.drawn(world, SETTINGS, lot)
    yield from _of_cells("issues by side", measure.cells(drawn, settings, "issues", (name,), _ISSUES))


def _crossing(world: World) -> Iterator[Piece]:
    """What some channels share with others, of customers and agents."""
    found = crossing(world, SETTINGS, "channel", ("phone",), ("chat", "email"), FROM)
    yield Piece("shared with phone", ("customers", "agents"), np.array([_known(found.customers), _known(found.agents)]))


def _known(value: float | None) -> float:
    return -1.0 if value is None else float(value)


READINGS = (
    Reading("identity", _identity, ("balance",)),
    Reading("return_curve", _curve, ("first_contact_resolution",)),
    _itself("cells", _cells),
    _itself("beginnings", _beginnings),
    _itself("follow_ups", _follow_ups),
    _itself("invitations", _invitations),
    _itself("unidentified", _unidentified),
    _itself("over_range", _over_range),
    _itself("remarks", _remarks),
    _itself("exposure", _exposure),
    _itself("moments", _moments),
    _itself("base", _base),
    _itself("practice", _practice),
    _itself("extent", _extent),
    _itself("volumes", _volumes),
    _itself("check", _check),
    _itself("in_need", _in_need),
    _itself("fractures", _fractures),
    _itself("afterwards", _afterwards),
    _itself("survey_items", _survey_items),
    _itself("criteria_sums", _criteria_sums),
    _itself("evaluated", _evaluated),
    _itself("homes", _homes),
    _itself("lots", _lots),
    _itself("crossing", _crossing),
)
"""Everything read beside measures."""

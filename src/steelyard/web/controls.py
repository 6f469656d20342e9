"""What a question takes, as controls of a form; the form's address is the whole state of the page, to be shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from steelyard import catalogue
from steelyard.declare import Metric
from steelyard.parameters import PERIODS, Parameter, as_count, as_day, as_days, as_number, as_parts, as_two_parts
from steelyard.wording import capital

PERIOD_CHOICES = tuple(PERIODS.replace(" or ", ", ").split(", "))
TITLES = {
    "period": "Period", "by": "Split by", "where": "Only", "against": "Compared with", "from": "From", "to": "To",
    "metric": "Measure", "compare": "Two parts", "price": "Price of a unit of value", "horizon": "Months counted",
    "name": "Initiative",
}  # fmt: skip
UNTOLD = "Automatic"
ALL = "All of them"
WORDED = frozenset({"topic", "family", "channel", "handled_by"})
"""Dimensions whose parts are words, not names."""

CLOCK = ("weekday", "hour")
"""Dimensions whose parts stand in their own order; those of others in that of how many issues they have."""

WEEKDAYS = dict(
    zip("1234567", ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True)
)
ENDS = ("one", "other")
"""What the names of two parts in an address end in."""

Query = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Control:
    """One control of the form.

    Args:
        name: in the address.
        kind: "choice", "date", "days" (two dates), "number", "text", "parts" (boxes to tick, by dimension), or
            "two" (a part beside another of the same dimension).
        choices: (value, what is read).
        groups: of parts: dimension -> (value, what is read).
        held: the values it has now.
    """

    name: str
    title: str
    help: str
    kind: str
    choices: tuple[tuple[str, str], ...] = ()
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    held: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        """The first value it has."""
        return next(iter(self.held), "")

    @property
    def is_main(self) -> bool:
        """Whether it stands in view; the others are unfolded."""
        return self.name in ("period", "by", "outcome", "metric", "name") and self.kind == "choice"


def name_of(parameter: Parameter) -> str:
    """What a parameter is called in an address: its option without the dashes, or its name; empty where it has none."""
    return parameter.option.lstrip("-") if parameter.option else parameter.name if parameter.is_typed_bare else ""


def given(takes: Sequence[Parameter], query: Query) -> dict[str, Any]:
    """What an address gives a question, by parameter; names it does not take are passed over."""
    found: dict[str, Any] = {}
    for parameter in takes:
        values = tuple(query.get(name_of(parameter), ())) if name_of(parameter) else ()
        if parameter.read is as_days and not values:
            values = _two_dates(name_of(parameter), query)
        if parameter.read is as_two_parts and not values:
            values = _two_parts(name_of(parameter), query)
        if values:
            found[parameter.name] = values if parameter.is_repeated else values[0]
    return found


def _two_dates(name: str, query: Query) -> tuple[str, ...]:
    first, last = (next(iter(query.get(f"{name}-{end}", ())), "") for end in ("from", "to"))
    return (f"{first}..{last}",) if first or last else ()


def _two_parts(name: str, query: Query) -> tuple[Any, ...]:
    """Two parts that were chosen beside each other: as (dimension, one, other); one alone is no choice yet."""
    one, other = (next(iter(query.get(f"{name}-{end}", ())), "") for end in ENDS)
    if not one or not other:
        return ()
    (dimension, _, part), (beside, _, second) = one.partition("="), other.partition("=")
    return ((dimension, part, second),) if dimension == beside else (f"{one} and {other}",)


def address(path: str, takes: Sequence[Parameter], query: Query, **more: str) -> str:
    """The address of a page with what a question is given, and nothing else of the query."""
    pairs = []
    for parameter in takes:
        name = name_of(parameter)
        values = tuple(query.get(name, ())) or (_two_dates(name, query) if parameter.read is as_days else ())
        pairs += [(name, value) for value in values if name]
        if parameter.read is as_two_parts and not values:
            pairs += [(f"{name}-{end}", value) for end in ENDS for value in query.get(f"{name}-{end}", ())]
    pairs += more.items()
    return f"{path}?{urlencode(pairs)}" if pairs else path


def controls(
    takes: Sequence[Parameter],
    query: Query,
    parts: Mapping[str, Sequence[str]],
    metrics: Mapping[str, str],
    names: Sequence[str] = (),
) -> tuple[Control, ...]:
    """A control for each parameter that can be typed.

    Args:
        parts: dimension -> its parts.
        metrics: id -> title of measures that can be chosen.
        names: of what is registered, to choose one.
    """
    return tuple(_control(entry, query, parts, metrics, names) for entry in takes if name_of(entry))


def _control(
    parameter: Parameter,
    query: Query,
    parts: Mapping[str, Sequence[str]],
    metrics: Mapping[str, str],
    names: Sequence[str] = (),
) -> Control:
    name = name_of(parameter)
    held = tuple(query.get(name, ())) or (_two_dates(name, query) if parameter.read is as_days else ())
    title = TITLES.get(name, capital(name.replace("-", " ")))
    if parameter.read is as_two_parts:
        return Control(name, title, parameter.help, "two", groups=_grouped(parts), held=_held_two(name, held, query))
    if parameter.read is as_parts:
        return Control(name, title, parameter.help, "parts", groups=_grouped(parts), held=held)
    if parameter.name == "metrics":
        return Control(name, "Measures", parameter.help, "parts", groups=_by_family(metrics), held=held)
    if parameter.is_typed_bare:
        return Control(name, title, parameter.help, "choice", (("", ALL), *((one, one) for one in names)), held=held)
    choices = _choices(parameter, parts, metrics)
    if choices:
        known = {value for value, _ in choices}
        more = tuple((value, _words(value)) for value in held if value not in known)
        return Control(name, title, parameter.help, "choice", (("", UNTOLD), *choices, *more), held=held)
    return Control(name, title, parameter.help, _kind(parameter), held=held)


def _grouped(parts: Mapping[str, Sequence[str]]) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    return tuple(
        (
            _words(key),
            tuple((f"{key}={part}", part_words(key, part)) for part in (sorted(found) if key in CLOCK else found)),
        )
        for key, found in parts.items()
    )


def part_words(dimension: str, part: str) -> str:
    """A part as people say it: a weekday's name, an hour's beginning, words without underscores; names as they are."""
    if dimension == "weekday" and part in WEEKDAYS:
        return WEEKDAYS[part]
    if dimension == "hour" and part.isdigit():
        return f"{part}:00"
    return part.replace("_", " ") if dimension in WORDED else part


def _held_two(name: str, held: Sequence[str], query: Query) -> tuple[str, ...]:
    """The two parts it has now, each as its choice has it; empty where it has none."""
    if held:
        dimension, _, both = held[0].partition("=")
        pieces = [part.strip() for part in both.split(",")]
        return tuple(f"{dimension}={part}" for part in pieces) if len(pieces) == len(ENDS) else ()
    chosen = tuple(next(iter(query.get(f"{name}-{end}", ())), "") for end in ENDS)
    return chosen if any(chosen) else ()


def _by_family(metrics: Mapping[str, str]) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    known: dict[str, Metric] = catalogue.entries("metrics", "METRIC")
    found: dict[str, list[tuple[str, str]]] = {}
    for name, title in metrics.items():
        found.setdefault(f"measures of {known[name].family}" if name in known else "measures", []).append((name, title))
    return tuple((family, tuple(entries)) for family, entries in sorted(found.items()))


def _choices(
    parameter: Parameter, parts: Mapping[str, Sequence[str]], metrics: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    if parameter.choices:
        return tuple((value, _words(value)) for value in parameter.choices)
    if parameter.name == "period":
        return tuple((value, _words(value)) for value in PERIOD_CHOICES)
    if parameter.name == "by":
        return tuple((name, _words(name)) for name in parts)
    if parameter.name == "metric":
        return tuple(metrics.items())
    return ()


def _kind(parameter: Parameter) -> str:
    if parameter.read in (as_number, as_count):
        return "number"
    return "date" if parameter.read is as_day else "days" if parameter.read is as_days else "text"


def _words(name: str) -> str:
    return capital(name.replace("_", " "))

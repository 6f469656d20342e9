"""Frozen results. An answer knows its units, caveats and origin; it knows nothing of pictures or pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, datetime
from importlib import import_module
from math import expm1, isfinite
from typing import Any, Literal


@dataclass(frozen=True)
class Interval:
    """Where the truth lies, and how that was found.

    Args:
        low, high: on the figure's own scale.
        level: probability, 0.95 unless told.
        method: "jackknife, logit scale", "Wilson with effective n", "Woodruff" ...
        chances: what was allowed to vary: customers, and days or agents.
    """

    low: float
    high: float
    level: float = 0.95
    method: str = ""
    chances: tuple[str, ...] = ("customers",)

    @property
    def is_finite(self) -> bool:
        """Whether both limits are numbers."""
        return isfinite(self.low) and isfinite(self.high)

    @property
    def margin(self) -> float:
        """Half its width."""
        return (self.high - self.low) / 2

    def side_of(self, value: float = 0.0) -> int:
        """1 where all of it lies above a value, -1 below; 0 where it holds it, or a limit is no number."""
        return (int(self.low > value) - int(self.high < value)) if self.is_finite else 0

    def scaled(self, to: Callable[[float], float]) -> Interval:
        """Its limits on another scale; one that runs the other way swaps them."""
        low, high = sorted((to(self.low), to(self.high)))
        return replace(self, low=low, high=high)


@dataclass(frozen=True)
class Caveat:
    """Something a reader must know to read a figure right. A refusal says why there is no figure.

    Args:
        of: titles of the measures it is of, where its text begins with them.
    """

    id: str
    text: str
    weight: Literal["note", "warning", "refusal"] = "note"
    of: tuple[str, ...] = ()

    def spoken_of(self, titles: Sequence[str]) -> Caveat:
        """The same of those measures, the first two by name, whatever it was of before."""
        known = tuple(dict.fromkeys(titles))
        return replace(self, text=f"{_first_two(known)}: {self.plain}", of=known)

    @property
    def plain(self) -> str:
        """The text without the measures it begins with."""
        return self.text.removeprefix(f"{_first_two(self.of)}: ") if self.of else self.text


def _first_two(titles: Sequence[str]) -> str:
    return ", ".join(titles[:2]) + (f" and {len(titles) - 2} more" if len(titles) > 2 else "")


UNDEFINED = Caveat("undefined", "its denominator is zero or unknown", "refusal")
ALL_ALIKE = Caveat("no_interval", "all that it rests on is alike: how sure it is cannot be told from that", "warning")
NO_INTERVAL = Caveat("no_interval", "it rests on too few customers, days or agents for an interval", "warning")


@dataclass(frozen=True)
class Estimate:
    """One figure with everything that must be shown beside it.

    A value, limit, bound or share that is not finite is none, whoever computed it: so no claim rests on it.

    Args:
        metric: id of the definition.
        part: dimension -> value of the cell; empty for the whole. A period stands under "period" (first local date).
        value: None when nothing can be said; `caveats` then hold the reason.
        bounds: the lowest and highest it could be when what is unknown is counted worst and best.
        n, n_unit: how many of what it rests on.
        mature_share: the part that is old enough to count; None where maturity plays no role.
        covered_share: the part that answered a survey; None where surveys play no role.
        within_days: up to how many days after the start what happened is counted; None where that plays no role, or
            all is counted that is known.
        more_than: what the figure is surely greater than, where too much is still open to give its value.
    """

    metric: str
    unit: str
    part: Mapping[str, str] = field(default_factory=dict)
    value: float | None = None
    interval: Interval | None = None
    bounds: tuple[float, float] | None = None
    n: int = 0
    n_unit: str = ""
    mature_share: float | None = None
    covered_share: float | None = None
    caveats: tuple[Caveat, ...] = ()
    within_days: float | None = None
    more_than: float | None = None

    def __post_init__(self) -> None:
        if self.value is not None and not isfinite(self.value):
            self._set(value=None, interval=None)
            if not any(caveat.weight == "refusal" for caveat in self.caveats):
                self._set(caveats=(*self.caveats, UNDEFINED))
        if self.interval is not None and not self.interval.is_finite:
            self._set(interval=None)
            if not any(caveat.id == NO_INTERVAL.id for caveat in self.caveats):
                self._set(caveats=(*self.caveats, NO_INTERVAL))
        if self.bounds is not None and not all(map(isfinite, self.bounds)):
            self._set(bounds=None)
        for name in ("mature_share", "covered_share"):
            share = getattr(self, name)
            if share is not None and not isfinite(share):
                self._set(**{name: None})

    def _set(self, **values: Any) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def to_row(self) -> dict[str, Any]:
        """Flat: part, metric, value, low, high, n, shares, caveats' ids."""
        interval, bounds = self.interval, self.bounds
        return {
            **self.part,
            "metric": self.metric,
            "value": self.value,
            "low": interval.low if interval else None,
            "high": interval.high if interval else None,
            "lowest": bounds[0] if bounds else None,
            "highest": bounds[1] if bounds else None,
            "unit": self.unit,
            "n": self.n,
            "n_unit": self.n_unit,
            "mature_share": self.mature_share,
            "covered_share": self.covered_share,
            "method": interval.method if interval else None,
            "caveats": " ".join(caveat.id for caveat in self.caveats),
        }

    @property
    def sign(self) -> int:
        """1 where the whole interval lies above zero, -1 below; 0 where it holds zero, or there is none."""
        return self.interval.side_of() if self.interval is not None else 0

    @property
    def margin(self) -> float | None:
        """Half the width of its interval; None where it has none."""
        return self.interval.margin if self.interval is not None else None

    def turned(self) -> Estimate:
        """The figure with its sign turned: a fall of efficiency as a rise of cost."""
        return self._scaled(lambda value: -value, self.unit)

    def sized(self) -> Estimate:
        """The figure without its sign, for words that say which way it went."""
        return self.turned() if (self.value or 0.0) < 0 else self

    def as_share(self) -> Estimate:
        """A change of ln as the share it is of what was before: -0.105 as -0.10."""
        return self._scaled(expm1, "share")

    def _scaled(self, to: Callable[[float], float], unit: str) -> Estimate:
        ends = sorted(map(to, self.bounds or ()))
        return replace(
            self,
            unit=unit,
            value=None if self.value is None else to(self.value),
            interval=self.interval and self.interval.scaled(to),
            bounds=(ends[0], ends[1]) if ends else None,
        )


@dataclass(frozen=True)
class Missing:
    """A measure that cannot be computed, why, and what would unlock it."""

    metric: str
    title: str
    reason: str
    unlock: str = ""


@dataclass(frozen=True)
class Provenance:
    """Where an answer comes from.

    Args:
        version: number of the store's version it was read from.
        horizon: the instant (UTC) up to which the data are complete.
        settings: fingerprint of the settings that shape facts.
        assumptions: name -> value with unit, of every declared assumption that touched a figure.
    """

    steelyard: str = ""
    version: int = 0
    horizon: datetime | None = None
    time_zone: str = "UTC"
    currency: str = ""
    from_on: date | None = None
    to_on: date | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    settings: str = ""
    assumptions: Mapping[str, str] = field(default_factory=dict)


Grade = Literal["randomised", "quasi-experiment", "adjusted", "descriptive"]
"""How far a figure may be read as cause and effect, the strongest first."""


@dataclass(frozen=True)
class Check:
    """Something that has to hold for an answer to be read as it is worded.

    Args:
        said: what was looked at and what was found, in one sentence with its figures.
        passed: None where these data cannot test it.
    """

    id: str
    said: str
    passed: bool | None = None


@dataclass(frozen=True)
class Evidence:
    """How an answer was reached, so that a reader can judge it.

    Args:
        grade: how far it may be read as cause and effect.
        adjusted_for: what was held equal, as people say it; empty for nothing.
        checks: what has to hold, and whether it does.
        sensitivity: what another way to compute it gives, one sentence each.
        would_change: what data or event would change the answer, one sentence each.
    """

    grade: Grade = "descriptive"
    adjusted_for: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    sensitivity: tuple[str, ...] = ()
    would_change: tuple[str, ...] = ()


@dataclass(frozen=True)
class Highlight:
    """One thing beyond sampling error that somebody should know, in a sentence that stands alone.

    Args:
        stake: what it is worth in a year in the workspace's currency, with interval; None where it has no price.
        do: what to do about it, in one sentence; empty where nothing follows.
    """

    said: str
    stake: Estimate | None = None
    do: str = ""


@dataclass(frozen=True)
class Answer:
    """What every question returns; analyses derive their own from it.

    Args:
        question: id of the analysis.
        sentences: what is true, in words a head of support can repeat; the first is the headline.
        estimates: every figure in it.
        missing: what could not be computed, why, and the smallest data that would lift it.
        highlights: what of it matters most, the largest stake first; empty where nothing is beyond sampling error.
        evidence: how it was reached; None where the figures say all there is.
    """

    question: str
    title: str
    sentences: tuple[str, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    missing: tuple[Missing, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    provenance: Provenance = field(default_factory=Provenance)
    highlights: tuple[Highlight, ...] = ()
    evidence: Evidence | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain values only, ready for JSON; instants and dates as ISO text, a number that is not finite as None."""
        found = plain(self)
        assert isinstance(found, dict)
        return found

    def to_rows(self) -> list[dict[str, Any]]:
        """One flat row per figure: part, metric, value, low, high, n, shares, caveats' ids."""
        return [estimate.to_row() for estimate in self.estimates]

    def to_pandas(self) -> Any:
        """The rows as a pandas DataFrame; MissingExtraError where pandas is not installed."""
        return _frame(self.to_rows())

    def __init_subclass__(cls) -> None:
        cls.__repr__ = Answer.__repr__  # type: ignore[method-assign]

    def __repr__(self) -> str:
        said = f": {self.sentences[0]}" if self.sentences else ""
        return f"<{type(self).__name__}{said} ({_counted(len(self.estimates), 'figure')})>"

    def to_text(self, width: int = 80) -> str:
        """The answer as a terminal shows it, without colour, no wider than `width` characters."""
        text: str = import_module("steelyard.view.terminal").text(self, width)
        return text

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        html: str = import_module("steelyard.view.notebook").html(self)
        return html


@dataclass(frozen=True, repr=False)
class Rows:
    """What a query of one's own gives.

    Args:
        columns: their names, in order. rows: a tuple of values each.
        is_cut: whether there are more rows than were asked for.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    is_cut: bool = False

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        more = f" and {len(self.columns) - 6} more columns" if len(self.columns) > 6 else ""
        cut = ", and there are more rows" if self.is_cut else ""
        return f"<Rows: {_counted(len(self.rows), 'row')} of {', '.join(self.columns[:6])}{more}{cut}>"

    def to_rows(self) -> list[dict[str, Any]]:
        """One mapping a row."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def to_pandas(self) -> Any:
        """The rows as a pandas DataFrame; MissingExtraError where pandas is not installed."""
        return _frame(self.to_rows(), self.columns)

    def __str__(self) -> str:
        text: str = import_module("steelyard.view.terminal").rows_text(self)
        return text

    def _repr_html_(self) -> str:
        html: str = import_module("steelyard.view.notebook").rows_html(self)
        return html


def _frame(rows: list[dict[str, Any]], columns: Sequence[str] | None = None) -> Any:
    try:
        import pandas
    except ImportError:
        from steelyard.errors import MissingExtraError

        raise MissingExtraError("to_pandas needs pandas", next="pip install 'steelyard[pandas]'") from None
    return pandas.DataFrame(rows, columns=columns)


def _counted(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def plain(value: Any) -> Any:
    """Frozen values as plain ones, ready for JSON; instants and dates as ISO text, no number that is not finite."""
    if is_dataclass(value) and not isinstance(value, type):
        return {entry.name: plain(getattr(value, entry.name)) for entry in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list):
        return [plain(entry) for entry in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, float):
        return value if isfinite(value) else None
    return value.isoformat() if isinstance(value, date | datetime) else value

"""Metrics in words: their sums and formulas spelled out, for `explain` and the page of measures."""

from __future__ import annotations

from steelyard import catalogue
from steelyard.declare import Choice, Fact, Metric, Quantile, StratifiedSum, Sum


def sums_in_words(metric: Metric) -> dict[str, str]:
    """Name of each sum -> what it adds up, in words."""
    spoken = {name: _spoken(entry) for name, entry in metric.sums.items()}
    return spoken | ({"quantile": _quantile(metric.quantile)} if metric.quantile else {})


def formula_in_words(metric: Metric) -> str:
    """The formula, or which quantile it is."""
    if metric.quantile:
        return f"the {metric.quantile.q:.0%} quantile of {metric.quantile.column}"
    return metric.formula


def _spoken(entry: Sum | StratifiedSum | Choice) -> str:
    if isinstance(entry, Choice):
        other = f"`{entry.other}`" if entry.other else "nothing"
        most = "half the relative width of its interval" if entry.most is None else f"{entry.most:.0%}"
        return f"`{entry.usual}`; {other} where `{entry.missing}` is over {most} of `{entry.of}`"
    if isinstance(entry, StratifiedSum):
        strata = ", ".join(entry.strata)
        return (
            f"{_spoken(entry.count)}; each at the mean of ({_spoken(entry.total)}) over ({_spoken(entry.answers)}) "
            f"in its stratum of {strata} (under {entry.least} answers: the parent's)"
        )
    what = f"sum of {entry.column} over {entry.fact}" if entry.column else f"number of {entry.fact}"
    conditions = [*entry.where, *(f"not {name}" for name in entry.unless)]
    conditions += [f"{name} is known" for name in entry.known]
    return f"{what} where {' and '.join(conditions)}" if conditions else what


def _quantile(quantile: Quantile) -> str:
    rows = _spoken(Sum(quantile.fact, "", quantile.where, quantile.unless, (quantile.column,)))
    fact: Fact = catalogue.entry("facts", "FACT", quantile.fact)
    meaning = {column.name: column.meaning for column in fact.columns}[quantile.column]
    return f"{rows}: {meaning}"

"""Metrics in words: their sums spelled out for `explain`, and the page of all of them.

python -m steelyard.metrics.words > docs/measures.md
"""

from __future__ import annotations

from steelyard import catalogue
from steelyard.declare import Choice, Fact, Metric, Quantile, StratifiedSum, Sum

FAMILIES = {
    "effectiveness": "Effectiveness: is it solved",
    "experience": "Experience: how it felt",
    "loyalty": "Loyalty: what customers did afterwards",
    "effort": "Effort: what it took customers",
    "efficiency": "Efficiency: how fast it went",
    "resources": "Resources: what it cost",
    "balance": "The balance and its factors",
}

UNITS = {
    "share": "share, 0 to 1, shown as percent",
    "score": "score",
    "seconds": "seconds",
    "hours": "hours",
    "count": "count",
    "money": "money, in the workspace's currency",
    "per_hour": "per hour",
    "value_per_1000": "value per 1,000 of cost",
    "ln": "log points",
}

_HEAD = """# Measures

Every measure, generated from the files in `src/steelyard/metrics`. `steelyard explain NAME` prints one, with the query
it runs. Every figure comes with its interval, how many it rests on, how much of it is mature, and how much of it a
survey covers.

In a formula, `odds` says how likely contacts without a customer's id are to be returns: 1, in the figure, for as likely
as others of the same month, channel and topic family. Its interval spans `unidentified_odds` and one over it
([how](statistics.md#contacts-without-an-id)).
"""


def sums_in_words(metric: Metric) -> dict[str, str]:
    """Name of each sum -> what it adds up, in words."""
    spoken = {name: _spoken(entry) for name, entry in metric.sums.items()}
    return spoken | ({"quantile": _quantile(metric.quantile)} if metric.quantile else {})


def formula_in_words(metric: Metric) -> str:
    """The formula, or which quantile it is."""
    if metric.quantile:
        return f"the {metric.quantile.q:.0%} quantile of {metric.quantile.column}"
    return metric.formula


def page() -> str:
    """docs/measures.md."""
    known: dict[str, Metric] = catalogue.entries("metrics", "METRIC")
    parts = [_HEAD]
    for family, title in FAMILIES.items():
        entries = [metric for metric in known.values() if metric.family == family]
        if entries:
            parts.append(f"## {title}\n")
            parts += [_section(metric) for metric in sorted(entries, key=lambda metric: metric.title)]
    return "\n".join(parts)


def _section(metric: Metric) -> str:
    lines = [f"### {metric.title}", "", f"`{metric.id}`: {metric.meaning}", ""]
    lines.append(f"- Unit: {UNITS[metric.unit]}. {_direction(metric)} Rests on: {metric.n_unit}.")
    lines.append(f"- Computed: `{formula_in_words(metric)}`")
    used = sums_in_words(metric)
    lines += [f"  - `{name}`: {text}" for name, text in used.items()]
    if metric.bounds:
        lines.append(f"- Lowest and highest it could be: `{metric.bounds[0]}` and `{metric.bounds[1]}`")
    if metric.worst:
        lowest, highest = metric.worst
        lines.append(
            f"- Every unidentified contact counted worst and best (no part of the interval): `{lowest}`, `{highest}`"
        )
    lines.append(f"- Needs: {'; '.join(need.replace('|', ' or ') for need in metric.needs)}")
    lines.append(f"- Leaves out: {metric.excludes}")
    lines.append(f"- Differs: {metric.differs}")
    lines.append(f"- Sources: {'; '.join(metric.sources)}")
    return "\n".join([*lines, ""])


def _direction(metric: Metric) -> str:
    told = {"high": "High is good.", "low": "Low is good.", "neither": "Neither direction is good by itself."}
    return told[metric.better]


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


if __name__ == "__main__":
    print(page(), end="")

"""The page of every measure, from the catalogue.

python -m docs.measures > docs/measures.md
"""

from __future__ import annotations

from steelyard import catalogue
from steelyard.declare import Metric
from steelyard.metrics.words import formula_in_words, sums_in_words

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


if __name__ == "__main__":
    print(page(), end="")

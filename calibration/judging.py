"""What a result is held against, and which results miss it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from calibration.tally import limits
from steelyard import metrics
from steelyard.catalogue import names

SIZES = {"coverage-60": 60, "coverage-400": 400, "coverage-2000": 2_000, "coverage-days": 400}
LEAST, MOST, MOST_OF_SHARES, LEAST_OF_FEW, FEW = 0.93, 0.97, 0.985, 0.90, 60
FALSE_CLAIMS = 0.05


@dataclass(frozen=True)
class Judged:
    """The coverage of one figure in one part of the results.

    Attributes:
        low, high: 95% limits of the coverage itself: so many worlds say so much.
        state: "holds", "narrow" or "wide" (surely outside its limits), "chance" (outside by no more than chance).
    """

    part: str
    figure: str
    coverage: float
    low: float
    high: float
    worlds: int
    state: str


def judge(part: str, figure: str, entry: Mapping[str, Any], *, least: float, most: float) -> Judged:
    """Hold one coverage against its limits."""
    low, high = limits(entry["covered"], entry["figures"])
    coverage = entry["covered"] / entry["figures"]
    if coverage < least:
        state = "narrow" if high < least else "chance"
    elif coverage > most:
        state = "wide" if low > most else "chance"
    else:
        state = "holds"
    return Judged(part, figure, coverage, low, high, entry["figures"], state)


def levels(results: Mapping[str, Any]) -> Iterator[Judged]:
    """Every measure at every size."""
    for part, customers in SIZES.items():
        for name, entry in results[part]["metrics"].items():
            if entry["figures"]:
                most = 1.0 if customers <= FEW else _most(name)
                yield judge(part, name, entry, least=LEAST_OF_FEW if customers <= FEW else LEAST, most=most)


def _most(name: str) -> float:
    return MOST_OF_SHARES if metrics.metric(name).unit == "share" else MOST


def terms(results: Mapping[str, Any]) -> Iterator[Judged]:
    """Every factor of a planted change."""
    for part in ("splits-400", "splits-2000"):
        for name, entry in results[part]["terms"].items():
            yield judge(part, name, entry, least=LEAST, most=MOST)


def newest(results: Mapping[str, Any]) -> Iterator[Judged]:
    """The newest month's figures, the product's own."""
    for part in ("newest-1000", "newest-10000"):
        for name, entry in results[part]["metrics"].items():
            yield judge(part, name, entry["ours"], least=LEAST, most=_most(name))


LOST_IDS = ("worse-ids", "ids-lost", "ids-lost-by-returns")
"""Parts in which customers' ids are deleted."""


def worse(results: Mapping[str, Any]) -> Iterator[Judged]:
    """Every measure with ids deleted; room for what is unknown is never too wide."""
    for part in (name for name in LOST_IDS if name in results):
        for step in results[part]["steps"]:
            for name, entry in step["metrics"].items():
                if entry["ours"]["figures"]:
                    yield judge(worse_part(part, step["share"]), name, entry["ours"], least=LEAST, most=1.0)


def worse_part(part: str, share: float) -> str:
    """What the figures are called that a share of ids is missing from."""
    return f"{part} {share:.0%}"


def untried() -> tuple[str, ...]:
    """Measures no world has a truth for."""
    from calibration.drawn import Setting, figures

    known = figures(Setting())
    return tuple(name for name in names("metrics", "METRIC") if name not in known)


@dataclass(frozen=True)
class Claims:
    """How often something was claimed that is not so."""

    scenario: str
    contacts: int
    kind: str
    metric: str
    asked: int
    claimed: int
    naive: int | None

    @property
    def share(self) -> float:
        return self.claimed / self.asked

    @property
    def limits(self) -> tuple[float, float]:
        return limits(self.claimed, self.asked)


def claims(results: Mapping[str, Any]) -> Iterator[Claims]:
    """Every measure, every kind of comparison, every kind of world; apart from the factors that do move there."""
    for part in (name for name in results if name.startswith("claims-")):
        found = results[part]
        for kind, by_metric in found["claims"].items():
            for name, entry in by_metric.items():
                if entry.get("asked") and name not in found["moves"]:
                    yield Claims(
                        found["scenario"],
                        found["contacts"],
                        kind,
                        name,
                        entry["asked"],
                        entry["claimed"],
                        entry.get("naive"),
                    )


def together(found: list[Claims]) -> Claims:
    """All measures of one kind of comparison as one count."""
    first = found[0]
    naive = None if first.naive is None else sum(entry.naive or 0 for entry in found)
    asked, claimed = sum(entry.asked for entry in found), sum(entry.claimed for entry in found)
    return Claims(first.scenario, first.contacts, first.kind, "all", asked, claimed, naive)

"""Readings of the issues at several odds, summed in one scan.

Of what is asked of an issue only some columns differ from one reading to the next. Where no key of the cells does, all
readings have the same cells, and what differs stands beside the rest, as `expected_resolved__1`, in one table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from steelyard.measure.cells.cells import Band, Cells, Product
from steelyard.measure.sums.queries import READING
from steelyard.store.snapshot import Snapshot

Ask = Callable[[Mapping[str, Product]], Cells]
"""Sums products over the table that holds all readings."""


def at(column: str, reading: int) -> str:
    """What a column that differs is called in a reading after the first."""
    return f"{column}{READING}{reading}"


@dataclass(frozen=True)
class Readings:
    """Readings of one version that have one table.

    Args:
        snapshot: the version with the table of all.
        count: readings, the first included.
        differing: columns that differ between them.
    """

    snapshot: Snapshot
    count: int
    differing: frozenset[str]
    _told: dict[Any, tuple[Cells, ...]] = field(default_factory=dict)

    def columns(self, columns: Iterable[str]) -> set[str]:
        """Columns, those that differ once for every reading."""
        own = set(columns)
        return own | {at(name, place) for name in own & self.differing for place in range(1, self.count)}

    def cells(
        self, reading: int, asked: Any, by: Sequence[str | Band], products: Mapping[str, Product], ask: Ask
    ) -> Cells | None:
        """The cells of one reading, summed with those of all; None where a key of the cells differs.

        Args:
            asked: all that tells what is asked from what else was, beside products.
        """
        keys = {entry if isinstance(entry, str) else entry.column for entry in by}
        if keys & self.differing:
            return None
        key = repr((asked, list(by), dict(products)))
        if key not in self._told:
            self._told[key] = self._split(ask(self._several(products)), products)
        return self._told[key][reading]

    def _several(self, products: Mapping[str, Product]) -> dict[str, Product]:
        found = dict(products)
        for place in range(1, self.count):
            found |= {at(name, place): self._read(one, place) for name, one in products.items() if self._differs(one)}
        return found

    def _differs(self, product: Product) -> bool:
        return not self.differing.isdisjoint((*product.columns, *product.where, *product.unless, *product.known))

    def _read(self, product: Product, place: int) -> Product:
        def named(names: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(at(name, place) if name in self.differing else name for name in names)

        return Product(*map(named, (product.columns, product.where, product.unless, product.known)))

    def _split(self, found: Cells, products: Mapping[str, Product]) -> tuple[Cells, ...]:
        split = []
        for place in range(self.count):
            names = [at(name, place) if place and self._differs(one) else name for name, one in products.items()]
            places = [found.names.index(name) for name in names]
            chosen = slice(len(names)) if places == list(range(len(names))) else places
            groups = {chance: values[..., chosen] for chance, values in found.groups.items()}
            split.append(replace(found, names=tuple(products), whole=found.whole[:, chosen], groups=groups))
        return tuple(split)

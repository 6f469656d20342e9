"""How few rows two splits of the same rows can single out together.

Whoever sees the totals of every part of two splits knows every sum f(p) + g(q) over the cells (p, q) that hold rows,
for any numbers f and g, and nothing else of the cells. The rows such a sum speaks of are those where f(p) + g(q) is not
zero: with g turned round, the edges between parts of different numbers in a graph whose nodes are parts and whose edges
are cells, weighted by their rows. The fewest rows that can be singled out are so the least cut of that graph; parts
that hang together by no row are cut for nothing, and tell nothing. With one split alone it is the smallest part.

Stoer and Wagner (1997), "A simple min-cut algorithm", Journal of the ACM 44, 585-591. Checked against every cut of
small graphs.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

Cells = Mapping[tuple[str, str], int]


def fewest(cells: Cells) -> int:
    """The least number of rows, above zero, that totals of both splits single out; 0 where there are no rows."""
    first = sorted({p for p, _ in cells})
    second = sorted({q for _, q in cells})
    place = {("first", p): number for number, p in enumerate(first)}
    place |= {("second", q): number + len(first) for number, q in enumerate(second)}
    weights = np.zeros((len(place), len(place)))
    for (p, q), rows in cells.items():
        one, other = place["first", p], place["second", q]
        weights[one, other] += rows
        weights[other, one] += rows
    return int(min((_least_cut(weights[np.ix_(held, held)]) for held in _components(weights)), default=0))


def _components(weights: np.ndarray) -> list[list[int]]:
    """Nodes that hang together by rows."""
    left, found = set(range(len(weights))), []
    while left:
        held, edge = set[int](), {left.pop()}
        while edge:
            held |= edge
            edge = {int(node) for one in edge for node in np.flatnonzero(weights[one])} - held
        left -= held
        found.append(sorted(held))
    return found


def _least_cut(weights: np.ndarray) -> float:
    """The weight of the least cut of a connected graph."""
    weights, nodes = weights.copy(), list(range(len(weights)))
    least = float("inf")
    while len(nodes) > 1:
        last, before, weight = _phase(weights, nodes)
        least = min(least, weight)
        weights[before] += weights[last]
        weights[:, before] += weights[:, last]
        weights[before, before] = 0
        nodes.remove(last)
    return least


def _phase(weights: np.ndarray, nodes: list[int]) -> tuple[int, int, float]:
    """The node added last, the one before it, and what ties the last to all others."""
    order, tied = [nodes[0]], weights[nodes[0]].copy()
    left = np.array(nodes[1:])
    while len(left):
        at = int(np.argmax(tied[left]))
        order.append(int(left[at]))
        left = np.delete(left, at)
        if len(left):
            tied += weights[order[-1]]
    return order[-1], order[-2], float(tied[order[-1]])

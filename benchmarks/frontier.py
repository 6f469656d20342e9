"""python -m benchmarks.frontier: what scoring units against their frontier takes, and plain linear programs beside."""

from __future__ import annotations

import argparse
from time import process_time

import numpy as np
from scipy.optimize import linprog

from steelyard.stats.arrays import Floats
from steelyard.stats.efficiency.dea import scores

SIZES = (500, 2_000, 10_000)
SAMPLE = 20
"""Units solved by linprog; its time for all is reckoned from them."""

TARGETS_S = {2_000: 2.0, 10_000: 20.0}


def units(count: int) -> tuple[Floats, Floats]:
    """Made units with three inputs and three outputs, about one in five on the frontier."""
    random = np.random.default_rng(1)
    inputs = random.lognormal(0, 0.6, (count, 3))
    mix = random.dirichlet([4, 4, 4], count)
    size = inputs.prod(axis=1) ** 0.27 * np.exp(-np.abs(random.normal(0, 0.3, count)))
    return inputs, size[:, None] * mix / np.linalg.norm(mix, axis=1)[:, None]


def plain(inputs: Floats, outputs: Floats, unit: int) -> float:
    """One unit's score with variable returns by scipy's linprog, written down plainly."""
    column = np.concatenate([-inputs[unit], np.zeros(outputs.shape[1])])
    table = np.column_stack([column, np.concatenate([inputs.T, -outputs.T])])
    limits = np.concatenate([np.zeros(inputs.shape[1]), -outputs[unit]])
    one = np.concatenate([[0.0], np.ones(len(inputs))])[None]
    return float(linprog(np.eye(len(inputs) + 1)[0], table, limits, one, [1.0]).fun)


def main() -> None:
    """Score every size and print CPU seconds, linprog's beside."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.frontier", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    print("units (on the frontier), CPU s: ours, target, linprog one by one (reckoned), largest difference")
    for count in parser.parse_args().sizes:
        inputs, outputs = units(count)
        begun = process_time()
        found = scores(inputs, outputs).score
        ours = process_time() - begun
        some = np.linspace(0, count - 1, SAMPLE).astype(int)
        begun = process_time()
        theirs = np.array([plain(inputs, outputs, unit) for unit in some.tolist()])
        reckoned = (process_time() - begun) * count / SAMPLE
        apart = np.abs(theirs - found[some]).max()
        on_it, target = int((found > 1 - 1e-7).sum()), TARGETS_S.get(count, float("nan"))
        print(f"{count:,} ({on_it:,}): {ours:.2f}, {target:g}, {reckoned:,.1f}, {apart:.0e}")


if __name__ == "__main__":
    main()

"""Arithmetic over named sums, evaluated on arrays: + - * /, parentheses, numbers, minimum(a, b), maximum(a, b)."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache

import numpy as np

from steelyard.errors import QuestionError
from steelyard.stats.arrays import Floats

ODDS = "odds"
"""The one name that is no sum: how likely unidentified contacts are to be returns, see `declare.Metric`."""

_OPERATORS = {ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply, ast.Div: np.true_divide}
_FUNCTIONS = {"minimum": np.minimum, "maximum": np.maximum}


@cache
def names(formula: str) -> tuple[str, ...]:
    """The names a formula uses, in order of appearance."""
    found = [node for node in ast.walk(_parse(formula)) if isinstance(node, ast.Name)]
    found.sort(key=lambda node: node.col_offset)
    return tuple(dict.fromkeys(node.id for node in found if node.id not in _FUNCTIONS))


def evaluate(formula: str, values: Mapping[str, Floats]) -> Floats:
    """The formula on arrays that broadcast; nan where it divides by zero.

    Raises:
        QuestionError: the formula uses something else than arithmetic over the names given.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        result = np.asarray(_value(_parse(formula), values, formula), dtype=float)
    return np.where(np.isfinite(result), result, np.nan)


@cache
def _parse(formula: str) -> ast.expr:
    try:
        return ast.parse(formula, mode="eval").body
    except SyntaxError:
        raise QuestionError(f"not a formula: {formula!r}") from None


def _value(node: ast.expr, values: Mapping[str, Floats], formula: str) -> Floats | float:
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left, right = _value(node.left, values, formula), _value(node.right, values, formula)
        result: Floats = _OPERATORS[type(node.op)](left, right)
        return result
    if isinstance(node, ast.Name) and node.id in values:
        return values[node.id]
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in _FUNCTIONS
        and len(node.args) == 2
    ):
        one, other = (_value(argument, values, formula) for argument in node.args)
        bound: Floats = _FUNCTIONS[node.func.id](one, other)
        return bound
    raise QuestionError(
        f"a formula cannot hold {ast.unparse(node)!r}: {formula!r}", next=f"Names known: {', '.join(values)}."
    )

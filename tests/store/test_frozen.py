"""Frozen values as text: the same come back, and nothing else is written or made."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pytest

from steelyard.answers import Answer, Caveat, Estimate, Interval
from steelyard.store.frozen import NotFrozenError, decode, encode

ESTIMATE = Estimate("csat", "share", {"site": "Pôrto"}, 0.1 + 0.2, Interval(-0.0, 1e-300), (0.0, 1.0), n=3)


@dataclass(frozen=True)
class Foreign:
    """Not of the package."""

    n: int


@pytest.mark.parametrize(
    "value",
    [
        (1, 2.5, True, None, "é", ()),
        {"a": (1,), ("b", 2): {}},
        (date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5, 6)),
        (float("inf"), -0.0, 2**70),
        Answer("q", "t", ("said",), (ESTIMATE, ESTIMATE), caveats=(Caveat("a", "b", of=("c",)),)),
    ],
)
def test_the_same_comes_back(value: object) -> None:
    found = decode(encode(value))
    assert found == value
    assert type(found) is type(value)
    if not isinstance(value, Answer):
        assert repr(found) == repr(value)


def test_what_stands_twice_is_written_once_and_is_one_again() -> None:
    text = encode(Answer("q", "t", estimates=(ESTIMATE, ESTIMATE)))
    assert text.count(b"Estimate") == 1
    first, second = decode(text).estimates
    assert first is second


def test_numbers_of_arrays_become_plain_ones() -> None:
    assert repr(decode(encode((np.float64(0.1), np.int64(3), np.bool_(True))))) == "(0.1, 3, True)"


@pytest.mark.parametrize("kind", ["<f8", "<i4", "|b1"])
def test_arrays_of_numbers_come_back_with_type_and_shape(kind: str) -> None:
    given = np.array([[1, 0, 3]]).astype(kind)
    found = decode(encode((given,)))[0]
    assert (found.dtype, found.shape) == (given.dtype, given.shape)
    np.testing.assert_array_equal(found, given)


@pytest.mark.parametrize("value", [Foreign(1), {1, 2}, [1], object(), np.array([None]), b"text", len])
def test_anything_else_is_not_written(value: object) -> None:
    with pytest.raises(NotFrozenError):
        encode(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '[[["os:system",["true"]]],{"at":0}]',
        '[[["steelyard.cli:main",[]]],{"at":0}]',
        '[[["steelyard.answers:Interval",[1]]],{"at":0}]',
        '[[["steelyard.answers:Gone",[]]],{"at":0}]',
        '[[],{"at":0}]',
        '[[],{"call":0}]',
    ],
)
def test_other_texts_make_nothing(text: str) -> None:
    with pytest.raises(NotFrozenError):
        decode(text.encode())


def test_a_class_that_has_other_fields_now_is_not_made() -> None:
    written, top = json.loads(encode(ESTIMATE))
    written[-1][1].pop()
    with pytest.raises(NotFrozenError):
        decode(json.dumps([written, top]).encode())

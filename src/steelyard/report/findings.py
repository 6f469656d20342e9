"""The findings the page opens with: at most three, those that cost most first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steelyard.answers import Answer, Estimate
from steelyard.view.table import interval_cell, value_cell

MOST = 3


@dataclass(frozen=True)
class Finding:
    """One of the findings the page opens with, and the section that holds its evidence.

    Args:
        said: what is so; more: the sentences after it.
        stake: what it is worth in a year, with its interval; empty where it has no price.
        do: what to do about it.
    """

    said: str
    more: str
    section: str
    name: str
    stake: str = ""
    range: str = ""
    do: str = ""


def findings(named: Sequence[tuple[Answer, str]], currency: str) -> tuple[Finding, ...]:
    """The findings that matter most: those at stake with a price first, the dearest before all.

    Args:
        named: the answers with a section of their own, and its short name.
    """
    found = [
        (_stake(one.stake), _finding(one.said, answer.question, name, one.stake, one.do, currency))
        for answer, name in named
        for one in answer.highlights
    ]
    return tuple(entry for _, entry in sorted(found, key=lambda pair: -pair[0])[:MOST])


def _finding(said: str, section: str, name: str, stake: Estimate | None, do: str, currency: str) -> Finding:
    first, dot, more = said.partition(". ")
    priced = stake is not None and stake.value is not None
    worth = f"{value_cell(stake, currency).text} a year" if priced else ""
    return Finding(first + dot.strip(), more, section, name, worth, interval_cell(stake).text if priced else "", do)


def _stake(stake: Estimate | None) -> float:
    return abs(stake.value) if stake is not None and stake.value is not None else -1.0

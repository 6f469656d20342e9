"""Where a company lies among peers whose truth is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from steelyard.exchange.compare import compare
from steelyard.exchange.export import METRICS
from steelyard.exchange.model import Cell, ExchangeError, Shared

NAME = "first_contact_resolution"
MONTHS = tuple(f"2026-0{month}" for month in range(1, 7))


def company(
    rng: np.random.Generator, phone: float, email: float, *, share: float = 0.5, n: int = 2000, **more: object
) -> Shared:
    """Six months of two channels; `share` of contacts by phone."""
    cells = []
    for month in MONTHS:
        for channel, truth, count in (("phone", phone, round(share * n)), ("email", email, round((1 - share) * n))):
            error = np.sqrt(truth * (1 - truth) / count)
            value = float(f"{truth + error * rng.standard_normal():.4g}")
            cells.append(Cell(month, channel, NAME, 10 * round(count / 10), value, float(f"{error**2:.4g}")))
    return replace(Shared("Somebody", False, "EUR", (40, 5), {NAME: "a"}, tuple(cells)), **more)  # type: ignore[arg-type]


def test_a_better_company_is_found_above() -> None:
    rng = np.random.default_rng(1)
    peers = [company(rng, 0.6, 0.5) for _ in range(5)]
    [one] = compare(company(rng, 0.75, 0.65), peers)
    assert (one.above, one.below, one.peers) == (5, 0, 5)
    assert one.median == pytest.approx(0.55, abs=0.02)


def test_another_mix_is_no_difference() -> None:
    rng = np.random.default_rng(1)
    peers = [company(rng, 0.8, 0.5, share=0.9) for _ in range(5)]
    [one] = compare(company(rng, 0.8, 0.5, share=0.2), peers)
    assert (one.above, one.below) == (0, 0)
    assert one.median == pytest.approx(0.56, abs=0.02)


def test_where_nothing_differs_a_peer_is_told_apart_one_time_in_twenty() -> None:
    rng = np.random.default_rng(4)
    found = [compare(company(rng, 0.7, 0.6), [company(rng, 0.7, 0.6) for _ in range(5)])[0] for _ in range(200)]
    assert np.mean([one.above + one.below > 0 for one in found]) <= 0.08


def test_few_peers_tell_no_quartiles_and_fewer_nothing() -> None:
    rng = np.random.default_rng(1)
    own, peers = company(rng, 0.7, 0.6), [company(rng, 0.7, 0.6) for _ in range(4)]
    [one] = compare(own, peers)
    assert one.median is None
    assert one.quartiles is None
    with pytest.raises(ExchangeError, match="too few"):
        compare(own, peers[:2])


def test_another_definition_is_not_compared() -> None:
    rng = np.random.default_rng(1)
    peers = [company(rng, 0.7, 0.6, definitions={NAME: "b"}) for _ in range(4)]
    [one] = compare(company(rng, 0.7, 0.6), peers)
    assert one.value is None
    assert one.why == "3 peers must define it alike; no peer does"


def test_only_those_who_let_themselves_be_are_named() -> None:
    rng = np.random.default_rng(1)
    peers = [company(rng, 0.7, 0.6, company=f"Firm {at}", is_named=at == 2) for at in range(5)]
    [one] = compare(company(rng, 0.7, 0.6), peers)
    assert [name for name, _ in one.named] == ["Firm 2"]


def test_a_peer_without_the_channels_is_left_out() -> None:
    rng = np.random.default_rng(1)
    other = company(rng, 0.7, 0.6)
    bots = replace(other, cells=tuple(replace(cell, channel="bot") for cell in other.cells))
    [one] = compare(company(rng, 0.7, 0.6), [bots, *(company(rng, 0.7, 0.6) for _ in range(3))])
    assert one.peers == 3


def by_topic(rng: np.random.Generator, easy: float, hard: float, share: float, n: int = 4000) -> Shared:
    """Six months of one channel with two topics; `share` of contacts on the easy one."""
    found = company(rng, easy, hard, share=share, n=n)
    topics = {"phone": "easy", "email": "hard"}
    cells = tuple(replace(cell, channel="phone", topic=topics[cell.channel]) for cell in found.cells)
    return replace(found, cells=cells)


def test_another_mix_of_topics_is_no_difference() -> None:
    rng = np.random.default_rng(2)
    own, peers = by_topic(rng, 0.8, 0.5, 0.2), [by_topic(rng, 0.8, 0.5, 0.9) for _ in range(5)]
    [one] = compare(own, peers)
    assert (one.above, one.below, one.by_topic) == (0, 0, 5)
    assert one.median == pytest.approx(0.56, abs=0.02)


def test_a_peer_without_topics_is_read_by_channel_alone() -> None:
    rng = np.random.default_rng(2)
    plain = [
        replace(peer, cells=tuple(replace(cell, topic="") for cell in peer.cells if cell.topic == "hard"))
        for peer in (by_topic(rng, 0.8, 0.8, 0.5) for _ in range(3))
    ]
    [one] = compare(by_topic(rng, 0.5, 0.5, 0.5), plain)
    assert (one.peers, one.by_topic) == (3, 0)
    assert (one.above, one.below) == (0, 3)


def test_of_many_measures_one_is_told_apart_in_one_file_of_twenty() -> None:
    """Twelve measures that nobody differs by: in most files nothing at all lies surely above or below."""
    rng = np.random.default_rng(8)
    names = METRICS

    def all_of(rng: np.random.Generator) -> Shared:
        cells = [replace(cell, metric=name) for name in names for cell in company(rng, 0.7, 0.6).cells]
        return replace(company(rng, 0.7, 0.6), definitions=dict.fromkeys(names, "a"), cells=tuple(cells))

    claims = [
        any(one.above or one.below for one in compare(all_of(rng), [all_of(rng) for _ in range(4)])) for _ in range(100)
    ]
    assert np.mean(claims) <= 0.09


def test_what_one_does_not_give_is_no_fault_of_peers() -> None:
    rng = np.random.default_rng(1)
    own = replace(company(rng, 0.7, 0.6), cells=())
    [one] = compare(own, [company(rng, 0.7, 0.6) for _ in range(4)])
    assert one.why == "your own file gives none of it: no month of a channel rests on 40 or more"


def test_measures_of_one_name_are_told_apart() -> None:
    rng = np.random.default_rng(1)
    held = [company(rng, 0.7, 0.6, definitions={"csat_top_box": "a", "csat_top_two": "a"}) for _ in range(4)]
    titles = [one.title for one in compare(held[0], held[1:])]
    assert len(set(titles)) == 2


def test_one_peer_is_too_few_in_words() -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(ExchangeError, match="1 peer is too few"):
        compare(company(rng, 0.7, 0.6), [company(rng, 0.7, 0.6)])

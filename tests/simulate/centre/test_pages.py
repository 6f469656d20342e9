"""The survey's second page: its own stream, and answers that hang together with the overall rating as planted."""

from __future__ import annotations

import numpy as np

from steelyard.simulate.centre.opinions import CSAT, NPS
from steelyard.simulate.centre.pages import THINGS, draw_pages


def surveys(count: int, seed: int = 1) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {
        "contact": np.arange(count),
        "instrument": np.where(np.arange(count) % 4, CSAT, NPS),
        "is_answered": np.arange(count) % 5 > 0,
        "answered_at": np.arange(count),
        "score": rng.choice([1, 2, 3, 4, 5], count, p=[0.08, 0.1, 0.17, 0.3, 0.35]),
    }


def test_only_who_gave_a_csat_score_opens_it() -> None:
    asked = surveys(2000)
    pages = draw_pages(np.random.default_rng(2), asked)
    assert set(pages["contact"] % 5) == {1, 2, 3, 4}
    assert all(pages["contact"] % 4 > 0)
    assert pages["rated"].min() >= 1
    assert pages["rated"].max() <= 5
    is_asked = pages["important"][:, 0] > 0
    assert 0.4 < is_asked.mean() < 0.6
    assert ((pages["expected"] > 0) == is_asked[:, None]).all()


def test_the_overall_rating_follows_as_planted() -> None:
    """Mean of the overall rating at a low, a middle and a high answer, the other things held at no account."""
    asked = surveys(60_000)
    pages = draw_pages(np.random.default_rng(3), asked)
    score = asked["score"][pages["contact"]]
    columns = [np.ones(len(score))]
    for place in range(len(THINGS)):
        step = pages["rated"][:, place] - 3
        columns += [np.minimum(step, 0), np.maximum(step, 0)]
    slopes = np.linalg.lstsq(np.stack(columns, axis=1), score, rcond=None)[0][1:].reshape(-1, 2)
    kinds = {thing.kind: slopes[place] for place, thing in enumerate(THINGS)}
    assert kinds["basic"][0] > 4 * kinds["basic"][1]
    assert kinds["excitement"][1] > 4 * abs(kinds["excitement"][0])
    assert 0.5 < kinds["performance"][0] / kinds["performance"][1] < 2
    assert np.abs(kinds[""]).max() < 0.06


def test_no_answers_no_pages() -> None:
    asked = surveys(10) | {"is_answered": np.zeros(10, dtype=bool)}
    assert draw_pages(np.random.default_rng(1), asked)["rated"].shape == (0, len(THINGS))

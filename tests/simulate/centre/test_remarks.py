from collections import Counter

import numpy as np
from tests.simulate.exported import Exported

from steelyard.remarks import ASKS, read
from steelyard.simulate.centre.remarks import _all, spell_remarks, told


def written(demo: Exported) -> list[tuple[str, str | None, str | None]]:
    return demo.ask("select Remark, Sentiment, Score from {surveys}")


def test_who_has_a_sentiment_writes_and_nobody_else(demo: Exported) -> None:
    rows = written(demo)
    assert all((remark is None) == (sentiment is None) for remark, sentiment, _ in rows)
    assert not [1 for remark, _, score in rows if remark is not None and score is None]


def test_each_remark_is_one_whose_truth_is_known(demo: Exported) -> None:
    remarks = Counter(remark for remark, _, _ in written(demo) if remark)
    truths = [told(remark) for remark in remarks]
    assert {truth.feeling for truth in truths} == {"pleased", "neutral", "displeased", "angry"}
    assert {ask for truth in truths for ask in truth.asks} == set(ASKS)
    assert any(truth.leaving for truth in truths)
    assert spell_remarks(np.array([-1])) == [""]


def test_remarks_of_the_demo_are_read_as_they_are_meant() -> None:
    texts = list(_all())
    readings = read(texts)
    for ask in ASKS:
        pairs = [(ask in told(text).asks, ask in one.asks) for text, one in zip(texts, readings, strict=True)]
        claimed = [true for true, said in pairs if said]
        assert sum(claimed) >= 0.95 * len(claimed), ask
        assert sum(claimed) >= 0.9 * sum(true for true, _ in pairs), ask
    leaving = [told(text).leaving for text, one in zip(texts, readings, strict=True) if one.leaving]
    assert all(leaving)

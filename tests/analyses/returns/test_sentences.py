"""The return curve's sentence, also where there is no share to give."""

from __future__ import annotations

from steelyard.analyses.returns.question import _sentences
from steelyard.answers import Estimate, Interval

FIGURE = Estimate("first_contact_resolution", "share", value=0.297, interval=Interval(0.288, 0.31), n=900)


def said(read: Estimate | None, window: float = 1) -> str:
    return _sentences((FIGURE, read) if read else (), window, "May 2026")[0]


def test_the_share_comes_first_with_its_interval() -> None:
    assert said(FIGURE) == "29.7% (28.8–31.0) of the issues begun in May 2026 brought the customer back within 1 day."


def test_what_is_not_known_is_followed_by_what_would_tell() -> None:
    none = Estimate("first_contact_resolution", "share", value=0.0, n=40)
    thin = Estimate("first_contact_resolution", "share", n=1)
    for read, why in ((None, "no issues"), (thin, "only 1 issue could"), (none, "none of the issues followed did (40")):
        text = said(read)
        assert text.startswith("Cannot tell how many issues begun in May 2026")
        assert why in text
        assert "To unlock this, " in text

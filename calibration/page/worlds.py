"""What the worlds are like."""

from __future__ import annotations

from calibration.results import Results


def write(_: Results) -> str:
    """The same whatever was found."""
    return """## The worlds

A world is one small contact centre: so many customers drawn from one population. Many worlds lie in one load, `world`
is a dimension of theirs, and every figure is asked by world.

- Customers differ. Nine in ten call rarely and one in ten often; how often, and how likely they are to come back, is
  drawn anew for each. The frequent come back more, take longer, are solved less and leave more, so that a mean over
  customers is not the mean over issues.
- After each answered contact the customer returns within the window with a chance of their own, two and a half days
  later on average, up to three times. Answers of one customer are alike; how readily they answer differs by customer
  and by channel, and so does how satisfied they are: answers must be reweighted to be right.
- Some give up waiting and try again; some tickets are reopened; contacts that were not the last are marked solved too.
- The truth of every measure is a formula of the values set (moments of Beta distributions, mixtures of log-normal and
  Gamma distributions): no draw enters it. Where days differ, the truth is that of all days there could have been.

The generator is `calibration/drawn`; the values are the defaults of its `Setting`.
"""

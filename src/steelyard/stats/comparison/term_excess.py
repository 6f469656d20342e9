"""Which terms stand in more, or fewer, of the documents of one side than sampling error explains.

Documents come in clusters (of a day, of an agent) that share what they are about: an outage fills a day with the same
words. Two tests have to agree: an exact one of the count, which few documents do not mislead, and one of the sum of
residuals with the variance between clusters, which clusters do not mislead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.special import betainc, pdtr, pdtrc, stdtr

from steelyard.stats.arrays import Flags, Floats, Integers


@dataclass(frozen=True)
class Excess:
    """For each term; documents that hold it on the side asked.

    Attributes:
        observed, expected: how many, and how many if both sides had the shares of the strata.
        p: two-sided, the larger of both tests.
        spread: variance of observed - expected over that of single documents; 1 where clusters add nothing.
    """

    observed: Floats
    expected: Floats
    p: Floats
    spread: Floats


def term_excess(terms: csr_matrix, side: Flags, strata: Integers, clusters: Sequence[Integers]) -> Excess:
    """Documents of a side against all, within strata.

    Args:
        terms: (documents, terms), 1 where a document holds a term.
        side: (documents,), which of them are asked about.
        strata: (documents,), codes 0 to S - 1 of what is compared like with like.
        clusters: each (documents,), codes of a way documents may be alike.

    Source:
        Residuals about stratum shares with a cluster-robust variance, Liang and Zeger (1986), Biometrika 73, 13-22;
        degrees of freedom from the fourth moments, as for the jackknife; the exact test of one stratum is the
        conditional binomial one of two Poisson means, Przyborowski and Wilenski (1940), Biometrika 31, 313-323.
    """
    count, own = np.bincount(strata).astype(float), np.bincount(strata, weights=side.astype(float))
    share = own / count
    in_stratum = csr_matrix((np.ones(len(strata)), (strata, np.arange(len(strata)))), (len(count), len(strata)))
    totals = np.asarray((in_stratum @ terms).todense())
    p = totals / count[:, None]
    weight = side - share[strata]
    observed = np.asarray(terms.T @ side.astype(float))
    difference = np.asarray(terms.T @ weight)
    expected = observed - difference
    single = ((count * share * (1 - share))[:, None] * p * (1 - p)).sum(axis=0)
    variance, df = single.copy(), np.full(len(single), np.inf)
    for cluster in clusters:
        between, freedom = _between(terms, weight, strata, p, cluster)
        df = np.where(between > variance, freedom, df)
        variance = np.maximum(variance, between)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(variance > 0, np.abs(difference) / np.sqrt(variance), 0.0)
        spread = np.where(single > 0, variance / single, 1.0)
    robust = 2 * stdtr(np.minimum(df, 1e9), -t)
    exact = _exact(observed, expected, totals, share)
    return Excess(observed, expected, np.maximum(robust, exact), spread)


def _between(
    terms: csr_matrix, weight: Floats, strata: Integers, p: Floats, cluster: Integers
) -> tuple[Floats, Floats]:
    """Variance of the difference from sums of residuals by cluster, and its degrees of freedom."""
    rows = np.arange(len(weight))
    groups = int(cluster.max()) + 1
    gathered = csr_matrix((weight, (cluster, rows)), (groups, len(weight)))
    by_stratum = np.zeros((groups, len(p)))
    np.add.at(by_stratum, (cluster, strata), weight)
    sums = np.asarray((gathered @ terms).todense()) - by_stratum @ p
    second, fourth = (sums**2).sum(axis=0), (sums**4).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = np.where(fourth > 0, 3 * second**2 / fourth - 2, 1.0)
    return second * groups / max(groups - 1, 1), np.clip(freedom, 1.0, max(groups - 1, 1))


def _exact(observed: Floats, expected: Floats, totals: Floats, share: Floats) -> Floats:
    """Two-sided: of one stratum binomial, given how many documents hold a term; of several Poisson."""
    if len(share) == 1:
        rest = totals[0] - observed
        above = np.where(observed > 0, betainc(np.maximum(observed, 1), rest + 1, share[0]), 1.0)
        below = np.where(rest > 0, 1 - betainc(observed + 1, np.maximum(rest, 1), share[0]), 1.0)
    else:
        above = np.where(observed > 0, pdtrc(np.maximum(observed - 1, 0), np.maximum(expected, 1e-300)), 1.0)
        below = pdtr(observed, np.maximum(expected, 1e-300))
    return np.minimum(1.0, 2 * np.minimum(above, below))

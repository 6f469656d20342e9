"""Distribution functions, against scipy's own."""

import numpy as np
import pytest
from scipy import stats

from steelyard.stats import distributions

AT = np.array([-40.0, -2.5, -0.1, 0.0, 0.3, 1.96, 7.0, 300.0])
DF = np.array([0.7, 1.0, 2.5, 30.0, 1e6])


def test_student() -> None:
    t, df = AT[:, None], DF[None]
    assert distributions.student_cdf(t, df) == pytest.approx(stats.t.cdf(t, df), rel=1e-12)
    assert distributions.student_sf(t, df) == pytest.approx(stats.t.sf(t, df), rel=1e-12)
    assert np.isnan(distributions.student_sf(1.0, np.nan))


def test_f() -> None:
    f, dfd = AT[:, None], DF[None]
    assert distributions.f_sf(f, 3, dfd) == pytest.approx(stats.f.sf(f, 3, dfd), rel=1e-12)


def test_chi_squared() -> None:
    df = DF[None]
    assert distributions.chi2_sf(AT[:, None], df) == pytest.approx(stats.chi2.sf(AT[:, None], df), rel=1e-12)
    p = np.array([1e-9, 0.025, 0.5, 0.975, 1 - 1e-9])[:, None]
    assert distributions.chi2_quantile(p, df) == pytest.approx(stats.chi2.ppf(p, df), rel=1e-12)


@pytest.mark.parametrize("p", [0.001, 0.3, 0.5, 0.97])
def test_binomial(p: float) -> None:
    n = np.array([1.0, 2.0, 17.0, 400.0, 90_000.0])
    for tail in (0.025, 0.5, 0.975):
        at = distributions.binomial_quantile(tail, n, p)
        assert at.tolist() == stats.binom.ppf(tail, n, p).tolist()
        for k in (at - 1, at, n):
            assert distributions.binomial_cdf(k, n, p) == pytest.approx(stats.binom.cdf(k, n, p), rel=1e-12)

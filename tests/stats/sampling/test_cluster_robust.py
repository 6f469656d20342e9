from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.stats.reference import case, table

from steelyard.errors import SteelyardError
from steelyard.stats.sampling.cluster_robust import classical, few_clusters, fit_line
from steelyard.stats.sampling.intervals import t_quantile


def test_petersen(shared: Path) -> None:
    expected = case(shared, "intervals", "petersen_clustered")["expected"]
    data = table(shared, "intervals", "petersen.csv")
    fit = fit_line(np.column_stack([np.ones_like(data["x"]), data["x"]]), data["y"])
    found = {"coef": fit.coefficients, "se_ols": np.sqrt(np.diag(classical(fit)))}
    for name, values in found.items():
        assert values == pytest.approx([expected[name]["(Intercept)"], expected[name]["x"]], abs=5e-5), name


def test_a_mean_by_hand() -> None:
    fit = fit_line(np.ones((4, 1)), [1.0, 3.0, 5.0, 7.0])
    assert fit.coefficients == pytest.approx([4])
    assert classical(fit)[0] == pytest.approx([20 / 3 / 4])


def test_few_clusters_of_one_size_give_the_mean_of_their_means() -> None:
    rng = np.random.default_rng(5)
    values, group = rng.standard_normal(24), np.repeat(np.arange(6), 4)
    found = few_clusters(fit_line(np.ones((24, 1)), values), group)
    means = values.reshape(6, 4).mean(axis=1)
    assert found.variance[0] == pytest.approx(means.var(ddof=1) / 6)
    assert found.df[0] == pytest.approx(5)


@pytest.mark.parametrize(("few", "many", "df"), [(3, 27, 2.5), (8, 8, 14.0)])
def test_two_groups_as_imbens_and_kolesar_give_them(few: int, many: int, df: float) -> None:
    """Their Behrens-Fisher example: 3 and 27 units leave 2.5 degrees of freedom, not 28; the variance is Welch's."""
    values = np.random.default_rng(6).standard_normal(few + many)
    treated = np.arange(few + many) < few
    found = few_clusters(fit_line(np.column_stack([np.ones(few + many), treated]), values), np.arange(few + many))
    welch = values[treated].var(ddof=1) / few + values[~treated].var(ddof=1) / many
    assert found.variance[1] == pytest.approx(welch)
    assert found.df[1] == pytest.approx(df, abs=0.05)


def test_a_level_for_every_cluster_keeps_the_slope() -> None:
    """With levels of their own taken out by hand, clusters give the same slope and the same variance of it."""
    rng = np.random.default_rng(7)
    group, x, y = np.repeat(np.arange(7), 9), rng.standard_normal(63), rng.standard_normal(63)
    level = (group[:, None] == np.arange(7)).astype(float)
    whole = few_clusters(fit_line(np.column_stack([x, level]), y), group)
    within = [values - (level @ (level.T @ values)) / 9 for values in (x, y)]
    swept = few_clusters(fit_line(within[0][:, None], within[1]), group)
    assert whole.variance[0] == pytest.approx(swept.variance[0])
    assert whole.df[0] == pytest.approx(swept.df[0])
    assert 1 < whole.df[0] < 6


def test_what_one_cluster_alone_tells_has_no_variance() -> None:
    x = np.array([1.0, 2.0, 3.0, 0.0, 0.0, 0.0])
    found = few_clusters(fit_line(np.column_stack([np.ones(6), x]), [1.0, 2.5, 3.0, 1.0, 0.0, 2.0]), [0, 0, 0, 1, 1, 1])
    assert np.isfinite(found.variance[0])
    assert np.isfinite(found.df).all()
    alone = few_clusters(fit_line(np.ones((3, 1)), [1.0, 2.0, 4.0]), ["a", "a", "a"])
    assert np.isnan([alone.variance[0], alone.df[0]]).all()


@pytest.mark.parametrize("teams", [6, 10])
def test_a_slope_over_few_teams_is_claimed_in_one_of_twenty_null_worlds(teams: int) -> None:
    """Team-months of unequal teams, months within a team hanging together, each with its own level and trend of x."""
    rng, months, claims, runs = np.random.default_rng(8), 12, 0, 600
    team = np.repeat(np.arange(teams), months)
    level = (team[:, None] == np.arange(teams)).astype(float)
    when = (np.tile(np.arange(months), teams)[:, None] == np.arange(1, months)).astype(float)
    for _ in range(runs):
        weight = np.sqrt(rng.choice([1, 2, 5, 9], teams))[team]
        x, y = (rng.standard_normal((teams, months)).cumsum(axis=1).ravel() for _ in range(2))
        design = np.column_stack([x, level, when]) * weight[:, None]
        fit = fit_line(design, y * weight)
        spread = few_clusters(fit, team)
        claims += bool(abs(fit.coefficients[0]) > t_quantile(spread.df[0]) * np.sqrt(spread.variance[0]))
    assert claims / runs < 0.065


def test_refusals() -> None:
    with pytest.raises(SteelyardError, match="apart"):
        fit_line(np.ones((5, 2)), np.arange(5.0))

"""A total's interval says how far it hangs on the days, and not into how many groups they fell."""

from datetime import date, timedelta

import numpy as np
import pytest

from steelyard.measure.estimates.totals import is_total, raised
from steelyard.measure.sums.spans import Days
from steelyard.metrics import metric
from steelyard.stats.sampling.jackknife import jackknife

SPAN = Days(date(1970, 1, 5), date(2026, 4, 1), date(2026, 6, 30))
DAYS = 91
GROUPS = 64
AT_WEEKDAYS = np.array([130.0, 120, 110, 105, 100, 55, 40])


def weekday(days: Days) -> np.ndarray:
    return np.array([(days.first + timedelta(days=n)).weekday() for n in range(DAYS)])


def grouped(by_day: np.ndarray, days: Days = SPAN) -> np.ndarray:
    found = np.zeros(GROUPS)
    np.add.at(found, ((days.first - days.counted_from).days + np.arange(DAYS)) % GROUPS, by_day)
    return found


def without(values: np.ndarray) -> np.ndarray:
    return (values.sum() - values) * raised(SPAN, values, values > 0)


def test_where_days_are_alike_a_total_hangs_on_none() -> None:
    values = grouped(np.full(DAYS, 10.0))
    assert without(values) == pytest.approx(910)


def test_what_a_weekday_brings_is_not_chance() -> None:
    values = grouped(AT_WEEKDAYS[weekday(SPAN)])
    assert without(values) == pytest.approx(values.sum())


def test_a_day_closed_each_week_is_none_either() -> None:
    open_on = np.where(np.arange(7) == 6, 0.0, AT_WEEKDAYS)
    values = grouped(open_on[weekday(SPAN)])
    held = values > 0
    assert without(values)[held] == pytest.approx(values.sum())


def test_the_total_that_was_set_lies_within_the_interval_as_often_as_it_says() -> None:
    random = np.random.default_rng(5)
    expected = AT_WEEKDAYS[weekday(SPAN)]
    held = 0
    for _ in range(400):
        values = grouped(random.poisson(expected * random.gamma(40, 1 / 40, DAYS)).astype(float))
        spread = jackknife(values.sum(), without(values), is_ordered=True)
        held += bool(abs(values.sum() - expected.sum()) < 2.05 * np.sqrt(spread.variance))
        assert np.sqrt(spread.variance) < 0.08 * values.sum()
    assert 0.93 <= held / 400 <= 0.995


def test_totals_are_told_from_ratios() -> None:
    assert is_total(metric("contacts_closed"))
    assert not is_total(metric("first_contact_resolution"))

"""Figures against the same figures worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from steelyard import measure
from steelyard.answers import ALL_ALIKE, Estimate
from steelyard.errors import QuestionError
from steelyard.settings.model import Settings
from steelyard.stats.sampling.intervals import t_quantile
from steelyard.stats.sampling.jackknife import Spread, jackknife, replicate
from steelyard.stats.sampling.two_way_variance import OtherChance, combine

START = date(2026, 1, 1)
Make = Callable[..., Settings]


def contact(number: int, random: np.random.Generator, **given: Any) -> dict[str, Any]:
    return {
        "contact_id": f"k{number}", "on": START + timedelta(days=int(random.integers(0, 59))),
        "customer_id": f"c{number % 400}", "customer_group": number % 400 % 64, "row_group": int(random.integers(128)),
        "agent_id": f"a{number % 17}", "team": f"team {number % 2}", "site": "north", "channel": "phone",
        "is_contact": True, "is_attempt": True, "is_human": True, "is_unidentified": False, "is_work_assumed": False,
        "is_transferred": bool(random.random() < 0.2 + 0.1 * (number % 2)),
        "work_s": float(random.exponential(300)), **given,
    }  # fmt: skip


@pytest.fixture
def contacts(snapshot: Any) -> list[dict[str, Any]]:
    random = np.random.default_rng(5)
    rows = [contact(number, random) for number in range(3000)]
    snapshot.put("contacts", rows)
    return rows


def by_part(estimates: tuple[Estimate, ...], *keys: str) -> dict[tuple[str, ...], Estimate]:
    return {(entry.metric, *(entry.part[key] for key in keys)): entry for entry in estimates}


def spread_by_hand(rows: list[dict[str, Any]], group: Callable[[dict[str, Any]], Any]) -> Spread:
    names = sorted({group(row) for row in rows})
    sums = np.zeros((len(names), 2))
    for row in rows:
        sums[names.index(group(row))] += (row["work_s"], 1)
    return spread_of_sums(sums)


def spread_of_single_rows(rows: list[dict[str, Any]]) -> Spread:
    """From the differences of the halves of each group of customers."""
    halves = np.zeros((2, 64, 2))
    for row in rows:
        halves[int(row["row_group"] >= 64), row["customer_group"]] += (row["work_s"], 1)
    return spread_of_sums(halves[0] - halves[1] + halves[1].sum(axis=0) * 2 / 64)


def spread_of_sums(sums: np.ndarray) -> Spread:
    full, without = replicate(sums)
    return jackknife(full[0] / full[1], without[:, 0] / without[:, 1])


def test_mean_and_interval_by_hand(snapshot: Any, settings: Make, contacts: list[dict[str, Any]]) -> None:
    """The mean, and customers' and days' chances combined less single contacts'."""
    (found,) = measure.estimates(
        measure.measure(snapshot, settings(), ["handle_time"], period="month", from_on=date(2026, 2, 1))
    )
    rows = [row for row in contacts if row["on"] >= date(2026, 2, 1)]
    mean = np.mean([row["work_s"] for row in rows])
    assert found.value == pytest.approx(mean)
    assert (found.part, found.n) == ({"period": "2026-02-01"}, len(rows))
    spread = combine(
        spread_by_hand(rows, lambda row: row["customer_group"]),
        OtherChance(spread_by_hand(rows, lambda row: row["on"]), spread_of_single_rows(rows)),
    )
    assert found.interval is not None
    assert found.interval.chances == ("customers", "days")
    ratio = found.interval.high / mean
    assert ratio == pytest.approx(mean / found.interval.low)
    assert math.log(ratio) == pytest.approx(float(t_quantile(spread.df) * np.sqrt(spread.variance) / mean), rel=1e-9)


def test_teams_have_the_chance_of_their_agents(snapshot: Any, settings: Make, contacts: list[dict[str, Any]]) -> None:
    found = measure.estimates(measure.measure(snapshot, settings(), ["handle_time"], by=["team"]))
    assert {entry.interval.chances for entry in found if entry.interval} == {("customers", "days", "agents")}
    snapshot.manifest.known["contacts"] = {**snapshot.manifest.known["contacts"], "agent_id": 0}
    found = measure.estimates(measure.measure(snapshot, settings(), ["handle_time"], by=["team"]))
    assert {entry.interval.chances for entry in found if entry.interval} == {("customers", "days")}
    assert all("these_contacts" in {caveat.id for caveat in entry.caveats} for entry in found)


def test_days_have_no_chance_of_days(snapshot: Any, settings: Make, contacts: list[dict[str, Any]]) -> None:
    found = measure.estimates(measure.measure(snapshot, settings(), ["handle_time"], period="day"))
    assert {entry.interval.chances for entry in found if entry.interval} == {("customers",)}
    assert len(found) == len({row["on"] for row in contacts})


def test_share_by_team_and_its_difference(snapshot: Any, settings: Make, contacts: list[dict[str, Any]]) -> None:
    sums = measure.measure(snapshot, settings(), ["transfer_rate", "handle_time"], by=["team"])
    found = by_part(measure.estimates(sums), "team")
    shares = []
    for team in ("team 0", "team 1"):
        flags = [row["is_transferred"] for row in contacts if row["team"] == team]
        shares.append(np.mean(flags))
        assert found["transfer_rate", team].value == pytest.approx(shares[-1])
        assert found["transfer_rate", team].n == len(flags)
    change = {entry.metric: entry for entry in measure.differences(sums, {"team": "team 0"}, {"team": "team 1"})}
    assert change["transfer_rate"].value == pytest.approx(shares[1] - shares[0])
    assert change["transfer_rate"].unit == "share"
    assert change["transfer_rate"].interval is not None
    assert change["transfer_rate"].interval.low > 0
    assert change["handle_time"].unit == "ln"
    ratio = found["handle_time", "team 1"].value / found["handle_time", "team 0"].value
    assert change["handle_time"].value == pytest.approx(math.log(ratio))
    back = {entry.metric: entry for entry in measure.differences(sums, {"team": "team 1"}, {"team": "team 0"})}
    assert back["transfer_rate"].interval.high == pytest.approx(-change["transfer_rate"].interval.low)


def test_quantiles_against_numpy(snapshot: Any, settings: Make, contacts: list[dict[str, Any]]) -> None:
    sums = measure.measure(snapshot, settings(), ["handle_time_median", "handle_time_p90"], by=["team"])
    found = by_part(measure.estimates(sums), "team")
    for team in ("team 0", "team 1"):
        values = [row["work_s"] for row in contacts if row["team"] == team]
        for name, q in (("handle_time_median", 0.5), ("handle_time_p90", 0.9)):
            estimate = found[name, team]
            exact = np.quantile(values, q)
            assert estimate.value == pytest.approx(exact, rel=1e-12)
            assert estimate.interval is not None
            assert estimate.interval.low < exact < estimate.interval.high
            near = np.quantile(values, [q - 0.04, q + 0.04])
            assert near[0] < estimate.interval.low
            assert estimate.interval.high < near[1]


def test_many_equal_times_have_that_time_as_every_quantile(snapshot: Any, settings: Make) -> None:
    random = np.random.default_rng(1)
    rows = [contact(number, random, work_s=3600.0) for number in range(3_000)]
    snapshot.put("contacts", rows)
    names = ["handle_time_median", "handle_time_p90"]
    for estimate in measure.estimates(measure.measure(snapshot, settings(), names)):
        assert estimate.interval is not None
        assert (estimate.interval.low, estimate.value, estimate.interval.high) == (3600, 3600, 3600)


def test_quantiles_of_many_values_are_within_their_bins(snapshot: Any, settings: Make) -> None:
    random = np.random.default_rng(4)
    times = random.lognormal(6, 1, 5_000)
    snapshot.put("contacts", [contact(number, random, work_s=float(time)) for number, time in enumerate(times)])
    (median,) = measure.estimates(measure.measure(snapshot, settings(), ["handle_time_median"]))
    assert median.value == pytest.approx(np.median(times), rel=0.002)


def test_zero_is_a_value_and_missing_is_none(snapshot: Any, settings: Make) -> None:
    random = np.random.default_rng(1)
    times = [0.0] * 60 + [None] * 500 + [100.0] * 40
    snapshot.put("contacts", [contact(number, random, work_s=time) for number, time in enumerate(times)])
    median, mean = measure.estimates(measure.measure(snapshot, settings(), ["handle_time_median", "handle_time"]))
    assert (median.value, median.n) == (0.0, 100)
    assert (mean.value, mean.n) == (pytest.approx(40.0), 100)


@pytest.mark.parametrize(("count", "ids"), [(0, {"no_data"}), (9, {"too_few"}), (20, {"indicative"})])
def test_thin_data(snapshot: Any, settings: Make, count: int, ids: set[str]) -> None:
    random = np.random.default_rng(2)
    snapshot.put("contacts", [contact(number, random) for number in range(count)])
    (found,) = measure.estimates(measure.measure(snapshot, settings(), ["handle_time"]))
    assert ids <= {caveat.id for caveat in found.caveats}
    assert (found.value is None) == (count < 10)


def test_one_customer_group_gives_a_value_but_no_interval(snapshot: Any, settings: Make) -> None:
    random = np.random.default_rng(3)
    snapshot.put("contacts", [contact(number, random, customer_group=3) for number in range(50)])
    (found,) = measure.estimates(measure.measure(snapshot, settings(), ["handle_time"]))
    assert found.value is not None
    assert found.interval is None
    assert "no_interval" in {caveat.id for caveat in found.caveats}


def test_everybody_alike_does_not_collapse(snapshot: Any, settings: Make) -> None:
    random = np.random.default_rng(4)
    snapshot.put("contacts", [contact(number, random, is_transferred=False) for number in range(300)])
    (found,) = measure.estimates(measure.measure(snapshot, settings(), ["transfer_rate"]))
    assert found.value == 0
    assert found.interval is not None
    assert 0.009 < found.interval.high < 0.03


def test_a_mean_of_what_is_all_alike_has_no_interval(snapshot: Any, settings: Make) -> None:
    random = np.random.default_rng(5)
    snapshot.put("contacts", [contact(number, random, work_s=60.0, team=f"team {number % 2}") for number in range(60)])
    sums = measure.measure(snapshot, settings(), ["handle_time"], by=["team"])
    first, second = measure.estimates(sums)[:2]
    assert (first.value, first.interval) == (60, None)
    assert [caveat.text for caveat in first.caveats if caveat.id == "no_interval"] == [ALL_ALIKE.text]
    (change,) = measure.differences(sums, first.part, second.part)
    assert (change.value, change.interval) == (0, None)


def test_heavy_customer_is_told(snapshot: Any, settings: Make, contacts: list[dict[str, Any]]) -> None:
    random = np.random.default_rng(6)
    heavy = [contact(10_000 + n, random, customer_group=5, work_s=9000.0) for n in range(400)]
    snapshot.put("contacts", contacts + heavy)
    (found,) = measure.estimates(measure.measure(snapshot, settings(), ["handle_time"]))
    (told,) = [caveat for caveat in found.caveats if caveat.id == "concentrated"]
    assert "without them" in told.text


def test_missing_values_of_a_dimension_are_a_part(snapshot: Any, settings: Make) -> None:
    random = np.random.default_rng(7)
    snapshot.put("contacts", [contact(number, random, team=None if number % 3 else "a") for number in range(300)])
    sums = measure.measure(snapshot, settings(), ["handle_time"], by=["team"])
    assert [entry.part["team"] for entry in measure.estimates(sums)] == ["a", "(none)"]
    only = measure.measure(snapshot, settings(), ["handle_time"], where={"team": ["(none)"]})
    assert measure.estimates(only)[0].n == 200


@pytest.mark.parametrize(
    ("question", "hint"),
    [
        ({"metrics": ["handel_time"]}, "handle_time"),
        ({"metrics": ["handle_time"], "by": ["taem"]}, "team"),
        ({"metrics": ["handle_time"], "by": ["rubric"]}, "team"),
        ({"metrics": ["handle_time"], "period": "mnth"}, "month"),
        ({"metrics": ["handle_time"], "where": {"team": ["team O"]}}, "team 0"),
        ({"metrics": ["handle_time"], "from_on": date(2026, 2, 1), "to_on": date(2026, 1, 1)}, "swap"),
    ],
)
def test_malformed_questions(
    snapshot: Any, settings: Make, contacts: list[dict[str, Any]], question: dict[str, Any], hint: str
) -> None:
    with pytest.raises(QuestionError) as error:
        measure.measure(snapshot, settings(), **question)
    assert hint in error.value.next


def test_unknown_part_of_a_difference(snapshot: Any, settings: Make, contacts: list[dict[str, Any]]) -> None:
    sums = measure.measure(snapshot, settings(), ["handle_time"], by=["team"])
    with pytest.raises(QuestionError):
        measure.differences(sums, {"team": "team 0"}, {"team": "team 7"})
    with pytest.raises(QuestionError):
        measure.differences(sums, {"team": "team 0"}, {"team": "team 0"})


def test_missing_columns_are_named_and_not_asked(snapshot: Any, settings: Make, contacts: list[dict[str, Any]]) -> None:
    snapshot.manifest.known["contacts"] = {"contact_id": 9, "transfers": 9}
    names = ["handle_time", "transfer_rate", "sla_met"]
    lacking = measure.missing(snapshot, names, settings())
    assert [entry.metric for entry in lacking] == ["handle_time", "sla_met"]
    assert "contacts.handle_s" in lacking[0].unlock
    assert "minutes_per_contact" in lacking[0].unlock
    declared = measure.missing(snapshot, names, settings(minutes_per_contact={"phone": 5}))
    assert [entry.metric for entry in declared] == ["sla_met"]
    found = {entry.metric: entry for entry in measure.estimates(measure.measure(snapshot, settings(), names))}
    assert found["handle_time"].value is None
    assert [caveat.id for caveat in found["handle_time"].caveats] == ["not_in_data"]
    assert found["transfer_rate"].value is not None


def test_months_added_up_are_the_whole(snapshot: Any, settings: Any, contacts: list[dict[str, Any]]) -> None:
    from steelyard.measure.question import CUSTOMERS
    from steelyard.measure.sums.model import pooled

    asked = {"chances": (CUSTOMERS,)}
    monthly = measure.measure(snapshot, settings(), ["transfer_rate"], period="month", **asked)
    both = pooled(monthly, dict.fromkeys(monthly.parts, ("both",)))
    (whole,) = measure.estimates(measure.measure(snapshot, settings(), ["transfer_rate"], **asked))
    (found,) = measure.estimates(both)
    assert len(monthly.parts) == 2
    assert found.part == {"period": "both"}
    assert found.value == pytest.approx(whole.value)
    assert found.n == whole.n
    assert found.interval is not None
    assert whole.interval is not None
    assert found.interval.low == pytest.approx(whole.interval.low)

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from steelyard.simulate.centre.clock import (
    Clock,
    build_clock,
    spell_dates,
    spell_instants,
    spell_times,
    spell_zoned_instants,
)


@pytest.fixture(scope="module")
def clock() -> Clock:
    return build_clock("Europe/Lisbon", date(2025, 4, 1), date(2026, 9, 30))


def seconds(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp())


@pytest.mark.parametrize("parts", [(2025, 4, 1, 0), (2025, 10, 26, 0, 59, 59), (2025, 10, 26, 1), (2026, 3, 29, 1)])
def test_local_time_agrees_with_the_zone_database(clock: Clock, parts: tuple[int, ...]) -> None:
    at = datetime(*parts, tzinfo=UTC)
    local = at.astimezone(ZoneInfo("Europe/Lisbon")).replace(tzinfo=UTC)
    assert clock.to_local(np.array([seconds(*parts)]))[0] == int(local.timestamp())


def test_to_utc_undoes_to_local_but_in_the_hour_that_occurs_twice(clock: Clock) -> None:
    at = np.arange(seconds(2025, 4, 1), seconds(2026, 9, 30), 1_800)
    back = clock.to_utc(clock.to_local(at))
    differs = at[back != at]
    assert differs.tolist() == [seconds(2025, 10, 26, 0), seconds(2025, 10, 26, 0, 30)]


def test_spelling(clock: Clock) -> None:
    at = np.array([seconds(2026, 1, 5, 9, 12, 40), seconds(2026, 7, 5, 9, 12, 40)])
    assert spell_instants(at) == ["2026-01-05T09:12:40Z", "2026-07-05T09:12:40Z"]
    assert spell_zoned_instants(at, clock) == ["2026-01-05T09:12:40+00:00", "2026-07-05T10:12:40+01:00"]
    assert spell_dates(at, "%d/%m/%Y") == ["05/01/2026", "05/07/2026"]
    assert spell_times(np.array([0, 61, 3_661])) == ["00:00:00", "00:01:01", "01:01:01"]
    assert spell_dates(np.array([], dtype=np.int64)) == []

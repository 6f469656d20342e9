"""What may be registered, and what is said of what may not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from steelyard import settings
from steelyard.errors import SettingsError
from steelyard.settings.undertaken import Initiative, Lot

GOOD = """
[[initiatives]]
name = "faster"
gain = "shorter waits"
treats = "sites"
treated = ["Porto"]
from = 2026-01-01
"""


def read(folder: Path, text: str) -> tuple[Initiative, ...]:
    (folder / "steelyard.toml").write_text(text)
    return settings.read(folder).initiatives


def test_the_least_there_must_be(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD) == (Initiative("faster", "shorter waits", "site", {"Porto": date(2026, 1, 1)}),)


def test_all_there_may_be(tmp_path: Path) -> None:
    text = """
[[initiatives]]
name = "script"
gain = "fewer calls back"
treats = "teams"
starts = { North = 2026-01-01, South = 2026-02-01 }
until = 2026-06-30
controls = ["East", "West"]
assigned = "lot"
primary = "first_contact_resolution"
smallest = 0.02
guardrails = { customer_rating = 2 }
cost = 12000
looks = [2026-03-01, 2026-06-30]
reached = { channel = ["bot"] }
"""
    (found,) = read(tmp_path, text)
    assert found.starts == {"North": date(2026, 1, 1), "South": date(2026, 2, 1)}
    assert (found.until, found.controls, found.is_randomised) == (date(2026, 6, 30), ("East", "West"), True)
    assert (found.looks, found.reached) == ((date(2026, 3, 1), date(2026, 6, 30)), {"channel": ("bot",)})
    assert (found.primary, found.smallest, found.guardrails, found.cost) == (
        "first_contact_resolution",
        0.02,
        {"customer_rating": 2},
        12000,
    )


@pytest.mark.parametrize(
    ("change", "to", "line", "said"),
    [
        ('gain = "shorter waits"', "", 2, "has no gain"),
        ('"sites"', '"planets"', 5, "cannot treat 'planets'"),
        ("from = 2026-01-01", "", 2, "does not say who was treated since when"),
        ('["Porto"]', "[]", 2, "treats nobody"),
        ("2026-01-01", '"soon"', 7, "must be a date"),
        ("2026-01-01", "0001-01-01", 7, "must lie in the years 1900 to 2199"),
        ("from = 2026-01-01", "from = 2026-01-01\nuntil = 2025-12-01", 8, "before Porto begins"),
        ("from = 2026-01-01", 'from = 2026-01-01\ncontrols = ["Porto"]', 8, "treated and a control"),
        ("from = 2026-01-01", 'from = 2026-01-01\nprimary = "first_contact"', 8, "there is no measure"),
        ("from = 2026-01-01", 'from = 2026-01-01\nprimary = "handle_time_p90"', 8, "is a quantile"),
        ("from = 2026-01-01", "from = 2026-01-01\nguardrails = { churn_rate = -1 }", 8, "at least 0"),
        ("from = 2026-01-01", 'from = 2026-01-01\nassigned = "luck"', 8, "cannot be 'luck'"),
        ("from = 2026-01-01", "from = 2026-01-01\nlooks = [2025-12-01]", 8, "do not follow each other"),
        (
            "from = 2026-01-01",
            'from = 2026-01-01\nreached = { planet = ["Mars"] }',
            8,
            "cannot tell who was reached by",
        ),
        ("from = 2026-01-01", "from = 2026-01-01\nfrm = 1", 8, "has no 'frm'"),
        ("from = 2026-01-01", "from = 2026-01-01\nstarts = { A = 2026-01-01 }", 8, "beside treated or from"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, change: str, to: str, line: int, said: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read(tmp_path, GOOD.replace(change, to))
    assert said in str(raised.value)
    assert f"line {line}" in str(raised.value)


def test_two_of_one_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="two initiatives are called 'faster'"):
        read(tmp_path, GOOD + GOOD)


def test_a_table_where_a_list_belongs(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="must be a list of tables"):
        read(tmp_path, GOOD.replace("[[initiatives]]", "[initiatives]"))


def test_registering_changes_no_fact(tmp_path: Path) -> None:
    (tmp_path / "steelyard.toml").write_text("")
    without = settings.read(tmp_path).fingerprint
    (tmp_path / "steelyard.toml").write_text(GOOD)
    assert settings.read(tmp_path).fingerprint == without


DRAWN = """
[[initiatives]]
name = "call-back"
gain = "no waiting"
treats = "customers"
from = 2026-01-01
lot = { seed = 7, share = 0.25, ids = "plain" }
"""


def test_customers_are_drawn_from_a_seed(tmp_path: Path) -> None:
    (found,) = read(tmp_path, DRAWN)
    assert (found.lot, found.is_randomised, found.is_of_customers) == (Lot(7, 0.25, "plain"), True, True)
    assert found.starts == {"treated": date(2026, 1, 1)}


@pytest.mark.parametrize(
    ("change", "to", "said"),
    [
        ('lot = { seed = 7, share = 0.25, ids = "plain" }', "", "either from a seed or by a dimension"),
        ("seed = 7", "seed = 7.5", "no whole number"),
        ("0.25", "1", "nobody or everybody"),
        (', ids = "plain"', "", "lot has no ids"),
        ('"plain"', '"names"', "cannot be 'names'"),
        ("from = 2026-01-01", "", "since when customers are treated"),
        ("from = 2026-01-01", 'from = 2026-01-01\ntreated = ["x"]', "stands beside lot"),
        ("from = 2026-01-01", 'from = 2026-01-01\nassigned = "chosen"', "not drawn by lot differ"),
        ('"customers"', '"sites"', "lot is told of sites"),
        (
            'lot = { seed = 7, share = 0.25, ids = "plain" }',
            'arm = "planet"\ntreated = ["b"]',
            "cannot tell by 'planet' which customers",
        ),
    ],
)
def test_what_is_no_lot_of_customers_is_named(tmp_path: Path, change: str, to: str, said: str) -> None:
    with pytest.raises(SettingsError) as error:
        read(tmp_path, DRAWN.replace(change, to, 1))
    assert said in str(error.value)

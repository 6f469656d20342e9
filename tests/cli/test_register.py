"""register: one table more in steelyard.toml, comments kept; or nothing at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from click.testing import CliRunner

from steelyard import settings
from steelyard.cli.register import COMMAND
from steelyard.settings.undertaken import Lot

COMMENT = '# ours, keep it\n[workspace]\nname = "x"  # and this\n'
LEAST = ("bot", "--gain", "answers at once", "--treats", "sites")


def typed(folder: Path, *more: str) -> tuple[int, str]:
    found = CliRunner().invoke(COMMAND, [*LEAST, "-w", str(folder), *more])
    return found.exit_code, f"{found.output}{found.exception or ''}"


def test_what_is_registered_is_read_back_and_comments_stay(tmp_path: Path) -> None:
    (tmp_path / "steelyard.toml").write_text(COMMENT)
    pilot = ("--treated", "Porto", "--from", "2026-01-01", "--until", "2026-06-30", "--control", "Faro", "--by-lot")
    code, said = typed(tmp_path, *pilot, "--look", "2026-03-01", "--look", "2026-06-30", "--cost", "900")
    assert (code, "steelyard initiative bot" in said) == (0, True)
    text = (tmp_path / "steelyard.toml").read_text()
    assert text.startswith(COMMENT)
    (found,) = settings.read(tmp_path).initiatives
    assert found.starts == {"Porto": date(2026, 1, 1)}
    assert (found.until, found.controls, found.is_randomised, found.cost) == (date(2026, 6, 30), ("Faro",), True, 900)
    assert found.looks == (date(2026, 3, 1), date(2026, 6, 30))


def test_starts_one_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "steelyard.toml").write_text(COMMENT)
    assert typed(tmp_path, "--start", "Porto=2026-01-01", "--start", "A = B=2026-02-01")[0] == 0
    (found,) = settings.read(tmp_path).initiatives
    assert found.starts == {"Porto": date(2026, 1, 1), "A = B": date(2026, 2, 1)}


def test_what_does_not_hold_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "steelyard.toml").write_text(COMMENT)
    for more, said in (
        ((), "does not say who was treated since when"),
        (("--treated", "Porto", "--from", "soon"), "is not a date"),
        (("--start", "Porto"), "is not UNIT=DAY"),
        (("--treated", "Porto", "--from", "2026-01-01", "--until", "2025-01-01"), "before Porto begins"),
    ):
        code, output = typed(tmp_path, *more)
        assert code != 0
        assert said in output
        assert (tmp_path / "steelyard.toml").read_text() == COMMENT


def test_customers_by_lot(tmp_path: Path) -> None:
    (tmp_path / "steelyard.toml").write_text(COMMENT)
    given = ["call-back", "--gain", "no waiting", "--treats", "customers", "--from", "2026-01-01", "-w", str(tmp_path)]
    found = CliRunner().invoke(COMMAND, [*given, "--share", "0.2"])
    assert (found.exit_code, "--share needs --seed" in found.output) == (2, True)
    assert CliRunner().invoke(COMMAND, [*given, "--seed", "7"]).exit_code == 0
    (one,) = settings.read(tmp_path).initiatives
    assert one.lot == Lot(7, 0.5, "plain")


def test_units_of_a_panel_and_what_must_not_get_worse(tmp_path: Path) -> None:
    (tmp_path / "steelyard.toml").write_text(COMMENT)
    given = ["home", "--gain", "more", "--treats", "units", "--from", "49", "--by-lot", "-w", str(tmp_path)]
    more = ["--primary", "calls", "--better", "high", "--spending", "hours", "--guardrail", "rating=0.1"]
    assert CliRunner().invoke(COMMAND, [*given, *more, "--look", "53", "--look", "60"]).exit_code == 0
    (one,) = settings.read(tmp_path).panel_initiatives
    assert (one.begins, one.is_randomised, one.better, one.spending) == ("49", True, "high", "hours")
    assert (one.guardrails, one.looks) == ({"rating": 0.1}, ("53", "60"))
    found = CliRunner().invoke(COMMAND, [*given, "--guardrail", "rating"])
    assert (found.exit_code, "is not METRIC=SIZE" in found.output) == (2, True)

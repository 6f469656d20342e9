"""Initiatives judged on sums by unit and period: published experiments, other shapes, and panels where nothing is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from tests.workspaces import loaded

from steelyard.analyses.initiative.answer import Evaluation
from steelyard.analyses.initiative.panels import checks, designs, question
from steelyard.analyses.initiative.panels import looks as panel_looks
from steelyard.analyses.initiative.panels.layout import Layout, laid_out
from steelyard.answers import Missing
from steelyard.intake.proposal.propose import propose
from steelyard.measure.models.panels import Measure, Sums
from steelyard.settings.undertaken import PanelInitiative
from steelyard.workspace import Workspace

REGISTERED = PanelInitiative("change", "shorter waits", "calls")


def through_files(folder: Path, data: Path, register: str) -> Workspace:
    """A file through what `init` proposes for it, unchanged, with what is registered behind it."""
    return loaded(folder, propose([data], data=data.parent).to_toml() + register, data=data.parent)


def said_of(answer: Evaluation, start: str) -> str:
    return next(said for said in answer.evidence.sensitivity if said.startswith(start))


def test_the_call_centre_experiment_goes_from_its_file_to_a_verdict(tmp_path: Path, shared: Path) -> None:
    """Intention to treat, instrument and fixed effects come out as published, on the mapping that is proposed."""
    data = shared / "data" / "causal" / "wfh_call_centre_panel.csv"
    register = """
[[initiatives]]
name = "work-from-home"
gain = "more calls answered"
treats = "units"
from = 49
assigned = "lot"
primary = "calls"
"""
    answer = through_files(tmp_path, data, register).initiative()
    assert (answer.verdict, answer.design, answer.weeks_before, answer.weeks_after) == ("helped", "randomised", 48, 37)
    assert sum(answer.units) == 135
    (calls,) = answer.measures
    assert calls.other.value == pytest.approx(29.975, abs=1e-3)
    assert calls.other.interval is not None
    assert calls.other.interval.margin / 1.978 == pytest.approx(14.99, abs=0.02)
    assert calls.effect.value == pytest.approx(35.4, abs=0.2)
    assert "+34 (" in said_of(answer, "Of those it reached, by the lot as instrument")
    assert "87.2 points" in said_of(answer, "Of those it reached, by the lot as instrument")
    assert "+39 (+20 to +57)" in said_of(answer, "Fixed effects of units and periods")
    looked = {check.id: check for check in answer.evidence.checks}
    assert "−11.4" in looked["balance"].said
    assert looked["composition"].passed
    assert "85% are known" in looked["composition"].said
    assert any("no guardrail is registered" in said for said in answer.sentences)


def test_a_column_for_each_unit(tmp_path: Path, shared: Path) -> None:
    """One state of 39: three published estimators stand side by side, and the placebo test over units decides."""
    data = shared / "data" / "causal" / "california_prop99.csv"
    register = """
[[initiatives]]
name = "tax"
gain = "less smoking"
treats = "units"
treated = ["California"]
from = 1989
primary = "california"
better = "low"
"""
    answer = through_files(tmp_path, data, register).initiative()
    (packs,) = answer.measures
    assert (answer.design, answer.units, answer.verdict) == ("synthetic", (1, 38), "cannot tell")
    assert packs.effect.value == pytest.approx(-15.6, abs=0.05)
    assert packs.other.value == pytest.approx(-19.51, abs=0.02)
    assert "−27.3" in said_of(answer, "Fixed effects of units and periods")


def test_beginnings_one_after_another(tmp_path: Path, shared: Path) -> None:
    data = shared / "data" / "causal" / "mpdta.csv"
    register = '\n[[initiatives]]\nname = "wage"\ngain = "more"\ntreats = "units"\nprimary = "lemp"\n'
    answer = through_files(tmp_path, data, register).initiative()
    assert (answer.design, answer.units) == ("staggered", (191, 309))
    assert answer.measures[0].effect.value == pytest.approx(-0.0400, abs=5e-5)
    assert any("(p 0." in check.said for check in answer.evidence.checks if check.id == "pre_trend")


def panel(values: np.ndarray, treated: int, start: int, **more: np.ndarray) -> Sums:
    """Units of which the first were treated from a period on."""
    units, periods = values.shape
    flags = np.where(np.arange(units) < treated, 1.0, 0.0)
    nothing = np.full(units, np.nan)
    return Sums(
        tuple(f"u{unit:03}" for unit in range(units)),
        tuple(f"{period + 1}" for period in range(periods)),
        {"calls": Measure(values, np.where(np.isfinite(values), 1.0, 0.0), "high")},
        more.get("assigned", flags),
        more.get("eligible", nothing),
        more.get("begins", np.where(flags == 1, start, -1).astype(np.int64)),
        more.get("reached", np.full(values.shape, np.nan)),
        has_begins="assigned" not in more,
    )


def drawn(draw: np.random.Generator, units: int, periods: int) -> np.ndarray:
    """Units with levels of their own, a season they share, and luck that lasts for some weeks."""
    noise = draw.normal(size=(units, periods))
    for period in range(1, periods):
        noise[:, period] += 0.3 * noise[:, period - 1]
    return np.asarray(100 + draw.normal(0, 10, (units, 1)) + draw.normal(0, 2, periods) + 3 * noise)


def held(sums: Sums, initiative: PanelInitiative = REGISTERED) -> Layout:
    found = laid_out(sums, initiative)
    assert isinstance(found, Layout)
    return found


def test_units_that_join_late_and_weeks_that_are_missing() -> None:
    """Who was not there before tells nothing of a change; holes leave the others as they are."""
    draw = np.random.default_rng(2)
    values = drawn(draw, 24, 30)
    values[:10, 18:] += 8
    values[0, :20] = np.nan
    values[draw.random(values.shape) < 0.15] = np.nan
    found = designs.found(held(panel(values, 10, 18)), "calls", "high")
    assert found.effect.value == pytest.approx(8, abs=2)
    assert found.effect.p < 0.001
    assert found.other.value == pytest.approx(found.effect.value, abs=1.5)


def test_people_who_leave_one_side_alone_take_the_verdict() -> None:
    """The weaker of those not treated leave, and those left tell nothing; where nobody leaves, all is well."""
    draw = np.random.default_rng(4)
    values = drawn(draw, 40, 24)
    luck = draw.normal(0, 8, 40)
    values[:, 12:] += luck[:, None]
    values[:20, 12:] += 3
    whole = held(panel(values, 20, 12))
    assert checks._composition(whole, designs.found(whole, "calls", "high")).passed
    thin = values.copy()
    gone = 20 + np.argsort(luck[20:])[:9]
    thin[gone, 13:] = np.nan
    left = held(panel(thin, 20, 12))
    found = designs.found(left, "calls", "high")
    looked = checks._composition(left, found)
    assert looked.passed is (False if found.effect.p < 0.05 else None)
    big = thin.copy()
    big[:20, 12:] += 40
    sure = held(panel(big, 20, 12))
    assert checks._composition(sure, designs.found(sure, "calls", "high")).passed


def test_a_gap_that_moved_before_fails() -> None:
    draw = np.random.default_rng(1)
    values = drawn(draw, 20, 24)
    calm = held(panel(values, 10, 14))
    assert checks._pre_trend(calm, designs.found(calm, "calls", "high")).passed
    values[:10] += 0.8 * np.arange(24)
    moving = held(panel(values, 10, 14))
    assert checks._pre_trend(moving, designs.found(moving, "calls", "high")).passed is False


@pytest.mark.parametrize(
    ("units", "treated", "periods", "start"), [(16, 6, 24, 12), (30, 1, 24, 14), (4, 2, 5, 3), (3, 1, 60, 40)]
)
def test_panels_without_a_change_are_seldom_given_one(units: int, treated: int, periods: int, start: int) -> None:
    """Of 60 panels where nothing was done at most a tenth may say that something was, whatever the design."""
    said = []
    for seed in range(60):
        layout = held(panel(drawn(np.random.default_rng(seed), units, periods), treated, start))
        found = designs.found(layout, "calls", "high")
        looked = checks.checks(layout, REGISTERED, (), found)
        is_broken = any(check.id in checks.BLOCKING and check.passed is False for check in looked)
        verdict, _ = question._judged(layout, {"calls": "primary"}, {"calls": found}, {"calls": 2.0})
        said.append(not is_broken and verdict in ("helped", "hurt", "only cut cost"))
    assert sum(said) <= 6


def test_a_beginning_that_a_missing_week_hides_is_that_of_the_others() -> None:
    values = drawn(np.random.default_rng(3), 12, 20)
    reached = np.zeros(values.shape)
    reached[:6, 10:] = 1
    reached[2, 9:12] = np.nan
    sums = panel(values, 6, 10, assigned=np.full(12, np.nan), begins=np.full(12, -1), reached=reached)
    found = held(sums)
    assert found.design == "two-by-two"
    assert set(found.start.tolist()) == {10}


REFUSED: list[tuple[Callable[[], Sums], PanelInitiative, str]] = [
    (Sums, REGISTERED, "no panel of sums"),
    (lambda: Sums(unread=("soon",)), REGISTERED, "cannot be put in order"),
    (lambda: panel(np.ones((6, 8)), 6, 4), REGISTERED, "nobody was left out"),
    (lambda: panel(np.ones((6, 8)), 3, 1), REGISTERED, "only 1 period before"),
    (lambda: panel(np.ones((6, 8)), 3, 4), PanelInitiative("x", "y", "calls", {"u9": "4"}), "has no unit u9"),
    (lambda: panel(np.ones((6, 8)), 3, 4), PanelInitiative("x", "y", "calls", {"u001": "May"}), "none of the panel's"),
]


@pytest.mark.parametrize(("sums", "initiative", "said"), REFUSED)
def test_what_cannot_be_compared_says_why(sums: Callable[[], Sums], initiative: PanelInitiative, said: str) -> None:
    found = laid_out(sums(), initiative)
    assert isinstance(found, Missing)
    assert said in found.reason


def test_numbers_without_any_spread_claim_nothing() -> None:
    for units, treated in ((12, 6), (4, 1)):
        layout = held(panel(np.ones((units, 30)), treated, 26))
        found = designs.found(layout, "calls", "high")
        assert not found.effect.p < 0.05
        assert checks.checks(layout, REGISTERED, (), found)


def alike(luck: np.random.Generator, units: int, lasting: float, effect: float = 0.0, treated: int = 1) -> Sums:
    """A panel of 60 periods whose units go their own ways for a while; those treated move from the 41st on."""
    values, off = np.empty((units, 60)), luck.normal(size=units)
    for period in range(60):
        off = lasting * off + np.sqrt(1 - lasting**2) * luck.normal(size=units)
        values[:, period] = 100 + 3 * off + luck.normal(0, 2)
    values[:treated, 40:] += effect
    unknown = np.full(units, np.nan)
    names = tuple(f"u{place:02}" for place in range(units))
    measures = {"calls": Measure(values, np.ones(values.shape), "high")}
    shape = np.full(values.shape, np.nan)
    return Sums(names, tuple(map(str, range(1, 61))), measures, unknown, unknown, np.full(units, -1), shape)


def told(sums: Sums, treated: int) -> tuple[str, str]:
    one = replace(REGISTERED, starts={f"u{place:02}": "41" for place in range(treated)})
    held = laid_out(sums, one)
    assert isinstance(held, Layout)
    held = designs.settled(held, "calls")
    found = designs.found(held, "calls", "high")
    looked = checks.checks(held, one, [], found)
    verdict, _ = question._judged(held, {"calls": "primary"}, {"calls": found}, {"calls": 2.0})
    broken = any(check.id in checks.BLOCKING and check.passed is False for check in looked)
    return ("cannot tell" if broken else verdict), held.design


@pytest.mark.parametrize(("units", "treated"), [(12, 3), (12, 1), (4, 1), (30, 1)])
def test_few_treated_units_that_go_their_own_ways_are_no_finding(units: int, treated: int) -> None:
    """Periods alike for a while overrate a step; who else could have been chosen, or the dates, have to bear it out."""
    luck = np.random.default_rng(8)
    found = [told(alike(luck, units, 0.8), treated)[0] for _ in range(20)]
    assert sum(verdict not in ("neutral", "cannot tell") for verdict in found) <= 3


def test_what_was_done_for_one_of_many_is_found_where_no_mix_follows_it() -> None:
    found = [told(alike(np.random.default_rng(seed), 30, 0.5, 12.0), 1) for seed in range(6)]
    assert sum(verdict == "helped" for verdict, _ in found) >= 4
    assert {design for _, design in found} == {"series"}


WEEKLY = """
[[initiatives]]
name = "change"
gain = "more calls"
treats = "units"
treated = ["u00", "u01", "u02", "u03", "u04", "u05"]
from = 2026-03-02
primary = "calls"
"""


def weekly(folder: Path, more: str = "") -> Evaluation:
    """Sixteen agents over 40 weeks from October 2025; six of them answer a fifth more calls from March on."""
    luck = np.random.default_rng(4)
    lines = ["agent,week,calls"]
    for unit in range(16):
        for week in range(40):
            day = date(2025, 10, 6) + timedelta(weeks=week)
            done = 100 + luck.normal(0, 6) + (20 if unit < 6 and day >= date(2026, 3, 2) else 0)
            lines.append(f"u{unit:02},{day},{done:.1f}")
    (folder / "weeks.csv").write_text("\n".join(lines) + "\n")
    mapping = """
[sources.weeks]
files = "weeks.csv"
[sources.weeks.panel]
key = ["agent", "week"]
[sources.weeks.panel.columns]
unit_id = "agent"
period = "week"
measure = { constant = "calls" }
amount = "calls"
"""
    return loaded(folder, mapping + WEEKLY + more).initiative()


def test_a_panel_is_looked_at_as_planned_and_remembered(tmp_path: Path) -> None:
    answer = weekly(tmp_path, "looks = [2026-04-06, 2026-05-04, 2026-08-03]\n")
    assert (answer.look, answer.verdict, answer.after_90_days) == ((2, 3), "helped", "helped")
    assert answer.weeks_after == 10
    assert "look 2 of 3 that were planned" in " ".join(answer.sentences)


@pytest.mark.parametrize(
    ("looks", "said"),
    [
        ("[2027-01-04]", "its first planned look is at 2027-01-04"),
        ("[2025-12-01]", "planned before it begins"),
        ('["soon"]', "are no periods of the panel"),
    ],
)
def test_looks_that_tell_nothing_are_named(tmp_path: Path, looks: str, said: str) -> None:
    answer = weekly(tmp_path, f"looks = {looks}\n")
    assert answer.verdict == "cannot tell"
    assert said in answer.sentences[0]


def test_of_periods_that_are_numbers_nobody_knows_90_days() -> None:
    held = laid_out(alike(np.random.default_rng(1), 12, 0.0), replace(REGISTERED, starts={"u00": "41"}))
    assert isinstance(held, Layout)
    assert panel_looks.after_90_days(held) is None


def shares_of(cases: list[Sums], treated: list[int], *, is_found: bool = False) -> float:
    """The share of panels that get a claim; with `is_found` the share said to have been helped."""
    verdicts = [judged(sums, count) for sums, count in zip(cases, treated, strict=True)]
    claims = ("helped",) if is_found else ("helped", "hurt", "only cut cost")
    return float(np.mean([verdict in claims for verdict in verdicts]))


def judged(sums: Sums, treated: int) -> str:
    layout = designs.settled(held(sums), "calls")
    found = designs.found(layout, "calls", "high")
    looked = checks.checks(layout, REGISTERED, (), found)
    if any(check.id in checks.BLOCKING and check.passed is False for check in looked):
        return "cannot tell"
    return question._judged(layout, {"calls": "primary"}, {"calls": found}, {"calls": 2.0})[0]


def sized(draw: np.random.Generator, units: int, *, apart: float = 0.7) -> np.ndarray:
    """Units whose size is far apart, by percent as noisy as each other."""
    return np.asarray(100 * np.exp(draw.normal(0, apart, (units, 1)) + 0.05 * draw.normal(size=(units, 40))))


@pytest.mark.parametrize("treated", [1, 2, 7])
def test_what_moves_all_by_the_same_percentage_is_no_effect(treated: int) -> None:
    """Large units change by more where something moves all alike; a claim has to be there in percent, too."""
    cases = []
    for seed in range(30):
        values = sized(np.random.default_rng(seed), 16)
        values[:, 28:] *= 1.5
        cases.append(panel(values, treated, 28))
    assert shares_of(cases, [treated] * 30) <= 0.1


def test_units_chosen_for_being_low_return_by_themselves() -> None:
    """The seven lowest of twenty, whose level lasts for a while: without the check one in ten is said to be helped."""
    cases = []
    for seed in range(40):
        draw = np.random.default_rng(seed)
        off = draw.normal(size=(20, 40))
        for period in range(1, 40):
            off[:, period] = 0.95 * off[:, period - 1] + 0.31 * off[:, period]
        values = 100 + 8 * off
        cases.append(panel(values[np.argsort(values[:, 8:16].mean(axis=1))], 7, 16))
    assert shares_of(cases, [7] * 40) <= 0.1
    values[:7, 16:] += 40
    sums = panel(values, 7, 16)
    found = designs.found(held(sums), "calls", "high")
    (check,) = checks._same_level(found)
    assert check.passed


def test_another_unit_since_it_began_is_no_effect() -> None:
    """Minutes that become seconds on one side: sixty times as much is told as what it is."""
    values = sized(np.random.default_rng(1), 16, apart=0.1)
    values[:6, 28:] *= 60
    layout = held(panel(values, 6, 28))
    looked = checks.checks(layout, REGISTERED, (), designs.found(layout, "calls", "high"))
    (check,) = [check for check in looked if check.id == "same_definition"]
    assert check.passed is False
    assert "another unit or definition" in check.said
    assert judged(panel(values, 6, 28), 6) == "cannot tell"


def test_others_that_had_it_too_are_no_proof_of_neutrality() -> None:
    draw = np.random.default_rng(3)
    values = 100 + draw.normal(0, 0.5, (16, 40))
    reached = np.zeros(values.shape)
    reached[:, 28:] = 1
    alone = reached.copy()
    alone[6:] = 0
    found = [judged(panel(values, 6, 28, reached=one), 6) for one in (alone, reached)]
    assert found == ["neutral", "cannot tell"]


def test_a_rollout_of_one_unit_at_a_time_can_be_told() -> None:
    """Eight units that begin in eight weeks, each a cohort of its own: leaving out units tells how sure it is."""
    for effect, least, most in ((12.0, 0.8, 1.0), (0.0, 0.0, 0.1)):
        cases = []
        for seed in range(20):
            values = drawn(np.random.default_rng(seed), 18, 40)
            begins = np.where(np.arange(18) < 8, 20 + np.arange(18), -1)
            for unit in range(8):
                values[unit, begins[unit] :] += effect
            cases.append(panel(values, 8, 20, begins=begins))
        assert least <= shares_of(cases, [8] * 20, is_found=effect > 0) <= most

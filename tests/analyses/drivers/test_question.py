"""What is associated with outcomes, from files to sentences: simulated centres, public data."""

from __future__ import annotations

import random
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from tests.workspaces import loaded, loaded_at, simulated

from steelyard.analyses.drivers.answer import Drivers
from steelyard.errors import QuestionError
from steelyard.workspace import Workspace

RECIPES = Path(__file__).resolve().parents[3] / "recipes"
TOML = """[workspace]
name = "Made"
time_zone = "UTC"

[sources.calls]
files = "calls.csv"
invitations = "unknown"

[sources.calls.contacts]
key = ["id"]

[sources.calls.contacts.columns]
contact_id = "id"
customer_id = "customer"
opened_at = "opened"
agent_id = "agent"
channel = { constant = "phone" }
direction = { constant = "inbound" }
handle_s = "handle"
wait_s = "wait"

[sources.calls.surveys]
key = ["id"]

[sources.calls.surveys.columns]
survey_id = "id"
contact_id = "id"
instrument = { constant = "csat" }
score = "score"
scale_min = { constant = 1 }
scale_max = { constant = 5 }
better = { constant = "high" }
"""
PACES = (0.9, 0.9, 1.0, 1.0, 1.1, 1.1, 1.2, 1.2, 0.8, 0.8)
TONES = (0.5, -0.5, 0.5, -0.5, -0.5, 0.5, -0.6, -0.2, 0.7, 0.1)
"""Of ten agents: how long they take, and how customers like them; a correlation of -0.46, by chance one in five."""


def calls(size: int, *, is_waiting_felt: bool, days: int) -> str:
    dice = random.Random(5)
    lines = ["id,customer,opened,agent,handle,wait,score"]
    for number in range(size):
        agent, waited = dice.randrange(10), dice.expovariate(1 / 60)
        handle = PACES[agent] * dice.lognormvariate(5.6, 0.1)
        felt = 3.4 + TONES[agent] + dice.gauss(0, 0.9) - (0.004 * waited if is_waiting_felt else 0)
        opened = datetime(2026, 4, 1, 8) + timedelta(minutes=dice.randrange((24 * days - 9) * 60))
        score = min(max(round(felt), 1), 5)
        row = (f"C{number}", f"K{number}", opened, f"A{agent}", round(handle), round(waited), score)
        lines.append(",".join(map(str, row)))
    return "\n".join(lines) + "\n"


def made(folder: Path, *, is_waiting_felt: bool, size: int = 5_000, days: int = 90) -> Drivers:
    workspace = loaded(folder, TOML, {"calls.csv": calls(size, is_waiting_felt=is_waiting_felt, days=days)})
    return workspace.drivers()


@pytest.fixture(scope="module")
def stays(centre: Workspace) -> Drivers:
    return centre.drivers()


def test_what_makes_customers_leave_is_found(stays: Drivers) -> None:
    """In the simulated centre unsolved and abandoned contacts make customers leave, and nothing else does."""
    assert stays.outcome == "retention"
    assert {driver.name for driver in stays.key} <= {"attempts", "contacts", "is_fixed_first", "is_resolved"}
    assert stays.key
    assert all(driver.is_claimed for driver in stays.key)
    assert not [driver for driver in stays.drivers if driver.is_claimed and driver.name == "transfers"]


def test_shares_add_up(stays: Drivers) -> None:
    assert sum(driver.share.value or 0.0 for driver in stays.drivers) == pytest.approx(1)
    assert stays.kept is not None
    assert stays.kept.interval is not None
    assert 0 < stays.kept.interval.low <= (stays.kept.value or 0.0) <= 1
    assert stays.explained is not None
    assert 0 < (stays.explained.value or 0.0) < 0.1


def test_it_goes_with_and_does_not_cause(stays: Drivers) -> None:
    assert not [said for said in stays.sentences if "cause" in said or "drives" in said]
    assert stays.evidence is not None
    assert stays.evidence.grade == "adjusted"
    checks = {check.id: check.passed for check in stays.evidence.checks}
    assert checks["leakage"]
    assert checks["unseen"] is None
    assert any(caveat.id == "association" and caveat.weight == "warning" for caveat in stays.caveats)


def test_ratings_go_with_resolution(centre: Workspace) -> None:
    found = centre.drivers(outcome="rating")
    resolved = next(driver for driver in found.drivers if driver.name == "is_resolved")
    assert resolved.is_claimed
    assert (resolved.effect.value or 0.0) > 5, "points of 100"
    assert "is_fixed_first" not in {driver.name for driver in found.drivers}, "known only after the answer"


def test_too_few_cases_are_refused(centre: Workspace) -> None:
    found = centre.drivers(outcome="nps", from_on=date(2026, 6, 1))
    assert found.drivers == ()
    assert found.highlights == ()
    assert found.missing[0].unlock.startswith("load about ")
    assert found.sentences[0].startswith("Cannot tell")
    assert "at least 400 are required" in found.sentences[0]


def test_an_outcome_that_does_not_exist(centre: Workspace) -> None:
    with pytest.raises(QuestionError, match="ratign") as raised:
        centre.drivers(outcome="ratign")
    assert "rating" in str(raised.value)


def test_a_filter_that_does_not_exist_is_no_filter(centre: Workspace) -> None:
    with pytest.raises(QuestionError, match="sitte"):
        centre.drivers(where={"sitte": ("Porto",)})
    found = centre.drivers(outcome="retention", where={"closure": ("agent",)})
    assert "cannot be filtered by closure" in found.sentences[0]


def test_a_part_is_asked_alone(centre: Workspace) -> None:
    part = centre.drivers(outcome="rating", where={"channel": ("phone", "email")})
    assert part.explained is not None
    whole = centre.drivers(outcome="rating").explained
    assert whole is not None
    assert 0 < part.explained.n < whole.n


@pytest.mark.parametrize("is_waiting_felt", [False, True])
def test_what_a_few_agents_have_in_common_is_no_driver(is_waiting_felt: bool, tmp_path: Path) -> None:
    found = made(tmp_path, is_waiting_felt=is_waiting_felt)
    assert found.outcome == "rating"
    drivers = {driver.name: driver for driver in found.drivers}
    assert {"handle_s", "answer_s"} <= drivers.keys()
    assert not drivers["handle_s"].is_claimed
    assert drivers["answer_s"].is_claimed == is_waiting_felt
    assert drivers["handle_s"].share.interval is not None
    assert drivers["handle_s"].share.interval.chances == ("customers", "days", "agents")


def test_a_single_day_is_refused(tmp_path: Path) -> None:
    found = made(tmp_path, is_waiting_felt=True, size=600, days=1)
    assert found.drivers == ()
    (lone,) = (one for one in found.missing if one.title == "Customers' rating")
    assert "are from one day" in lone.reason


@pytest.mark.slow
def test_shocks_of_days_and_agents_make_no_driver(tmp_path: Path) -> None:
    """Ratings hang on solutions and waits, staying on nothing; agents' pace and their tone are drawn apart."""
    workspace = simulated(tmp_path, "shared-shock", contacts=20_000, seed=3)
    ratings, stays = workspace.drivers(outcome="rating"), workspace.drivers(outcome="retention")
    claimed = {driver.name for driver in ratings.drivers if driver.is_claimed}
    assert "is_resolved" in claimed
    assert "handle_s" not in claimed
    assert stays.drivers
    assert not [driver for driver in stays.drivers if driver.is_claimed]


def load(recipe: str, shared: Path, folder: Path) -> Workspace:
    shutil.copytree(RECIPES / recipe, folder)
    return loaded_at(folder, data=shared / "data" / recipe)


def test_no_driver_is_found_where_satisfaction_hangs_on_nothing(shared: Path, tmp_path: Path) -> None:
    found = load("pwc-call-centre", shared, tmp_path / "pwc").drivers()
    assert found.outcome == "rating"
    assert {driver.name for driver in found.drivers} == {"is_resolved", "answer_s", "handle_s"}
    assert not [driver for driver in found.drivers if driver.is_claimed or driver.is_key or driver.pattern]
    assert found.sentences[0].startswith("None of the 3 measures tested is associated with customers' rating")
    assert found.highlights == ()
    assert found.kept is not None
    assert found.kept.value is None


def test_a_score_that_gives_departures_away_is_named_and_set_apart(shared: Path, tmp_path: Path) -> None:
    found = load("ibm-telco-churn", shared, tmp_path / "telco").drivers()
    assert found.outcome == "retention"
    (leak,) = found.leaks
    assert leak.name == "rating"
    assert leak.explained > 0.5
    assert leak.ordered == pytest.approx(0.9504, abs=0.001), "counted from the publisher's file"
    assert "rating" not in {driver.name for driver in found.drivers}
    assert any("excluded as leakage" in said for said in found.sentences[:2])
    assert {"tenure", "referrals", "charge"} <= {driver.name for driver in found.drivers if driver.is_claimed}

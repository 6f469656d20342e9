from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.analyses.evaluations.world import NULL, PLANTED, World, centre

from steelyard.analyses.evaluations.answer import Evaluations
from steelyard.errors import EngineError, QuestionError
from steelyard.measure.models import evaluated
from steelyard.workspace import Workspace

DAYS = {"from_on": "2026-01-01", "to_on": "2026-04-20"}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return centre(tmp_path_factory.mktemp("planted"), replace(PLANTED, level=70.0))


@pytest.fixture(scope="module")
def planted(workspace: Workspace) -> Evaluations:
    return workspace.ask("evaluations", evaluators="named", **DAYS)


@pytest.fixture(scope="module")
def fine(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return centre(tmp_path_factory.mktemp("null"), replace(NULL, level=95.0, usual_noise=2.0))


@pytest.fixture(scope="module")
def null(fine: Workspace) -> Evaluations:
    return fine.ask("evaluations", evaluators="named", **DAYS)


def test_who_is_lenient_drifts_and_scores_impressions_is_found_and_nobody_else(planted: Evaluations) -> None:
    found = {entry.name: entry for entry in planted.evaluators}
    assert {name: entry.finding for name, entry in found.items() if entry.finding} == {
        "S0": "lenient",
        "S1": "drifts up",
        "S2": "halo",
    }
    severity, drift = found["S0"].severity.interval, found["S1"].drift
    assert severity is not None
    assert drift is not None
    assert drift.interval is not None
    assert severity.low < 7 < severity.high
    assert drift.interval.low < 14 * 90 / 120 < drift.interval.high


def test_what_nobody_can_score_alike_is_found(planted: Evaluations) -> None:
    tone = next(entry for entry in planted.criteria if entry.name == "Tone")
    assert tone.is_unlike
    assert tone.advice == "reword"
    assert tone.weight == pytest.approx(0.1)
    assert "Nobody can score Tone alike" in str(planted)


def test_what_customers_notice_is_found(planted: Evaluations) -> None:
    claimed = {(entry.name, tie.outcome) for entry in planted.criteria for tie in entry.ties if tie.is_claimed}
    assert ("Settles", "solved") in claimed
    assert ("Settles", "rating") in claimed
    assert ("Listens", "solved") not in claimed or ("Knows", "solved") in claimed


def test_a_model_is_a_series_of_its_own(planted: Evaluations) -> None:
    assert planted.models is not None
    interval = planted.models.difference.interval
    assert interval is not None
    assert interval.low > 1
    assert interval.high < 5


def test_no_mean_is_claimed_where_evaluators_do_not_agree(planted: Evaluations) -> None:
    assert planted.mean is not None
    assert planted.mean.state == "cannot_tell"
    assert "do not agree" in planted.mean.refusal
    assert planted.picked == 25


def test_the_mean_is_that_of_the_scorecard(workspace: Workspace, planted: Evaluations) -> None:
    other = workspace.ask("scorecard", metrics=["interaction_quality"], **DAYS).estimates[0]
    assert planted.mean is not None
    assert planted.mean.mean.value == pytest.approx(other.value)
    assert planted.mean.mean.n == other.n


def test_names_are_given_only_where_asked_for(workspace: Workspace) -> None:
    answer = workspace.ask("evaluations", **DAYS)
    assert all(not entry.name for entry in answer.evaluators)
    text = str(answer)
    assert "S0" not in text
    assert "An evaluator scores higher than the others" in text
    assert all(f'"S{place}"' not in str(answer.to_dict()) for place in range(6))


def test_a_criterion_that_is_not_scored_alike_is_named_with_its_agreement(planted: Evaluations) -> None:
    (unlike,) = [entry for entry in planted.criteria if entry.is_unlike]
    (said,) = [entry.said for entry in planted.highlights if "alike" in entry.said]
    assert unlike.alpha.value is not None
    assert f"do not score {unlike.name} alike: agreement (alpha) is {unlike.alpha.value:.2f} (" in said
    assert said.endswith("short of 0.667.")


def test_nothing_is_claimed_where_nothing_is(null: Evaluations) -> None:
    assert not any(entry.finding for entry in null.evaluators)
    assert not any(tie.is_claimed for entry in null.criteria for tie in entry.ties)
    assert null.highlights == ()


def test_a_mean_at_its_target_is_claimed_with_its_limit_and_probability(null: Evaluations) -> None:
    mean = null.mean
    assert mean is not None
    assert mean.mean.value is not None
    assert mean.lower is not None
    assert mean.probability is not None
    assert mean.state == "held"
    assert 91 <= mean.lower < mean.mean.value
    assert mean.probability > 0.95
    assert mean.agents == 30
    assert "known chances" in mean.frame
    assert "with 95% confidence" in null.sentences[0]


@pytest.mark.parametrize(
    ("world", "said"),
    [
        (
            World(contacts=300, doubles=60, purposes=False, usual_noise=2.0, level=97.0),
            "no column says that contacts were drawn",
        ),
        (World(contacts=300, doubles=12, usual_noise=2.0), "were scored by two evaluators"),
        (World(contacts=300, doubles=0), "no contacts were scored by two evaluators"),
    ],
)
def test_a_mean_is_refused_without_frame_or_agreement(tmp_path: Path, world: World, said: str) -> None:
    workspace = centre(tmp_path, world)
    answer = workspace.ask("evaluations", **DAYS)
    assert answer.mean.state == "cannot_tell"
    assert said in answer.mean.refusal
    assert answer.mean.mean.value is not None
    assert answer.mean.lower is None
    assert answer.mean.unlock in answer.sentences[0]
    assert next(rung.state for rung in workspace.ask("verdict", **DAYS).rungs if rung.id == "well_delivered") != "held"


def test_the_verdict_takes_the_same_for_well_delivered(fine: Workspace) -> None:
    rungs = {rung.id: rung for rung in fine.ask("verdict", **DAYS).rungs}
    assert rungs["well_delivered"].state == "held"


def test_a_rubric_that_nobody_used_is_refused(workspace: Workspace) -> None:
    with pytest.raises(QuestionError, match="no evaluations by the rubric"):
        workspace.ask("evaluations", rubric="visits", **DAYS)
    with pytest.raises(QuestionError, match="evaluators"):
        workspace.ask("evaluations", evaluators="all", **DAYS)


def test_an_engine_that_reads_evaluations_otherwise_is_not_asked(workspace: Workspace) -> None:
    with workspace.snapshot() as snapshot:
        snapshot.refused = {"evaluated": "something"}
        with pytest.raises(EngineError, match="something differs"):
            evaluated.evaluated(snapshot, workspace.settings)

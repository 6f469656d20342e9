"""Public data give the figures their publishers' files hold, through the whole path from file to measure."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

import pytest
from tests.workspaces import RECIPES, loaded_at

from samples.zendesk import ZendeskTruth, export_zendesk
from steelyard import measure, metrics, report
from steelyard.answers import Estimate
from steelyard.store import Snapshot
from steelyard.workspace import Workspace


@contextmanager
def read(workspace: Workspace) -> Iterator[Snapshot]:
    with workspace.snapshot() as snapshot:
        yield snapshot


def ask(workspace: Workspace, metric: str, where: dict[str, str] | None = None) -> Estimate:
    chosen = {name: (value,) for name, value in (where or {}).items()}
    with read(workspace) as snapshot:
        sums = measure.measure(snapshot, workspace.settings, [metric], where=chosen)
        return measure.estimates(sums)[0]


def is_near(found: Estimate, figure: dict[str, Any]) -> bool:
    if "value" not in figure:
        return True
    return found.value is not None and abs(found.value - figure["value"]) <= figure["tolerance"]


def refused(workspace: Workspace, metric: str) -> bool:
    """No number: the data lack what it needs, or the figure is refused."""
    with read(workspace) as snapshot:
        if measure.missing(snapshot, [metric], workspace.settings):
            return True
    return ask(workspace, metric).value is None


@pytest.fixture(scope="module", params=sorted(folder.name for folder in RECIPES.iterdir()))
def recipe(request: pytest.FixtureRequest, public: Callable[[str], Workspace]) -> Any:
    name: str = request.param
    return public(name), tomllib.loads((RECIPES / name / "expected.toml").read_text())


def test_figures(recipe: Any) -> None:
    workspace, expected = recipe
    wrong = []
    for figure in expected["figures"]:
        found = ask(workspace, figure["metric"], figure.get("where"))
        if not is_near(found, figure) or found.n != figure.get("n", found.n):
            wrong.append((figure, found.value, found.n))
    assert not wrong


def test_what_the_data_cannot_tell_is_refused(recipe: Any) -> None:
    workspace, expected = recipe
    given = [entry["metric"] for entry in expected["refused"] if not refused(workspace, entry["metric"])]
    assert not given


def test_the_report_says_what_cannot_be_told(recipe: Any, tmp_path: Path) -> None:
    workspace, expected = recipe
    page = report.write(workspace, tmp_path / "report.html").read_text()
    untold = page[page.index('id="missing"') :]
    for entry in expected["refused"]:
        assert escape(metrics.metric(entry["metric"]).title) in untold


@pytest.fixture(scope="module")
def zendesk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, ZendeskTruth]:
    folder = tmp_path_factory.mktemp("zendesk")
    truth = export_zendesk(folder / "exports", tickets=2_000, seed=3)
    shutil.copytree(RECIPES / "zendesk-export", folder / "workspace")
    return loaded_at(folder / "workspace", data=folder / "exports"), truth


def test_a_zendesk_export_with_known_truth(zendesk: tuple[Workspace, ZendeskTruth]) -> None:
    workspace, truth = zendesk
    first_reply = ask(workspace, "first_reply_time_median")
    assert first_reply.value == pytest.approx(60 * truth.first_reply_watched_median_min, abs=1)
    assert first_reply.n == truth.replied + truth.waiting
    csat = ask(workspace, "csat_score")
    assert csat.value == pytest.approx(100 * truth.csat_good_share, abs=1e-9)
    assert csat.n == truth.rated
    reopened = ask(workspace, "reopen_rate")
    assert reopened.value is not None
    assert reopened.value * reopened.n == pytest.approx(truth.reopened)
    assert truth.tickets - truth.merged <= reopened.n <= truth.tickets

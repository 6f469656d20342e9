"""A workspace on disk: settings and files in, a load's report and the stored rows out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from steelyard import intake, settings
from steelyard.intake import LoadReport
from steelyard.store import Store

NOW = datetime(2026, 11, 1)


@dataclass(frozen=True)
class Workspace:
    """A folder with steelyard.toml and files."""

    folder: Path

    def write(self, toml: str = "", files: Mapping[str, str | bytes] | None = None) -> Workspace:
        if toml:
            (self.folder / "steelyard.toml").write_text(toml, encoding="utf-8")
        for name, content in (files or {}).items():
            data = content.encode() if isinstance(content, str) else content
            (self.folder / name).write_bytes(data)
        return self

    @property
    def store(self) -> Store:
        return Store(self.folder / "store")

    def load(self, **given: object) -> LoadReport:
        return intake.load(settings.read(self.folder), self.store, **{"now": NOW, **given})  # type: ignore[arg-type]

    def rows(self, sql: str) -> list[dict[str, object]]:
        with self.store.snapshot() as snapshot:
            columns = snapshot.engine.query(sql)
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]

    def values(self, sql: str) -> list[object]:
        return [next(iter(row.values())) for row in self.rows(sql)]


@pytest.fixture(autouse=True)
def without_facts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts have tests of their own; here they are built only where a test asks for `facts`."""
    module = sys.modules["steelyard.intake.load"]
    if "facts" not in request.fixturenames:
        monkeypatch.setattr(module, "build_facts", lambda *_: module.Built())


@pytest.fixture
def facts() -> None:
    """Facts are built in this test."""


NewWorkspace = Callable[..., Workspace]


@pytest.fixture
def workspace(tmp_path: Path) -> NewWorkspace:
    """(toml, files) -> workspace."""
    return lambda toml="", files=None: Workspace(tmp_path).write(toml, files)


def contacts(columns: str = "", table: str = "", source: str = "", head: str = "") -> str:
    """A settings text with one source `t` of contacts from t.csv; id and at are mapped."""
    return f"""{head}
[sources.t]
files = "t.csv"
{source}
[sources.t.contacts]
{table}
[sources.t.contacts.columns]
contact_id = "id"
opened_at = "at"
{columns}
"""


def adds_up(report: LoadReport) -> bool:
    return all(
        entry.read == entry.accepted + entry.duplicate + entry.folded + entry.filtered + entry.quarantined
        for entry in report.accounts
    )

"""What [engine] and the environment say of the engine."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from steelyard import settings
from steelyard.errors import SettingsError
from steelyard.settings.model import EngineSettings, Settings

CLUSTER = """\
[engine]
kind = "spark"
address = "sc://host:15002"
memory = "4GB"
facts = "lake.steelyard"
covers_until = 2026-09-30
dimensions = ["product"]
[engine.tables]
contacts = "lake.support.contacts"
"""


def read(folder: Path, text: str) -> Settings:
    (folder / "steelyard.toml").write_text(text)
    return settings.read(folder)


def test_everything_it_can_say(tmp_path: Path) -> None:
    found = read(tmp_path, CLUSTER)
    assert found.engine == EngineSettings(
        kind="spark",
        address="sc://host:15002",
        memory="4GB",
        tables={"contacts": "lake.support.contacts"},
        facts="lake.steelyard",
        covers_until=date(2026, 9, 30),
        dimensions=("product",),
    )
    assert found.dimensions == ("product",)
    assert "host" not in repr(found)


def test_without_it_the_embedded_engine_answers(tmp_path: Path) -> None:
    assert read(tmp_path, "").engine == EngineSettings(kind="duckdb")


def test_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEELYARD_ENGINE_ADDRESS", "sc://host:15002/;token=hush")
    monkeypatch.setenv("STEELYARD_ENGINE_KIND", "duckdb")
    engine = read(tmp_path, '[engine]\nkind = "spark"\n').engine
    assert (engine.kind, engine.address) == ("duckdb", "sc://host:15002/;token=hush")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('kind = "spark"', 'kind = "sparc"', "Did you mean spark?"),
        ("contacts = ", "contact = ", "Did you mean contacts?"),
        ('"4GB"', '"lots"', "memory must be an amount"),
        ('"lake.support.contacts"', '"contacts"', "full name"),
        ('"lake.support.contacts"', '"a.b; DROP TABLE c"', "full name"),
        ('"lake.steelyard"', '"lake.steelyard.more"', "schema's name"),
        ('kind = "spark"', 'kind = "duckdb"', "need an engine"),
        ("contacts = ", "surveys = ", "has no contacts"),
        ("[engine.tables]\n" + 'contacts = "lake.support.contacts"\n', "", "goes with engine.tables"),
    ],
)
def test_what_does_not_hold_is_named(tmp_path: Path, before: str, after: str, words: str) -> None:
    assert before in CLUSTER
    with pytest.raises(SettingsError) as raised:
        read(tmp_path, CLUSTER.replace(before, after))
    assert words in str(raised.value)
    assert "steelyard.toml, line" in str(raised.value)


def test_only_what_it_reads_shapes_the_facts(tmp_path: Path) -> None:
    whole = read(tmp_path, CLUSTER).fingerprint
    assert read(tmp_path, CLUSTER.replace("sc://host", "sc://other").replace("4GB", "8GB")).fingerprint == whole
    assert read(tmp_path, CLUSTER.replace("support", "sales")).fingerprint != whole
    assert read(tmp_path, '[engine]\nkind = "spark"\n').fingerprint == read(tmp_path, "").fingerprint

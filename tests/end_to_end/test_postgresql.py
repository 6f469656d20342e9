"""A workspace over a PostgreSQL database's own tables: facts built there, questions asked there, refusals kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import postgres

from steelyard import conformance, schema, workspace
from steelyard.conformance import Difference, golden, standing
from steelyard.conformance.tables import put
from steelyard.errors import EngineError
from steelyard.store import engine as engines

TABLES = ("contacts", "surveys", "costs", "agents")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A database whose schema `crm` holds a service's data, and an empty schema for the facts."""
    with postgres.server() as found:
        engine = engines.open("postgresql", found)
        for name in ("crm", "steelyard"):
            engine.execute(f"CREATE SCHEMA {name}")
        for table in TABLES:
            put(engine, table, golden.tables()[table], golden.SETTINGS.dimensions)
            columns = ", ".join(f'"{column.name}"' for column in schema.table(table).columns)
            engine.execute(f"CREATE TABLE crm.{table} AS SELECT {columns} FROM {table}")
        engine.close()
        yield found


def test_questions_over_a_databases_tables(tmp_path: Path, address: str) -> None:
    named = "\n".join(f'{table} = "crm.{table}"' for table in TABLES)
    (tmp_path / "steelyard.toml").write_text(
        f'[engine]\nkind = "postgresql"\naddress = "{address}"\nfacts = "steelyard"\n[engine.tables]\n{named}\n'
    )
    opened = workspace.open(tmp_path)
    loaded = opened.load()
    assert loaded.facts["fact_contacts"] > 5_000
    with pytest.raises(EngineError, match="has not been checked"):
        opened.scorecard()
    wrong = [Difference("handle_time", "whole", "1.0", "2.0", metrics=("handle_time",))]
    standing.keep(opened.store.folder, address, conformance.judge("postgresql", {"measures": 9}, wrong))
    found = opened.scorecard()
    told = {entry.metric: entry.value for entry in found.estimates if entry.value is not None}
    assert told["contacts_per_hour"] > 0
    assert "handle_time" not in told
    assert any(entry.metric == "handle_time" and "differs" in entry.reason for entry in found.missing)

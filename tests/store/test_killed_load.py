"""A load killed at any instant leaves the version before, and the next load works."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from steelyard.store import Store

from .rows import commit, stage

LOADS = """
import sys, time
from pathlib import Path
from steelyard.store import Store
store = Store(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    with store.writer() as writer:
        version = writer.base.version + 1
        writer.engine.execute(
            "CREATE OR REPLACE TEMP TABLE incoming AS SELECT * REPLACE (CAST(source_version AS INTEGER) + 1 AS "
            "source_version, 'x' || source_version AS team) FROM contacts"
        )
        writer.engine.execute("ALTER TABLE incoming ALTER source_version TYPE VARCHAR")
        writer.merge("contacts", "incoming", full_source=None)
        writer.replace("fact_contacts", 'SELECT source_version, "on" FROM contacts', partition="on")
        writer.commit(horizon=None, settings="", loads=(), known={}, notes={})
    print("committed", flush=True)
"""

KILLS = 15


def versions(store: Store) -> tuple[int, set[str], set[str], int]:
    """The version number, the versions of rows in contacts and in facts, and how many contacts there are."""
    with store.snapshot() as snapshot:
        contacts = snapshot.engine.query("SELECT source_version FROM contacts")["source_version"].tolist()
        facts = snapshot.engine.query("SELECT source_version FROM fact_contacts")["source_version"].tolist()
        assert len(contacts) == len(facts)
        return snapshot.manifest.version, set(contacts), set(facts), len(contacts)


def test_a_load_killed_at_any_instant_leaves_a_whole_version(tmp_path: Path) -> None:
    store, chance = Store(tmp_path), random.Random(2026)
    with store.writer() as writer:
        rows = [("s", str(key), date(2026, 1 + key % 6, 1), "100", None) for key in range(60)]
        writer.merge("contacts", stage(writer, rows), full_source=None)
        writer.replace("fact_contacts", 'SELECT source_version, "on" FROM contacts', partition="on")
        commit(writer)
    before = 1
    for number in range(KILLS):
        process = subprocess.Popen([sys.executable, "-c", LOADS, str(tmp_path)], stdout=subprocess.PIPE)
        assert process.stdout
        process.stdout.readline()
        if not number:
            assert process.stdout.readline() == b"committed\n"
        time.sleep(chance.uniform(0.0, 0.5))
        assert process.poll() is None
        process.kill()
        process.communicate()
        version, contacts, facts, count = versions(store)
        assert version >= before
        assert contacts == facts == {str(99 + version)}
        assert count == 60
        before = version
    assert before > 1
    with store.writer() as writer:
        commit(writer)
    assert versions(store)[0] == before + 1
    assert not list((tmp_path / "scratch").iterdir())

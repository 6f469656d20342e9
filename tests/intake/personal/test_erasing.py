"""A customer who is erased is nowhere on the disk, no measure moves, and no load brings them back."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from tests.intake.personal.reading import holding
from tests.intake.personal.world import PRIVACY, customer, files, toml
from xlsxwriter import Workbook

import steelyard
from steelyard import metrics
from steelyard.errors import BusyError, EmptyStoreError, QuestionError, SettingsError
from steelyard.intake.erasure.wording import told
from steelyard.intake.personal import keys, stopped
from steelyard.store import cleaning
from steelyard.workspace import Workspace

WHO = customer(28)
"""Somebody with contacts, answers, remarks and an outcome."""
TABLES = ("contacts", "surveys", "outcomes", "customers")
FACTS = ("fact_contacts", "fact_issues", "fact_responses")
REASON = "belongs to a customer who was erased"


@pytest.fixture(scope="module", params=["append", "full"])
def load(request: pytest.FixtureRequest) -> str:
    """How the sources are declared."""
    return str(request.param)


@pytest.fixture
def facts() -> None:
    """Facts are built in these tests."""


pytestmark = pytest.mark.usefixtures("facts")


def made(folder: Path, privacy: str = "", load: str = "append") -> Workspace:
    """A loaded workspace whose files lie elsewhere."""
    (folder / "exports").mkdir(parents=True)
    (folder / "workspace").mkdir()
    for name, text in files().items():
        (folder / "exports" / name).write_text(text, "utf-8")
    (folder / "workspace" / "steelyard.toml").write_text(toml(privacy, load), "utf-8")
    workspace = opened(folder)
    workspace.load()
    return workspace


def opened(folder: Path) -> Workspace:
    return steelyard.open(folder / "workspace", folder / "exports")


def rows(workspace: Workspace, sql: str) -> list[tuple[object, ...]]:
    return list(workspace.sql(sql, most=1_000_000).rows)


SOME = ("first_contact_resolution", "handle_time", "csat_score", "churn_rate", "repurchase_rate")


def figures(workspace: Workspace, names: tuple[str, ...] = SOME) -> dict[str, object]:
    """Measures' figures with intervals and n, as far as these data give them."""
    found = workspace.scorecard(metrics=names)
    return {line.metric: asdict(line.now) for line in found.lines}


def nearly(said: object) -> object:
    """Figures as they have to be again, but for the last bits: an engine adds in the order its threads come to it."""
    if isinstance(said, dict):
        return {name: nearly(value) for name, value in said.items()}
    if isinstance(said, tuple):
        return tuple(nearly(value) for value in said)
    return pytest.approx(said, rel=1e-9, abs=1e-12) if isinstance(said, float) else said


def other_columns(workspace: Workspace, table: str) -> list[tuple[object, ...]]:
    """All that a table says but whose rows they are."""
    gone = ("customer_id", *(("source_key",) if table in TABLES else ()), *(("comment",) if table == "surveys" else ()))
    return rows(workspace, f"SELECT * EXCLUDE ({', '.join(gone)}) FROM {table} ORDER BY ALL")


def stands(folder: Path) -> list[str]:
    """Files of the workspace that hold the customer."""
    remark = [f"Remark {place} of theirs" for place in remarks()]
    return holding(folder / "workspace", [WHO, *remark])


def remarks() -> list[int]:
    """The numbers of the customer's contacts with a remark."""
    calls, answers = (files()[name].splitlines()[1:] for name in ("calls.csv", "answers.csv"))
    mine = {line.split(",")[0][1:] for line in calls if WHO in line}
    return [int(number) for number in (line[1:].split(",")[0] for line in answers) if number in mine]


def test_the_customer_is_nowhere_and_no_measure_moves(tmp_path: Path) -> None:
    workspace = made(tmp_path)
    assert stands(tmp_path)
    assert remarks()
    every = tuple(name for name in metrics.names() if name != "balance")
    before, tables = figures(workspace, every), {table: other_columns(workspace, table) for table in (*TABLES, *FACTS)}
    found = workspace.erase(WHO.lower())
    assert stands(tmp_path) == []
    assert found.rows["contacts"] == 6
    assert found.rows["outcomes"] == 1
    assert found.remarks == len(remarks())
    assert {"calls.csv", "people.csv"} <= set(found.holding) <= set(files())
    assert figures(opened(tmp_path), every) == nearly(before)
    for table, said in tables.items():
        assert other_columns(workspace, table) == said, table
    ids = rows(workspace, "SELECT DISTINCT customer_id FROM contacts WHERE customer_id LIKE 'erased-%'")
    assert len(ids) == 1
    wrong = "CAST(('0x' || left(md5(coalesce(customer_id, contact_id)), 2)) AS INTEGER) % 64 <> customer_group"
    assert rows(workspace, f"SELECT count(*) FROM contacts WHERE {wrong}") == [(0,)]


@pytest.mark.parametrize("privacy", ["", PRIVACY], ids=["ids", "pseudonyms"])
def test_no_load_brings_them_back_and_every_row_is_accounted_for(tmp_path: Path, load: str, privacy: str) -> None:
    keys.make(tmp_path / "pseudonyms.key")
    workspace = made(tmp_path, privacy, load)
    first = {(one.source, one.table): one for one in workspace.load(again=True).accounts}
    before = figures(workspace)
    workspace.erase(WHO)
    report = workspace.load(again=True)
    assert figures(workspace) == nearly(before)
    assert stands(tmp_path) == []
    for one in report.accounts:
        assert one.read == one.accepted + one.duplicate + one.folded + one.filtered + one.quarantined
        assert one.read == first[one.source, one.table].read
        assert one.accepted == 0
    mine = {reason.table: reason.count for reason in report.reasons if reason.reason == REASON}
    assert mine["contacts"] == sum(WHO in line for line in files()["calls.csv"].splitlines())
    assert (mine["customers"], mine["outcomes"]) == (1, 1)
    assert mine["surveys"] >= len(remarks())
    assert report.removed == 0
    assert not workspace.load(again=True).is_new


def test_new_rows_of_theirs_are_not_taken_and_others_are(tmp_path: Path) -> None:
    workspace = made(tmp_path)
    workspace.erase(WHO)
    header = files()["calls.csv"].splitlines()[0]
    lines = [
        f"C{9000 + place},{who},HH9,2026-04-20 08:00,2026-04-20 08:05:00,60,bill,phone,North,yes"
        for place, who in enumerate((WHO, WHO.upper(), customer(8)))
    ]
    (tmp_path / "exports" / "calls-2.csv").write_text("\n".join([header, *lines]) + "\n", "utf-8")
    (account,) = [one for one in workspace.load(["calls"]).accounts if one.table == "contacts"]
    assert (account.accepted, account.quarantined) == (1, 2)
    assert stands(tmp_path) == []


def test_facts_built_anew_are_the_same(tmp_path: Path) -> None:
    workspace = made(tmp_path)
    workspace.erase(WHO)
    before, said = figures(workspace), {table: other_columns(workspace, table) for table in FACTS}
    text = (tmp_path / "workspace" / "steelyard.toml").read_text("utf-8")
    (tmp_path / "workspace" / "steelyard.toml").write_text(text + "\n[assumptions]\nservice_level_s = 30\n", "utf-8")
    report = opened(tmp_path).load()
    assert report.whole
    assert {table: other_columns(opened(tmp_path), table) for table in FACTS} == said
    assert figures(opened(tmp_path)) == nearly(before)


def test_a_store_that_is_built_anew_does_not_know_them_either(tmp_path: Path) -> None:
    workspace = made(tmp_path)
    workspace.erase(WHO)
    shutil.rmtree(tmp_path / "workspace" / "store")
    workspace.load()
    assert stands(tmp_path) == []
    (tmp_path / "workspace" / "erased.key").unlink()
    with pytest.raises(SettingsError, match="the key is missing"):
        workspace.load()


def test_what_was_brought_through_a_page_loses_the_rows(tmp_path: Path) -> None:
    workspace = made(tmp_path, load="full")
    uploads = tmp_path / "workspace" / "uploads"
    uploads.mkdir()
    kinds = {"answers.csv": "answers.json", "people.csv": "people.xlsx"}
    for name, text in files().items():
        brought(uploads / kinds.get(name, f"{name}.gz"), text)
    settings = tmp_path / "workspace" / "steelyard.toml"
    text = settings.read_text("utf-8")
    for name, glob in (("calls.csv", "calls*.csv"), *((name, name) for name in list(files())[1:])):
        text = text.replace(f'files = "{glob}"', f'files = "uploads/{kinds.get(name, f"{name}.gz")}"')
    settings.write_text(text, "utf-8")
    draft = tmp_path / "workspace" / ".drafts" / "0123456789abcdef" / "uploads"
    draft.mkdir(parents=True)
    (draft / "more.csv").write_text(files()["calls.csv"], "utf-8")
    workspace = steelyard.open(tmp_path / "workspace")
    workspace.load()
    before = figures(workspace)
    found = workspace.erase(WHO)
    assert set(found.cleaned) == {"calls.csv.gz", "answers.json", "deeds.csv.gz", "people.xlsx"}
    assert (found.holding, found.waiting) == ((), 1)
    assert [name for name in stands(tmp_path) if "answers" not in name] == []
    left = gzip.decompress((uploads / "calls.csv.gz").read_bytes()).decode()
    assert left == "".join(line for line in files()["calls.csv"].splitlines(True) if WHO not in line)
    assert WHO.lower() not in (uploads / "answers.json").read_text("utf-8").lower()
    with zipfile.ZipFile(uploads / "people.xlsx") as book:
        assert not any(WHO.lower() in book.read(part).decode(errors="replace").lower() for part in book.namelist())
    workspace.load(again=True)
    assert figures(workspace) == nearly(before)
    assert not list(uploads.glob(".*"))


def brought(place: Path, text: str) -> None:
    """The rows of a delimited text as a file of the kind its name says."""
    rows = list(csv.reader(io.StringIO(text)))
    if place.suffix == ".json":
        records = [dict(zip(rows[0], row, strict=False)) for row in rows[1:]]
        place.write_text(json.dumps({"page": 1, "rows": records}), "utf-8")
    elif place.suffix == ".xlsx":
        book = Workbook(place)
        sheet = book.add_worksheet("People")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        book.close()
    else:
        place.write_bytes(gzip.compress(text.encode()))


def test_who_is_not_there_and_what_is_nobodys(tmp_path: Path) -> None:
    workspace = made(tmp_path)
    for typed in ("Kunde-99999", "unknown", "C1"):
        with pytest.raises(QuestionError) as error:
            workspace.erase(typed)
        assert typed.lower() not in str(error.value).lower()
    (random,) = rows(workspace, "SELECT customer_id FROM contacts WHERE contact_id = 'C1'")
    workspace.erase(str(random[0]))
    (after,) = rows(workspace, "SELECT customer_id FROM contacts WHERE contact_id = 'C1'")
    with pytest.raises(QuestionError):
        workspace.erase(str(after[0]))
    with pytest.raises(QuestionError):
        workspace.erase(str(random[0]))


def test_before_anything_is_loaded_there_is_nobody(tmp_path: Path) -> None:
    (tmp_path / "steelyard.toml").write_text(toml(), "utf-8")
    with pytest.raises(EmptyStoreError):
        steelyard.open(tmp_path).erase(WHO)


def test_a_load_that_runs_is_waited_for_by_who_asked(tmp_path: Path) -> None:
    workspace = made(tmp_path)
    with workspace.store.writer(), pytest.raises(BusyError, match="another load is running"):
        workspace.erase(WHO)
    assert stands(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such signal")
@pytest.mark.parametrize("place", ["publish", "finish", "sums"])
def test_killed_half_way_it_is_before_or_after(tmp_path: Path, place: str) -> None:
    workspace = made(tmp_path)
    before = figures(workspace)
    kill = {
        "publish": "from steelyard.store import manifest as m\nm.publish = die",
        "finish": "from steelyard.store import cleaning as m\nm.finish = lambda *a: m.is_unfinished(*a) and die()",
        "sums": "import shutil as m\nm.rmtree = die",
    }[place]
    code = (
        "import os, signal, sys, steelyard\nfrom pathlib import Path\n"
        "def die(*a, **k): os.kill(os.getpid(), signal.SIGKILL)\n"
        "w = steelyard.open(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        f"{kill}\nw.erase(sys.argv[3])\n"
    )
    given = [sys.executable, "-c", code, str(tmp_path / "workspace"), str(tmp_path / "exports"), WHO]
    assert subprocess.run(given, capture_output=True).returncode == -signal.SIGKILL
    assert figures(opened(tmp_path)) == nearly(before)
    if place == "publish":
        assert stands(tmp_path)
        opened(tmp_path).erase(WHO)
    else:
        opened(tmp_path).load()
    assert stands(tmp_path) == []
    mine = [reason for reason in opened(tmp_path).load(again=True).reasons if reason.reason == REASON]
    assert mine


def test_only_hashes_are_on_the_list_and_its_key_is_its_owners(tmp_path: Path) -> None:
    workspace = made(tmp_path)
    workspace.erase(WHO)
    folder = tmp_path / "workspace"
    listed = json.loads((folder / stopped.FILE).read_text("utf-8"))
    assert len(listed["customers"]) == 1
    assert all(len(text) == keys.LENGTH for text in (*listed["customers"], *listed["contacts"]))
    assert os.name == "nt" or (folder / stopped.KEY).stat().st_mode & 0o777 == 0o600
    assert cleaning.ALONE in workspace.store.verify()[0].notes


def test_what_is_said_names_what_is_left_to_do(tmp_path: Path) -> None:
    found = made(tmp_path).erase(WHO)
    said = "\n".join(told(found))
    assert "calls.csv" in said
    assert "Backups" in said
    assert WHO.lower() not in said.lower()


def test_ids_made_of_the_customers_are_told(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "workspace").mkdir()
    for name, text in files().items():
        changed = text.replace("C7,Kunde", "C-kunde-00007-7,Kunde") if name == "calls.csv" else text
        (tmp_path / "exports" / name).write_text(changed, "utf-8")
    (tmp_path / "workspace" / "steelyard.toml").write_text(toml(), "utf-8")
    workspace = opened(tmp_path)
    workspace.load()
    who = rows(workspace, "SELECT customer_id FROM contacts WHERE contact_id = 'C-kunde-00007-7'")[0][0]
    found = workspace.erase(str(who))
    assert bool(found.left) == (who == "kunde-00007")


def test_pseudonyms_may_come_afterwards(tmp_path: Path) -> None:
    workspace = made(tmp_path)
    workspace.erase(WHO)
    kept = rows(workspace, "SELECT DISTINCT customer_id FROM contacts WHERE customer_id LIKE 'erased-%'")
    keys.make(tmp_path / "pseudonyms.key")
    (tmp_path / "workspace" / "steelyard.toml").write_text(toml(PRIVACY), "utf-8")
    assert opened(tmp_path).load().is_pseudonymised
    assert rows(workspace, "SELECT DISTINCT customer_id FROM contacts WHERE customer_id LIKE 'erased-%'") == kept
    report = opened(tmp_path).load(again=True)
    assert not report.is_new
    assert {reason.table for reason in report.reasons if reason.reason == REASON} >= {
        "contacts",
        "surveys",
        "customers",
    }
    second = customer(9)
    opened(tmp_path).erase(second)
    report = opened(tmp_path).load(again=True)
    mine = {reason.table: reason.count for reason in report.reasons if reason.reason == REASON}
    assert mine["customers"] == 2


def test_tables_of_an_engine_of_ones_own_are_not_changed(tmp_path: Path) -> None:
    engine = '[engine]\nkind = "postgresql"\naddress = "postgresql://x"\n[engine.tables]\ncontacts = "public.calls"\n'
    (tmp_path / "steelyard.toml").write_text(engine, "utf-8")
    with pytest.raises(SettingsError, match="an engine of your own"):
        steelyard.open(tmp_path).erase(WHO)


@pytest.fixture
def desk_is(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Which database what people enter is kept in; one of PostgreSQL is empty."""
    pytest.importorskip("sqlalchemy", reason="the serve extra is not installed")
    from tests import postgres
    from tests.desk.conftest import fresh

    if request.param == "sqlite":
        yield request.param
        return
    with postgres.server() as server, fresh(server) as address:
        monkeypatch.setenv("STEELYARD_DESK_ADDRESS", address)
        yield request.param


@pytest.mark.parametrize(
    ("desk_is", "privacy"),
    [("sqlite", ""), ("sqlite", PRIVACY), ("postgresql", "")],
    ids=["ids", "pseudonyms", "postgresql"],
    indirect=["desk_is"],
)
def test_follow_ups_in_the_desk_know_them_no_more(tmp_path: Path, privacy: str, desk_is: str) -> None:
    from steelyard.desk import Desk, Proposed
    from steelyard.settings.model import FollowupSettings

    keys.make(tmp_path / "pseudonyms.key")
    workspace = made(tmp_path)
    desk = Desk.open(workspace.settings)
    ids = (WHO.lower(), customer(8).lower())
    desk.follow_ups.take_over(
        1, [Proposed(who, "", "callback", (), 1.0, None, None) for who in ids], FollowupSettings()
    )
    for one in desk.follow_ups.listed():
        desk.follow_ups.add_note(one.id, "bea", one.version, f"{one.customer_id} was angry")
    desk.close()
    if privacy:
        (tmp_path / "workspace" / "steelyard.toml").write_text(toml(privacy), "utf-8")
        opened(tmp_path).load()
    opened(tmp_path).erase(WHO)
    assert stands(tmp_path) == []
    (kept,) = rows(workspace, "SELECT DISTINCT customer_id FROM contacts WHERE customer_id LIKE 'erased-%'")
    desk = Desk.open(workspace.settings)
    named = {one.customer_id for one in desk.follow_ups.listed()}
    desk.close()
    assert str(kept[0]) in named
    assert len(named) == 2
    assert all(name.startswith(("p-", "erased-")) for name in named) == bool(privacy)

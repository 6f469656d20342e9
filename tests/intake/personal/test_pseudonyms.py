"""With pseudonyms the store holds no customer's id, and every table still agrees on who is who."""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

import pytest
from tests.intake.personal.reading import holding
from tests.intake.personal.world import PRIVACY, customer, files, toml

import steelyard
from steelyard.errors import MappingError, SettingsError
from steelyard.intake.personal import keys
from steelyard.workspace import Workspace

SOURCES = ("calls.csv", "calls-2.csv", "answers.csv", "deeds.csv", "people.csv")
IDS = [customer(number) for number in range(60)]
NAMES = {"contacts": "customer_id", "surveys": "customer_id", "outcomes": "customer_id", "customers": "customer_id"}
ASKED = ("first_contact_resolution", "contacts_per_issue", "churn_rate", "csat_score", "repeat_contacts")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "workspace"
    place.mkdir()
    for name, text in files().items():
        (place / name).write_text(text, "utf-8")
    return place


@pytest.fixture
def key(folder: Path) -> keys.Key:
    return keys.make(folder.parent / "pseudonyms.key")


@pytest.fixture
def facts() -> None:
    """Facts are built in these tests."""


pytestmark = pytest.mark.usefixtures("facts")


def opened(folder: Path, privacy: str = PRIVACY, load: str = "append") -> Workspace:
    (folder / "steelyard.toml").write_text(toml(privacy, load), "utf-8")
    return steelyard.open(folder)


def rows(workspace: Workspace, sql: str) -> list[tuple[object, ...]]:
    return list(workspace.sql(sql, most=1_000_000).rows)


def values(workspace: Workspace) -> dict[str, float | None]:
    found = workspace.scorecard(metrics=ASKED)
    return {line.metric: line.now.value for line in found.lines}


def test_no_file_of_the_store_holds_an_id_and_all_tables_agree(folder: Path, key: keys.Key) -> None:
    workspace = opened(folder)
    workspace.load()
    assert holding(folder, ["kunde-"], SOURCES) == []
    expected = "p-" + hmac.new(key.content, b"kunde-00007", hashlib.sha256).hexdigest()[:20]
    for table, name in NAMES.items():
        assert rows(workspace, f"SELECT count(*) FROM {table} WHERE {name} = '{expected}'")[0][0] or table == "outcomes"
    assert workspace.load().orphans == {"contacts.customer_id": 13}
    assert rows(workspace, "SELECT count(*) FROM contacts WHERE customer_id NOT LIKE 'p-%'") == [(13,)]
    assert {row[0] for row in rows(workspace, "SELECT customer_id FROM contacts WHERE customer_id NOT LIKE 'p-%'")} == {
        "unknown"
    }


def test_groups_are_the_pseudonyms_and_figures_the_same(folder: Path, key: keys.Key, tmp_path: Path) -> None:
    workspace = opened(folder)
    workspace.load()
    wrong = "CAST(('0x' || left(md5(coalesce(customer_id, contact_id)), 2)) AS INTEGER) % 64 <> customer_group"
    assert rows(workspace, f"SELECT count(*) FROM contacts WHERE {wrong}") == [(0,)]
    hashed = values(workspace)
    clear = tmp_path / "clear"
    clear.mkdir()
    for name, text in files().items():
        (clear / name).write_text(text, "utf-8")
    plain = opened(clear, "")
    plain.load()
    for name, value in values(plain).items():
        assert hashed[name] == (None if value is None else pytest.approx(value, rel=1e-12)), name
    assert any(hashed.values())
    unidentified = "SELECT count(*) FROM fact_contacts WHERE NOT is_identified"
    assert rows(workspace, unidentified) == rows(plain, unidentified)


@pytest.mark.parametrize("load", ["append", "full"])
def test_later_loads_agree(folder: Path, key: keys.Key, load: str) -> None:
    workspace = opened(folder, load=load)
    workspace.load()
    assert not workspace.load(again=True).is_new
    first = rows(workspace, "SELECT customer_id FROM contacts WHERE contact_id = 'C1'")
    header, second = files()["calls.csv"].splitlines()[:3:2]
    who = second.split(",")[1]
    (folder / "calls-2.csv").write_text(f"{header}\n" + second.replace("C1,", "C9001,") + "\n", "utf-8")
    report = workspace.load()
    assert sum(account.accepted for account in report.accounts) == 1
    again = rows(workspace, "SELECT customer_id FROM contacts WHERE contact_id = 'C9001'")
    assert again == first == [("p-" + key.digest(who.lower()),)]


def test_a_workspace_that_is_there_is_made_over_as_if_loaded_so(folder: Path, key: keys.Key, tmp_path: Path) -> None:
    plain = opened(folder, "")
    plain.load()
    plain.scorecard()
    assert holding(folder / "store", ["kunde-"])
    for name in SOURCES:
        (folder / name).rename(tmp_path / name) if (folder / name).exists() else None
    (folder / "calls.csv").write_text(files()["calls.csv"].splitlines()[0] + "\n", "utf-8")
    for name in ("answers.csv", "deeds.csv", "people.csv"):
        (folder / name).write_text(files()[name].splitlines()[0] + "\n", "utf-8")
    workspace = opened(folder)
    report = workspace.load()
    assert report.is_pseudonymised
    assert report.is_new
    assert holding(folder, ["kunde-"], SOURCES) == []
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    for name, text in files().items():
        (fresh / name).write_text(text, "utf-8")
    anew = opened(fresh)
    anew.load()
    for table in (*NAMES, "fact_contacts", "fact_issues", "fact_responses"):
        columns = "* EXCLUDE (source_version)" if table in NAMES else "*"
        sql = f"SELECT {columns} FROM {table} ORDER BY ALL"
        assert rows(workspace, sql) == rows(anew, sql), table
    assert not workspace.load().is_pseudonymised


def test_also_hashes_what_else_tells_a_customer(folder: Path, key: keys.Key) -> None:
    opened(folder).load()
    assert holding(folder / "store", ["HH1"])
    workspace = opened(folder, PRIVACY + 'also = ["household"]\n')
    assert workspace.load().is_pseudonymised
    assert holding(folder / "store", ["HH1"]) == []
    assert rows(workspace, "SELECT count(DISTINCT household) FROM contacts") == [(30,)]
    assert not workspace.load(again=True).is_new


def test_another_column_that_would_hold_the_id_is_refused(folder: Path, key: keys.Key) -> None:
    workspace = opened(folder)
    text = (folder / "steelyard.toml").read_text("utf-8").replace('household = "household"', 'caller = "customer"')
    (folder / "steelyard.toml").write_text(text, "utf-8")
    with pytest.raises(MappingError, match="caller reads the column that customer_id reads"):
        steelyard.open(folder).load()
    assert not workspace.store.folder.joinpath("contacts").exists()


def test_a_missing_key_is_named_with_what_to_type(folder: Path) -> None:
    with pytest.raises(SettingsError, match="the key is missing") as told:
        opened(folder).load()
    assert "steelyard pseudonym key" in told.value.next


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_key_that_others_may_read_is_refused(folder: Path, key: keys.Key) -> None:
    (folder.parent / "pseudonyms.key").chmod(0o640)
    with pytest.raises(SettingsError, match="others may read the key"):
        opened(folder).load()


def test_a_key_is_made_for_its_owner_alone_and_never_over_another(folder: Path, key: keys.Key) -> None:
    place = folder.parent / "pseudonyms.key"
    assert os.name == "nt" or place.stat().st_mode & 0o777 == 0o600
    with pytest.raises(SettingsError, match="there is a key already"):
        keys.make(place)
    assert repr(key) == "Key()"


def test_another_key_is_refused_before_anything_is_read(folder: Path, key: keys.Key) -> None:
    workspace = opened(folder)
    workspace.load()
    (folder.parent / "pseudonyms.key").unlink()
    keys.make(folder.parent / "pseudonyms.key")
    with pytest.raises(SettingsError, match="another key than the workspace was loaded with"):
        workspace.load()


def test_pseudonyms_do_not_become_ids_again(folder: Path, key: keys.Key) -> None:
    opened(folder).load()
    with pytest.raises(SettingsError, match="cannot become ids again"):
        opened(folder, "").load()


def test_a_key_inside_the_store_is_refused(folder: Path, key: keys.Key) -> None:
    with pytest.raises(SettingsError, match="outside the store"):
        opened(folder, PRIVACY.replace("../pseudonyms.key", "store/pseudonyms.key")).load()
    with pytest.raises(SettingsError, match="needs a key"):
        opened(folder, "[privacy]\npseudonyms = true\n")


def test_an_engines_own_tables_are_refused(folder: Path, key: keys.Key) -> None:
    engine = '\n[engine]\nkind = "postgresql"\naddress = "postgresql://x"\n[engine.tables]\ncontacts = "public.calls"\n'
    (folder / "steelyard.toml").write_text(PRIVACY + engine, "utf-8")
    with pytest.raises(SettingsError, match="cannot be pseudonymised"):
        steelyard.open(folder)

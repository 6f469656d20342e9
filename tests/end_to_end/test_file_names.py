"""Names are names: no sign in a file's or a folder's name makes Steelyard read another file."""

from __future__ import annotations

from pathlib import Path

import pytest
import zstandard
from tests.end_to_end.conftest import CALLS, TOML, Place, Run

OTHER = CALLS.replace("K-", "X-")


def prefixes(place: Place) -> set[str]:
    """How the ids of the contacts in the store begin."""
    with place.store.snapshot() as snapshot:
        found = snapshot.engine.query("SELECT contact_id FROM contacts")["contact_id"]
    return {str(name)[:2] for name in found}


def named(files: str) -> str:
    return TOML.replace('files = "calls.csv"', f"files = {files}")


@pytest.mark.parametrize("name", ["t[1].csv", "t?.csv", "t*.csv", "t[!x].csv", "{t,t1}.csv", "t1].csv", "t%31.csv"])
def test_a_file_is_read_by_its_name_not_by_what_it_would_match(tmp_path: Path, run: Run, name: str) -> None:
    place = Place(tmp_path).write(named(f"'{name}'"), {name: CALLS, "t1.csv": OTHER, "t.csv": OTHER})
    run(place, "load")
    assert prefixes(place) == {"K-"}


def test_a_workspace_does_not_load_its_neighbour(tmp_path: Path, run: Run) -> None:
    for name, rows in (("team[1]", CALLS), ("team1", OTHER)):
        (tmp_path / name).mkdir()
        Place(tmp_path / name).write(TOML, {"calls.csv": rows})
    place, other = Place(tmp_path / "team[1]"), Place(tmp_path / "team1")
    run(other, "load")
    run(place, "load")
    run(place, "load")
    assert prefixes(place) == {"K-"}
    assert prefixes(other) == {"X-"}
    assert place.figures()[1:] == other.figures()[1:]


@pytest.mark.parametrize("files", ["../elsewhere/calls.csv", "../elsewhere/*.csv", "link.csv", "linked/calls.csv"])
def test_a_relative_name_stays_in_the_data_folder(tmp_path: Path, run: Run, files: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "calls.csv").write_text(OTHER, encoding="utf-8")
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "link.csv").symlink_to(tmp_path / "elsewhere" / "calls.csv")
    (tmp_path / "here" / "linked").symlink_to(tmp_path / "elsewhere")
    place = Place(tmp_path / "here").write(named(f"'{files}'"))
    run(place, "load").failed("leads out of the data folder", "Write the whole path")


def test_an_absolute_path_is_read_wherever_it_lies(tmp_path: Path, run: Run) -> None:
    (tmp_path / "calls[1].csv").write_text(OTHER, encoding="utf-8")
    (tmp_path / "calls1.csv").write_text(CALLS, encoding="utf-8")
    (tmp_path / "here").mkdir()
    place = Place(tmp_path / "here").write(named(f"'{tmp_path}/calls[1].csv'"))
    run(place, "load")
    assert prefixes(place) == {"X-"}


def test_what_init_writes_means_the_files_it_saw(tmp_path: Path, run: Run) -> None:
    place = Place(tmp_path).write("", {"t[1].csv": CALLS, "t1.csv": OTHER})
    (tmp_path / "steelyard.toml").unlink()
    run(place, "init", "t[1].csv", "--yes")
    written = (tmp_path / "steelyard.toml").read_text(encoding="utf-8")
    assert 'files = "t[[]1].csv"' in written
    run(place, "load")
    assert prefixes(place) == {"K-"}


def test_every_byte_in_a_zstd_file_is_kept(tmp_path: Path, run: Run) -> None:
    rows = CALLS.replace("Secret remark 1", "“Zürich” – 東京 𝄞 ").encode()
    packed = zstandard.ZstdCompressor().compress(rows[:9000]) + zstandard.ZstdCompressor().compress(rows[9000:])
    place = Place(tmp_path).write(named("'calls.csv.zst'"), {"calls.csv.zst": packed})
    run(place, "load")
    assert place.figures()[1] == len(CALLS.splitlines()) - 1


def test_a_name_that_is_no_text_is_refused_in_words(tmp_path: Path, run: Run) -> None:
    place = Place(tmp_path).write(named('"*.csv"'))
    try:
        (Path(str(tmp_path)) / b"calls-\xff.csv".decode("utf-8", "surrogateescape")).write_text(CALLS)
    except OSError:
        pytest.skip("this file system takes names of text alone")
    run(place, "load").failed("name is not UTF-8 text", "Rename the file")

"""steelyard init: a mapping written once, never over another, with words a person can act on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from steelyard import settings
from steelyard.cli import MISUSED, UNRECOGNISED

CALLS = "Call ID,Start time,Queue,Agent,Wait,Outcome\n" + "".join(
    f"C{n},2026-03-{n % 28 + 1:02d} 09:00:00,Sales,A{n % 5},{n % 60},{'ANSWERED' if n % 4 else 'ABANDONED'}\n"
    for n in range(200)
)


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "calls.csv").write_text(CALLS, "utf-8")
    return folder


def test_it_writes_a_mapping_that_loads(run, exports: Path, tmp_path: Path) -> None:
    code, out, _ = run("init", str(exports / "calls.csv"), "-w", str(tmp_path))
    assert code == 0
    assert "steelyard load" in out
    assert "Name the time zone" in out
    source = settings.read(tmp_path).sources[0]
    assert source.files == {"calls": ("exports/calls.csv",)}


def test_a_mapping_that_is_there_is_kept_without_force(run, exports: Path, tmp_path: Path) -> None:
    (tmp_path / "steelyard.toml").write_text("# mine\n", "utf-8")
    code, _, err = run("init", str(exports), "-w", str(tmp_path))
    assert code == 1
    assert "--force" in err
    assert (tmp_path / "steelyard.toml").read_text("utf-8") == "# mine\n"
    assert run("init", str(exports), "-w", str(tmp_path), "--force")[0] == 0
    assert settings.read(tmp_path).sources


def test_a_dry_run_prints_and_writes_nothing(run, exports: Path, tmp_path: Path) -> None:
    code, out, _ = run("init", str(exports), "-w", str(tmp_path), "--dry-run")
    assert code == 0
    assert "[sources.calls.contacts.columns]" in out
    assert not (tmp_path / "steelyard.toml").exists()


def test_json_names_confidence_and_reason(run, exports: Path, tmp_path: Path) -> None:
    code, out, _ = run("init", str(exports), "-w", str(tmp_path), "--json")
    assert code == 0
    columns = json.loads(out)["sources"][0]["tables"][0]["columns"]
    named = {entry["column"]: entry for entry in columns}
    assert named["contact_id"]["from"] == ["Call ID"]
    assert named["contact_id"]["confidence"] > 0.9
    assert named["opened_at"]["reason"]


def test_a_file_that_is_not_there_is_an_error_in_words(run, tmp_path: Path) -> None:
    code, _, err = run("init", str(tmp_path / "absent.csv"), "-w", str(tmp_path))
    assert code == 1
    assert "absent.csv" in err
    assert "Traceback" not in err
    assert not (tmp_path / "steelyard.toml").exists()


def test_files_that_fill_nothing_are_named(run, exports: Path, tmp_path: Path) -> None:
    (exports / "notes.csv").write_text("a,b\n1,2\n", "utf-8")
    _, out, _ = run("init", str(exports), "-w", str(tmp_path))
    assert "Not used: exports/notes.csv" in out.replace("\n", " ")


def test_where_nothing_is_recognised_the_code_says_so_and_a_mapping_to_start_from_is_shown(
    run, exports: Path, tmp_path: Path
) -> None:
    (exports / "notes.csv").write_text("Mood,Colour\n" + "good,red\nbad,blue\n" * 5, "utf-8")
    code, out, _ = run("init", str(exports / "notes.csv"), "-w", str(tmp_path))
    assert code == UNRECOGNISED
    assert "Nothing was recognised, and nothing was written." in out
    assert '#   "Mood": bad, good' in out
    assert not (tmp_path / "steelyard.toml").exists()
    started = out[out.index("# The columns of") :]
    (tmp_path / "steelyard.toml").write_text(started, "utf-8")
    source = settings.read(tmp_path).sources[0]
    assert (source.name, source.files) == ("notes", {"notes": ("exports/notes.csv",)})
    (tmp_path / "steelyard.toml").unlink()
    code, out, _ = run("init", str(exports / "notes.csv"), "-w", str(tmp_path), "--dry-run")
    assert (code, out.endswith(started)) == (UNRECOGNISED, True)


def test_what_is_recognised_but_not_in_force_leaves_with_that_code_too(run, exports: Path, tmp_path: Path) -> None:
    rows = "".join(f"R{n},C{n},{n % 7 + 1}\n" for n in range(50))
    (exports / "survey.csv").write_text("Response ID,Call ID,CES\n" + rows, "utf-8")
    code, out, _ = run("init", str(exports / "survey.csv"), "-w", str(tmp_path))
    assert code == UNRECOGNISED
    assert "where nothing of it is in force yet" in out
    assert "# unsure: better" in (tmp_path / "steelyard.toml").read_text("utf-8")


def test_a_source_is_added_and_what_stands_there_is_kept(run, exports: Path, tmp_path: Path) -> None:
    target = tmp_path / "steelyard.toml"
    run("init", str(exports / "calls.csv"), "-w", str(tmp_path))
    held = target.read_text("utf-8").replace("# unsure: time_zone", "time_zone") + "\n# my own remark"
    target.write_text(held, "utf-8")
    (exports / "other").mkdir()
    (exports / "other" / "calls.csv").write_text(CALLS.replace("\nC", "\nD"), "utf-8")
    code, out, err = run(
        "init", "--add", str(exports / "calls.csv"), str(exports / "other" / "calls.csv"), "-w", str(tmp_path)
    )
    assert code == 0
    assert f"Not added: {exports / 'calls.csv'} is mapped already, by calls." in err
    assert f"Added to {target}" in out
    assert "Name the time zone" not in out
    assert target.read_text("utf-8").startswith(held + "\n")
    assert [(one.name, one.files[one.name]) for one in settings.read(tmp_path).sources] == [
        ("calls", ("exports/calls.csv",)),
        ("calls_2", ("exports/other/calls.csv",)),
    ]


def test_adding_what_is_mapped_or_to_nothing_is_refused_in_words(run, exports: Path, tmp_path: Path) -> None:
    calls, target = str(exports / "calls.csv"), tmp_path / "steelyard.toml"
    code, _, err = run("init", "--add", calls, "-w", str(tmp_path))
    assert (code, "there is no steelyard.toml" in err) == (1, True)
    run("init", calls, "-w", str(tmp_path))
    before = target.read_bytes()
    code, _, err = run("init", "--add", calls, "-w", str(tmp_path))
    assert (code, "this file is mapped already, by calls" in err) == (1, True)
    (exports / "notes.csv").write_text("a,b\n1,2\n", "utf-8")
    assert run("init", "--add", str(exports / "notes.csv"), "-w", str(tmp_path))[0] == UNRECOGNISED
    assert run("init", "--add", "--force", calls, "-w", str(tmp_path))[0] == MISUSED
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["steelyard.toml"]


def test_help_shows_examples(run) -> None:
    code, out, _ = run("init", "--help")
    assert code == 0
    assert "steelyard init exports/*.csv" in out


def test_lines_before_the_table_are_found_and_the_mapping_loads(run, exports: Path, tmp_path: Path) -> None:
    (exports / "calls.csv").write_text("Report:,Calls\nBy:,someone\n\n" + CALLS, "utf-8")
    assert run("init", str(exports / "calls.csv"), "-w", str(tmp_path))[0] == 0
    source = settings.read(tmp_path).sources[0]
    assert (source.reading["calls"].skip, source.tables[0].columns["contact_id"].columns) == (3, ("Call ID",))
    assert "skip = 3  # the table begins in line 4" in (tmp_path / "steelyard.toml").read_text("utf-8")
    assert run("load", "-w", str(tmp_path), "--json")[0] == 0


def test_what_is_stated_is_written(run, exports: Path, tmp_path: Path) -> None:
    body = "".join(line.replace(",", ";") + "\n" for line in CALLS.splitlines()[1:])
    (exports / "calls.csv").write_text(body, "utf-8")
    code, out, _ = run("init", str(exports), "-w", str(tmp_path), "--dry-run")
    assert (code, "its first line is data, no header: name its 6 columns" in out) == (UNRECOGNISED, True)
    shape = ("--header", "0", "--delimiter", ";", "--columns", "Call ID, Start time,Queue,Agent,Wait,Outcome")
    assert run("init", str(exports), "-w", str(tmp_path), *shape)[0] == 0
    source = settings.read(tmp_path).sources[0]
    assert (source.reading["calls"].header, source.reading["calls"].delimiter) == (0, ";")
    assert source.reading["calls"].columns[1] == "Start time"
    assert source.tables[0].columns["contact_id"].columns == ("Call ID",)


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--delimiter", "ab", "--delimiter: delimiter must be one character"),
        ("--encoding", "utf-99", "--encoding: there"),
    ],
)
def test_an_option_that_does_not_hold_is_named(
    run, exports: Path, tmp_path: Path, option: str, value: str, says: str
) -> None:
    code, _, err = run("init", str(exports), "-w", str(tmp_path), option, value)
    assert (code, says in err) == (1, True), err

"""Questions that cannot be answered, places that hold nothing, and JSON from every command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.end_to_end.conftest import PRIVATE, TOML, Place, Run

from steelyard import cli

ASKING = [
    ("weigh",),
    ("weigh", "--json"),
    ("check",),
    ("change",),
    ("explain", "csat_score"),
    ("report",),
    ("export", "x.csv"),
    ("export", "x.csv", "--table", "contacts"),
]


@pytest.mark.parametrize("args", ASKING)
def test_nothing_was_loaded(run: Run, fresh: Place, args: tuple[str, ...]) -> None:
    run(fresh, *args).failed("nothing has been loaded yet", "type: steelyard load")
    assert sorted(path.name for path in fresh.folder.iterdir()) == ["calls.csv", "steelyard.toml"]


@pytest.mark.parametrize("args", [*ASKING, ("load",)])
def test_there_is_no_workspace(run: Run, tmp_path: Path, args: tuple[str, ...]) -> None:
    place = Place(tmp_path)
    run(place, *args).failed("there is no steelyard.toml", "steelyard init FILES")
    run(place, *args, "-w", "nowhere").failed("nowhere: there is no such folder")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("args", [*ASKING, ("load",)])
def test_the_store_is_newer(run: Run, place: Place, args: tuple[str, ...]) -> None:
    path = place.folder / "store" / "manifest-000001.json"
    newer = json.dumps({**json.loads(path.read_text()), "format": 99})
    path.write_text(newer)
    run(place, *args).failed("manifest-000001.json", "written by a newer Steelyard", "upgrade Steelyard")
    assert path.read_text() == newer


def test_a_store_that_lost_a_part(run: Run, place: Place) -> None:
    file = next((place.folder / "store" / "fact_contacts").rglob("*.parquet"))
    file.write_bytes(file.read_bytes()[:-10])
    for command in ("weigh", "load"):
        run(place, command).failed(file.name, "missing or damaged", "backup")
    (place.folder / "store" / "manifest-000001.json").write_text("{")
    run(place, "weigh").failed("manifest is damaged", "steelyard load")


def test_a_file_without_rows_is_told(run: Run, fresh: Place) -> None:
    fresh.write(files={"calls.csv": "id,customer,opened,closed,team,agent,channel,topic,handle,csat,remark\n"})
    assert "held no rows" in run(fresh, "load").out
    for command in ("weigh", "change", "report"):
        run(fresh, command).failed("holds no contacts", "steelyard check")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("explain", "cast_score"), ("no metric called 'cast_score'", "csat_score")),
        (("weigh", "--metric", "handel_time"), ("no metric called 'handel_time'", "handle_time")),
        (("weigh", "--by", "taem"), ("no dimension called 'taem'", "Did you mean team?")),
        (("weigh", "--where", "tem=North"), ("no dimension called 'tem'", "Did you mean team?")),
        (("weigh", "--where", "team=Nrth"), ("no team is called 'Nrth'", "Did you mean North?")),
        (("weigh", "--period", "monht"), ("no period called 'monht'", "Did you mean month?")),
        (("weigh", "--from", "2030-01-01", "--to", "2030-02-01"), ("no data from 2030-01-01", "The data go from 2026")),
        (("weigh", "--from", "2026-06-01", "--to", "2026-05-01"), ("before it begins", "Swap --from and --to")),
        (("change", "--from", "2030-01-01"), ("no data from 2030-01-01", "The data go from 2026")),
        (("export", "x.doc"), ("'.doc'", ".csv, .parquet, .json or .xlsx")),
        (("export", "nowhere/x.csv", "--table", "contacts"), ("nowhere/x.csv: cannot write",)),
        (("export", "x.csv", "--table", "contcts"), ("no table called 'contcts'", "contacts")),
        (("load", "cals"), ("no source 'cals'", "Did you mean calls?")),
        (("demo", "."), ("a workspace lies here", "Choose another folder")),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_answered(
    run: Run, shown: Place, args: tuple[str, ...], words: tuple[str, ...]
) -> None:
    run(shown, *args).failed(*words)
    assert (shown.folder / "steelyard.toml").read_text() == TOML


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (("wiegh",), "Did you mean weigh?"),
        (("weigh", "--jsn"), "--json"),
        (("weigh", "--from", "soon"), "'soon' is not a date"),
        (("weigh", "--where", "team"), "not NAME=VALUE"),
        (("check", "--data", "nowhere"), "'nowhere' does not exist"),
        (("export",), "Missing argument 'PATH'"),
    ],
)
def test_a_command_typed_wrongly(run: Run, shown: Place, args: tuple[str, ...], word: str) -> None:
    run(shown, *args).failed(word, code=cli.MISUSED)


@pytest.mark.parametrize(
    "args",
    [
        ("weigh", "--metric", "handle_time", "--period", "month"),
        ("change", "--compare", "team=North,South"),
        ("check",),
        ("explain",),
        ("explain", "handle_time"),
        ("load",),
        ("init", "calls.csv", "--dry-run"),
        ("export", "x.json"),
        ("report", "r.html"),
    ],
)
def test_json_is_json(run: Run, place: Place, args: tuple[str, ...]) -> None:
    ran = run(place, *args, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert isinstance(json.loads(ran.out), dict | list)
    assert not PRIVATE.search(ran.out)


@pytest.mark.parametrize("columns", [60, 80])
@pytest.mark.parametrize(
    "args", [("weigh", "--by", "team", "--metric", "csat_score"), ("check",), ("explain", "csat_score"), ("load",)]
)
def test_tables_fit_the_terminal(run: Run, place: Place, args: tuple[str, ...], columns: int) -> None:
    ran = run(place, *args, columns=columns)
    assert (ran.code, ran.err) == (0, "")
    hinted = [line for line in ran.out.splitlines() if "steelyard " not in line]
    assert max(len(line) for line in hinted) <= columns

from __future__ import annotations

import json
from pathlib import Path

import pytest

import steelyard
from steelyard import cli
from steelyard.simulate import list_scenarios


def simulate(run, place: Path, *options: str, scenario: str = "steady") -> tuple[int, str, str]:
    return run("simulate", scenario, "--contacts", "1500", "--out", str(place), *options)


def test_without_a_name_the_scenarios_are_listed(run) -> None:
    code, out, _ = run("simulate")
    assert code == cli.FINE
    assert all(name in out for name in list_scenarios())
    code, out, _ = run("simulate", "--json")
    assert list(json.loads(out)) == list_scenarios()


def test_a_wrong_name_is_answered_with_the_nearest(run, tmp_path: Path) -> None:
    code, _, err = simulate(run, tmp_path / "x", scenario="bot-that-deflect")
    assert code == cli.FAILED
    assert "Did you mean bot-that-deflects" in err
    assert not (tmp_path / "x").exists()


def test_what_is_written_loads_and_weighs(run, tmp_path: Path) -> None:
    place = tmp_path / "mix"
    code, out, _ = simulate(run, place, scenario="mix-shift")
    assert code == cli.FINE
    assert f"steelyard load -w {place}" in out
    assert "exports/telephone_calls.csv" in out
    assert {path.name for path in tmp_path.iterdir()} == {"mix", "mix.truth.json"}
    assert {path.name for path in place.iterdir()} == {"exports", "steelyard.toml"}
    workspace = steelyard.open(place)
    loaded = workspace.load()
    truth = json.loads((tmp_path / "mix.truth.json").read_text())
    calls = next(entry for entry in loaded.accounts if entry.source == "telephone" and entry.table == "contacts")
    assert calls.read == truth["rows"]["telephone_calls.csv"]
    assert workspace.settings.name.endswith("mix-shift")
    assert workspace.scorecard().lines


def test_the_same_again_is_the_same(run, tmp_path: Path) -> None:
    first = simulate(run, tmp_path / "a", "--json")
    again = simulate(run, tmp_path / "a", "--json")
    assert first == again
    told = json.loads(first[1])
    assert told["rows"]["telephone_calls.csv"] > 300
    assert Path(told["truth"]) == tmp_path / "a.truth.json"


@pytest.mark.parametrize("what", ["toml", "files", "truth", "store"])
def test_what_others_wrote_stays(run, tmp_path: Path, what: str) -> None:
    place = tmp_path / "mine"
    foreign = {
        "toml": place / "steelyard.toml",
        "files": place / "exports" / "telephone_calls.csv",
        "truth": tmp_path / "mine.truth.json",
    }
    if what == "store":
        simulate(run, place, "--seed", "2")
        steelyard.open(place).load()
        target = place / "exports" / "telephone_calls.csv"
    else:
        target = foreign[what]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("mine")
    before = target.read_bytes()
    code, _, err = simulate(run, place)
    assert code == cli.FAILED
    assert "Choose another folder" in err
    assert target.read_bytes() == before


def test_a_folder_without_a_store_may_be_written_anew(run, tmp_path: Path) -> None:
    simulate(run, tmp_path / "a", "--seed", "2")
    before = (tmp_path / "a" / "exports" / "telephone_calls.csv").read_bytes()
    assert simulate(run, tmp_path / "a")[0] == cli.FINE
    assert (tmp_path / "a" / "exports" / "telephone_calls.csv").read_bytes() != before

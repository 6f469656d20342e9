"""What a company gives: large groups alone, the same each time, signed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.workspaces import simulated

from steelyard.exchange import signing
from steelyard.exchange.export import REGISTER, shared
from steelyard.exchange.model import ExchangeError, Shared, parse
from steelyard.workspace import Workspace


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return simulated(tmp_path_factory.mktemp("exchange"), "steady", contacts=4_000, seed=2)


def given(centre: Workspace, **serve: int) -> Shared:
    settings = replace(centre.settings, serve=replace(centre.settings.serve, **serve))
    with centre.snapshot() as snapshot:
        return shared(snapshot, settings, "Company 7", is_named=False)


def test_no_group_is_under_the_minimum_and_nothing_is_personal(centre: Workspace) -> None:
    found = given(centre)
    assert found.cells
    assert all(cell.n >= 40 and cell.n % 10 == 0 for cell in found.cells)
    text = found.text().decode()
    assert not any(word in text for word in ("agent", "customer_id", "team", "C000"))
    assert {cell.month for cell in found.cells} <= {
        f"{year}-{month:02}" for year in (2025, 2026) for month in range(1, 13)
    }


def test_a_higher_minimum_gives_less(centre: Workspace) -> None:
    assert len(given(centre, least_contacts=150).cells) < len(given(centre).cells)


def test_what_was_given_stays(centre: Workspace) -> None:
    first = given(centre)
    register = centre.settings.folder / REGISTER
    held = json.loads(register.read_text())
    name = next(iter(held))
    held[name]["value"] = 0.1234
    register.write_text(json.dumps(held))
    again = given(centre)
    assert sum(one != other for one, other in zip(first.cells, again.cells, strict=True)) == 1
    assert any(cell.value == 0.1234 for cell in again.cells)


def test_a_file_is_signed_and_a_change_is_found(centre: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "ours.json"
    path.write_text(signing.sealed(given(centre), centre.settings.folder), "utf-8")
    held, seal = parse(path)
    assert signing.check(held, seal, path) == signing.own_fingerprint(centre.settings.folder)
    cells = (replace(held.cells[0], n=held.cells[0].n + 10), *held.cells[1:])
    with pytest.raises(ExchangeError, match="changed after it was signed"):
        signing.check(replace(held, cells=cells), seal, path)
    assert (centre.settings.folder / signing.KEY_FILE).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"shared": {}, "signed": {}}', '{"shared": NaN}', "\x00"])
def test_what_is_no_such_file_is_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(text)
    with pytest.raises(ExchangeError, match="no file of the exchange"):
        parse(path)


def test_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "new.json"
    path.write_text(
        '{"shared": {"format": "steelyard-exchange", "version": 2}, "signed": {"key": "", "signature": ""}}'
    )
    with pytest.raises(ExchangeError, match="version 2"):
        parse(path)

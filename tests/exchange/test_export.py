"""What a company gives: large groups alone, the same each time, signed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.workspaces import simulated

from steelyard.errors import QuestionError
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
        '{"shared": {"format": "steelyard-exchange", "version": 3}, "signed": {"key": "", "signature": ""}}'
    )
    with pytest.raises(ExchangeError, match="version 3"):
        parse(path)


CELL = {"month": "2026-03", "channel": "phone", "topic": "", "metric": "nps", "n": 100, "value": 1.0, "variance": 0.1}


@pytest.mark.parametrize(
    "wrong",
    [
        {"company": "Acme\x1b[2J"},
        {"company": "x" * 300},
        {"cells": [CELL, CELL]},
        {"cells": [{**CELL, "n": 10**400}]},
        {"cells": [{**CELL, "n": float("inf")}]},
        {"cells": [{**CELL, "value": 1e308}]},
        {"cells": [{**CELL, "channel": ["phone"]}]},
        {"cells": "phone"},
        {"definitions": [1]},
        {"minimum": []},
    ],
)
def test_a_file_made_to_harm_is_refused_in_words(tmp_path: Path, wrong: dict[str, object]) -> None:
    shared = {"format": "steelyard-exchange", "version": 2, "company": "A", "is_named": True, "currency": "EUR"}
    shared |= {"minimum": [40, 5], "definitions": {}, "cells": [CELL], **wrong}
    path = tmp_path / "bad.json"
    path.write_text(json.dumps({"shared": shared, "signed": {"key": "", "signature": ""}}).replace("Infinity", "1e999"))
    with pytest.raises(ExchangeError, match="no file of the exchange"):
        parse(path)


def test_deep_nesting_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "deep.json"
    path.write_text("[" * 100_000)
    with pytest.raises(ExchangeError, match="no file of the exchange"):
        parse(path)


def test_topics_are_given_for_months_that_were_not_given_without(
    centre: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A month's channel and its topics together would tell topics that are left out."""
    monkeypatch.setattr("steelyard.exchange.export.LEAST_CUSTOMERS", 3)
    serve = replace(centre.settings.serve, least_contacts=3, least_people=1)
    own = replace(centre, settings=replace(centre.settings, folder=tmp_path, serve=serve))
    with own.snapshot() as snapshot:
        fine = shared(snapshot, own.settings, "C", is_named=False, has_topics=True)
        coarse = shared(snapshot, own.settings, "C", is_named=False)
    assert fine.cells
    assert all(cell.topic for cell in fine.cells)
    months = {(cell.metric, cell.month) for cell in fine.cells}
    assert {cell for cell in coarse.cells if (cell.metric, cell.month) in months} == set(fine.cells)
    path = tmp_path / "ours.json"
    path.write_text(signing.sealed(fine, tmp_path), "utf-8")
    held, seal = parse(path)
    assert held == fine
    assert signing.check(held, seal, path)


def test_a_file_of_the_first_version_is_read_and_holds(centre: Workspace, tmp_path: Path) -> None:
    old = replace(given(centre), version=1)
    path = tmp_path / "old.json"
    path.write_text(signing.sealed(old, tmp_path), "utf-8")
    assert '"topic"' not in path.read_text()
    held, seal = parse(path)
    assert held == old
    assert signing.check(held, seal, path)


@pytest.mark.parametrize("content", [b"garbage", b"[1]", b'{"a": 1}', b"\xff\xfe", b"[" * 100_000])
def test_what_was_given_and_cannot_be_read_is_not_given_otherwise(centre: Workspace, content: bytes) -> None:
    register = centre.settings.folder / REGISTER
    given(centre)
    kept = register.read_bytes()
    register.write_bytes(content)
    try:
        with pytest.raises(ExchangeError, match="what was given before cannot be read"):
            given(centre)
        assert register.read_bytes() == content
    finally:
        register.write_bytes(kept)


def test_a_file_calls_its_company_something(centre: Workspace) -> None:
    with centre.snapshot() as snapshot, pytest.raises(QuestionError, match="must call you something"):
        shared(snapshot, centre.settings, "  ", is_named=False)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'{"shared":', "not JSON (line 1, column 11)"),
        (b"\xff\xfe", "no text in UTF-8"),
        (b"{}", "a field is missing"),
        (b"[" * 200_000, "a field holds what it cannot"),
    ],
)
def test_what_is_no_file_is_said_in_words(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "theirs.json"
    path.write_bytes(content)
    with pytest.raises(ExchangeError) as raised:
        parse(path)
    assert raised.value.what == f"this is no file of the exchange: {'it is ' if why.startswith('no') else ''}{why}"


def test_consent_is_said_outright(centre: Workspace, tmp_path: Path) -> None:
    told = json.loads(signing.sealed(given(centre), centre.settings.folder))
    told["shared"]["is_named"] = "false"
    path = tmp_path / "theirs.json"
    path.write_text(json.dumps(told))
    with pytest.raises(ExchangeError, match="a field holds what it cannot"):
        parse(path)

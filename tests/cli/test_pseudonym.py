"""steelyard pseudonym."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.intake.personal.world import PRIVACY, files, toml

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "workspace"
    folder.mkdir()
    for name, text in {**files(120, 20), "steelyard.toml": toml(PRIVACY)}.items():
        (folder / name).write_text(text, "utf-8")
    monkeypatch.chdir(folder)
    return folder


def test_from_no_key_to_a_customers_page(run: Run, place: Path) -> None:
    code, _, err = run("load")
    assert code == 1
    assert "steelyard pseudonym key" in err
    code, out, _ = run("pseudonym", "key")
    assert (code, out.startswith("Made ")) == (0, True)
    code, out, _ = run("load")
    assert code == 0
    assert "4 files in the workspace hold customers' ids as they are" in out
    code, out, err = run("pseudonym", "of", "KUNDE-00007")
    assert (code, out[:2], len(out.strip())) == (0, "p-", 22)
    assert "Their page: /customer/" in err
    assert "kunde" not in (out + err).lower()


def test_who_is_not_there_is_told_what_they_would_be(run: Run, place: Path) -> None:
    run("pseudonym", "key")
    run("load")
    code, out, err = run("pseudonym", "of", "Kunde-99999")
    assert (code, out[:2]) == (0, "p-")
    assert "Nobody in the store has it." in err


def test_without_pseudonyms_it_says_so(run: Run, place: Path) -> None:
    (place / "steelyard.toml").write_text(toml(), "utf-8")
    code, out, err = run("pseudonym", "of", "Kunde-00007")
    assert (code, out) == (1, "")
    assert "holds customers' ids as they are" in err

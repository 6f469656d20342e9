"""Files that a scanner does not let pass are refused before they are read, and nothing of them stays."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from steelyard.errors import SettingsError, SourceError
from steelyard.intake.uploads.receiving import Bounds, Sent, receive
from steelyard.intake.uploads.scanning import scan
from steelyard.settings.nodes import Node
from steelyard.settings.serve import read_serve

FINDS = (sys.executable, "-c", "import sys; sys.exit('EICAR' in open(sys.argv[1]).read())")
"""A scanner: exit 1 where a file holds that word."""


def test_what_passes_is_kept_and_what_does_not_is_gone(tmp_path: Path) -> None:
    bounds = replace(Bounds(), scanner=FINDS)
    clean, found = (Sent(f"{text}.csv", io.BytesIO(f"a;b\n{text};2\n".encode())) for text in ("fine", "EICAR"))
    (kept,) = receive([clean], tmp_path, bounds)
    assert kept.exists()
    clean.content.seek(0)
    with pytest.raises(SourceError, match="did not let it pass") as raised:
        receive([clean, found], tmp_path, bounds)
    assert raised.value.where == "EICAR.csv"
    assert list(tmp_path.iterdir()) == [kept], "all of them or none"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("/no/such/scanner",), "could not be started"),
        ((sys.executable, "-c", "import time; time.sleep(9)"), "too long"),
    ],
)
def test_one_that_cannot_look_lets_nothing_pass(tmp_path: Path, command: tuple[str, ...], said: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a\n1\n")
    with pytest.raises(SourceError, match=said):
        scan(file, "a.csv", command, seconds=0.5)


def test_the_settings_name_a_program() -> None:
    def said(scanner: list[str]) -> tuple[str, ...]:
        return read_serve(Node({"scanner": scanner}, ("serve",), {}, "steelyard.toml")).scanner

    assert said(["clamdscan", "--fdpass"]) == ("clamdscan", "--fdpass")
    with pytest.raises(SettingsError, match="needs a program"):
        said(["clamdscan", ""])

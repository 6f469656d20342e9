"""The files to deploy with name commands that exist, and nothing they grant is more than is needed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from steelyard import cli

DEPLOY = Path(__file__).resolve().parents[1] / "deploy"
FILES = sorted(path for path in DEPLOY.iterdir() if path.is_file())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_commands_exist(path: Path) -> None:
    called = re.findall(r'(?:bin/steelyard |\["steelyard", ")(\w+)', path.read_text())
    assert set(called) <= set(cli.commands())
    assert called or path.suffix != ".service"


def test_services_run_as_nobody_in_particular() -> None:
    for path in DEPLOY.glob("*.service"):
        text = path.read_text()
        for line in ("User=steelyard", "UMask=0077", "NoNewPrivileges=yes", "ProtectSystem=strict"):
            assert line in text, path.name


def test_the_timer_has_its_service() -> None:
    assert {path.stem for path in DEPLOY.glob("*.timer")} <= {path.stem for path in DEPLOY.glob("*.service")}


def test_every_file_is_named_where_it_is_explained() -> None:
    page = (DEPLOY.parent / "docs" / "serve.md").read_text()
    assert [path.name for path in FILES if path.name not in page] == []

"""A small simulated centre, served."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tests import workspaces

from view.conftest import scorecard

pytest.importorskip("fastapi", reason="the serve extra is not installed")

from fastapi import FastAPI
from fastapi.testclient import TestClient

from steelyard.web.app import create

__all__ = ["scorecard"]

CONTACTS = 2_500


def served(folder: Path, **more: Any) -> FastAPI:
    """The application over a folder; its jobs run in this process, and pages wait for them."""
    return create(folder, **{"start": lambda: ThreadPoolExecutor(1), "patience_s": 300.0, "is_warmed": False, **more})


@pytest.fixture(scope="session")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a loaded workspace. Tests only read it."""
    folder = tmp_path_factory.mktemp("centre")
    workspaces.simulated(folder, "handle-time-target", contacts=CONTACTS, seed=1)
    return folder


@pytest.fixture(scope="session")
def client(centre: Path) -> Iterator[TestClient]:
    """The application over it, as a browser on this machine sees it."""
    with TestClient(served(centre)) as found:
        yield found


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe, from npm; it is not part of this repository."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed: axe is not run")
    folder = tmp_path_factory.mktemp("axe")
    fetched = subprocess.run([npm, "install", "--silent", "--prefix", folder, "axe-core@4"], capture_output=True)
    source = folder / "node_modules" / "axe-core" / "axe.min.js"
    if fetched.returncode or not source.exists():
        pytest.skip("axe cannot be fetched from npm: it is not run")
    return source.read_text("utf-8")

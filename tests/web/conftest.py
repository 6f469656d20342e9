"""A small simulated centre, served."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import workspaces

pytest.importorskip("fastapi", reason="the serve extra is not installed")

from fastapi.testclient import TestClient

from steelyard.web.app import create

CONTACTS = 4_000


@pytest.fixture(scope="session")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a loaded workspace. Tests only read it."""
    folder = tmp_path_factory.mktemp("centre")
    workspaces.simulated(folder, "handle-time-target", contacts=CONTACTS, seed=1)
    return folder


@pytest.fixture(scope="session")
def client(centre: Path) -> Iterator[TestClient]:
    """The application over it, as a browser on this machine sees it."""
    with TestClient(create(centre)) as found:
        yield found

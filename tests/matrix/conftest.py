"""The shelf's workspaces, each loaded once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.matrix.shelf import SHELF

from steelyard import workspace
from steelyard.answers import Answer
from steelyard.report.asking import ask
from steelyard.workspace import Workspace

Loaded = Callable[[str], Workspace]
Asked = Callable[[str], tuple[Answer, ...]]


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """Name on the shelf -> its workspace, loaded when first asked for."""
    known: dict[str, Workspace] = {}

    def find(name: str) -> Workspace:
        if name not in known:
            known[name] = workspace.open(SHELF[name]().write(tmp_path_factory.mktemp(name) / "workspace"))
            known[name].load()
        return known[name]

    return find


@pytest.fixture(scope="session")
def asked(loaded: Loaded) -> Asked:
    """Name on the shelf -> what its report asks; asked once, whether it fails or not."""
    known: dict[str, tuple[Answer, ...] | Exception] = {}

    def find(name: str) -> tuple[Answer, ...]:
        if name not in known:
            try:
                known[name] = ask(loaded(name))
            except Exception as error:
                known[name] = error
        found = known[name]
        if isinstance(found, Exception):
            raise found
        return found

    return find

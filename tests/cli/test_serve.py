"""steelyard serve: where it listens, and what it says without its libraries."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from steelyard.cli import serve
from steelyard.errors import SteelyardError


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_this_machine_may_be_served(host: str) -> None:
    serve.check(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "example.org"])
def test_no_other_machine_is_served_without_accounts(host: str) -> None:
    with pytest.raises(SteelyardError, match="can be reached by others"):
        serve.check(host)


def test_without_its_libraries_it_says_what_to_install(
    run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    code, _, error = run("serve")
    assert code == 1
    assert "pip install 'steelyard[serve]'" in error


def test_it_listens_where_it_says(run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    uvicorn = pytest.importorskip("uvicorn", reason="the serve extra is not installed")
    given: dict[str, Any] = {}
    monkeypatch.setattr(uvicorn, "run", lambda app, **options: given.update(options))
    code, said, _ = run("serve", "--port", "9001")
    assert code == 0
    assert "http://127.0.0.1:9001" in said
    assert (given["host"], given["port"]) == ("127.0.0.1", 9001)

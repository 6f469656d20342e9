"""steelyard serve: where it listens, and what it says without its libraries."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from steelyard.cli import serve


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_this_machine_is_near(host: str) -> None:
    assert serve.is_near(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "example.org"])
def test_no_other_machine_is_served_without_accounts(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    assert not serve.is_near(host)
    uvicorn = pytest.importorskip("uvicorn", reason="the serve extra is not installed")
    monkeypatch.setattr(uvicorn, "run", lambda app, **options: pytest.fail("it was served"))
    (tmp_path / "steelyard.toml").write_text('[serve]\naddress = "https://support.example.org"\n')
    code, _, error = run("serve", "--host", host, "-w", str(tmp_path))
    assert code == 1
    assert "no accounts" in error
    assert "steelyard user add" in error


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

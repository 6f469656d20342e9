"""What is known of an engine in a workspace: whether it was checked, and which measures it is refused for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from steelyard.conformance.outcome import Conformance
from steelyard.store import disk

FILE = "engines.json"
"""In the workspace's store: engine -> what its last check found."""


@dataclass(frozen=True)
class Standing:
    """What the last check of an engine found.

    Args:
        has_passed: nothing differed.
        refused: measure -> what differs in it.
    """

    has_passed: bool
    refused: Mapping[str, str]


def read(folder: Path, kind: str, address: str) -> Standing | None:
    """What is kept of an engine; None where this version of Steelyard has not checked it.

    Args:
        folder: the workspace's store.
    """
    found = _all(folder).get(_key(kind, address))
    return Standing(bool(found["has_passed"]), dict(found["refused"])) if found else None


def keep(folder: Path, address: str, found: Conformance) -> None:
    """Keep what a check found, in place of the check before.

    Raises:
        StoreError: the folder cannot be written.
    """
    entry = {"kind": found.engine, "has_passed": found.has_passed, "refused": found.refused}
    content = {**_all(folder), _key(found.engine, address): entry}
    with disk.failing("the check cannot be kept", where=str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"{FILE}.new"
        draft.write_text(json.dumps(content, indent=1), encoding="utf-8")
        draft.replace(folder / FILE)


def _all(folder: Path) -> dict[str, dict[str, Any]]:
    """All that is kept; nothing where the file is absent or damaged: then engines count as not checked."""
    try:
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _key(kind: str, address: str) -> str:
    """An engine under one version of Steelyard; its address may hold a password, so only a digest of it is kept."""
    return hashlib.sha256(f"{version('steelyard')}\x1f{kind}\x1f{address}".encode()).hexdigest()[:16]

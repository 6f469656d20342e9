"""SQL texts by what they were compiled from, kept in the store's folder for the next process.

folder/texts.json

Compiling a question's queries takes longer than running them on little data, and most of that is importing the
compiler. A key names everything a text follows from, so texts of one folder are right in any other: they are held once
for the process, and read from each folder it opens.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

NAME = "texts.json"
MOST = 4_000
"""Texts of one folder; those kept longest go first. A question has some twenty, of a kilobyte each."""

MOST_CHARACTERS = 1 << 26
"""Of all texts one process knows."""


@dataclass
class _Process:
    """What one process knows: its texts by key, those asked for since the last `save`, and what folders hold."""

    known: dict[str, str] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    held: dict[Path, set[str]] = field(default_factory=dict)
    """Folder -> the keys of the texts it holds, as far as this process has seen."""
    characters: int = 0
    """Of all it knows."""

    def know(self, key: str, text: str) -> None:
        """A text under a key; those known longest are forgotten where it gets too much."""
        self.characters += len(text) - len(self.known.pop(key, ""))
        self.known[key] = text
        while self.characters > MOST_CHARACTERS and len(self.known) > 1:
            self.characters -= len(self.known.pop(next(iter(self.known))))


_process = _Process()


def compiled(key: str, compile: Callable[[], str]) -> str:
    """The text under a key: as compiled in this process or an earlier one, or else compiled now."""
    text = found(key)
    return keep(key, compile()) if text is None else text


def found(key: str) -> str | None:
    """The text under a key; None where no process compiled it."""
    text = _process.known.get(key)
    if text is not None:
        _process.asked[key] = text
    return text


def keep(key: str, text: str) -> str:
    """Hold a text under a key, and give it back."""
    _process.asked[key] = text
    _process.know(key, text)
    return text


def recall(folder: Path) -> None:
    """Know the texts kept in a store's folder."""
    found = _read(folder / NAME)
    _process.held[folder] = set(found)
    for key, text in found.items():
        _process.know(key, text)


def save(folder: Path) -> None:
    """Keep what was asked for since the last call in a store's folder; where it cannot be written, nothing is kept."""
    asked, _process.asked = _process.asked, {}
    lacking = asked.keys() - _process.held.get(folder, set())
    if not lacking:
        return
    held = {**_read(folder / NAME), **{key: asked[key] for key in lacking}}
    kept = dict(islice(held.items(), max(len(held) - MOST, 0), None))
    draft = folder / f".{NAME}.{secrets.token_hex(8)}.draft"
    with suppress(OSError):
        draft.write_text(json.dumps({"digest": _digest(kept), "texts": kept}), encoding="utf-8")
        os.replace(draft, folder / NAME)
        _process.held[folder] = set(kept)
    with suppress(OSError):
        draft.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, str]:
    """The texts in a file; none where it is absent, damaged or altered."""
    try:
        content = json.loads(path.read_bytes())
        texts: dict[str, str] = content["texts"]
        return texts if content["digest"] == _digest(texts) else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _digest(texts: Mapping[str, str]) -> str:
    return hashlib.sha256("\0".join(part for entry in texts.items() for part in entry).encode()).hexdigest()

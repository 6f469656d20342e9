"""Finished answers, kept with the version of the store they were given of.

What an answer follows from is its key: the version, the question, what it was given, the settings but where they lie,
and all code there is. A text is kept and read back as values (`frozen`), never as something that runs. Where a third
party's measures or questions are installed nothing is kept: nobody knows what those follow from.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from importlib.metadata import entry_points, version
from pathlib import Path
from sys import version_info
from typing import Any

import numpy as np

from steelyard.answers import Answer
from steelyard.settings.model import EngineSettings, Settings
from steelyard.store.frozen import NotFrozenError, decode, encode
from steelyard.store.snapshot import Snapshot

_TEXT = "text"
NOWHERE = Path()
_SHOWING = frozenset({"cli", "web", "desk", "report", "view", "charts", "simulate"})
"""Folders of code that no answer follows from: none below them imports it."""

_WRITTEN = frozenset({".py", ".toml", ".txt"})
"""Endings of files with code, or with rules and examples that code reads."""

_LIBRARIES = ("numpy", "scipy", "duckdb", "highspy")


def kept(
    snapshot: Snapshot, settings: Settings, question: str, given: Mapping[str, Any], ask: Callable[[], Answer]
) -> Answer:
    """The answer as kept with the version, or asked now and kept from then on.

    Args:
        given: what the question takes, as it was given, less defaults and what does not touch the answer.
    """
    if snapshot.results is None or settings.engine != EngineSettings() or _has_third_parties():
        return ask()
    placeless = replace(settings, folder=NOWHERE, data=NOWHERE)
    follows_from = (written_in(), snapshot.read_as, question, sorted(given.items()), placeless)
    key = hashlib.sha256(repr(follows_from).encode()).hexdigest()
    held = snapshot.results.get(key)
    if held is not None:
        try:
            found = decode(zlib.decompress(held[_TEXT].tobytes()))
            if isinstance(found, Answer):
                return found
        except (NotFrozenError, KeyError, zlib.error):
            pass
    answer = ask()
    try:
        text = zlib.compress(encode(answer), 1)
    except NotFrozenError:
        return answer
    snapshot.results.put(key, {_TEXT: np.frombuffer(text, dtype=np.uint8)})
    return answer


@cache
def written_in() -> str:
    """What changes whenever code does that answers follow from."""
    package = Path(str(resources.files("steelyard")))
    code = hashlib.sha256()
    written = (file for file in package.rglob("*") if file.suffix in _WRITTEN)
    for file in sorted(file for file in written if file.relative_to(package).parts[0] not in _SHOWING):
        code.update(f"{file.relative_to(package)}\0".encode() + file.read_bytes())
    told = repr((version_info[:3], [version(name) for name in _LIBRARIES]))
    return f"{code.hexdigest()} {told}"


@cache
def _has_third_parties() -> bool:
    """Whether another distribution brings measures, questions, tables or engines."""
    return any(group.startswith("steelyard.") for group in entry_points().groups)

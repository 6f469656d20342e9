"""What texts are written in: whatever changes here makes another text of the same question."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from importlib.metadata import version
from pathlib import Path

from steelyard import facts, schema

_COMPILERS = ("ibis-framework", "sqlglot")


@cache
def written_in(*packages: str) -> str:
    """A digest of the packages' code, of the facts and canonical tables there are, and of the compiler."""
    code = [
        file.read_bytes()
        for package in packages
        for file in sorted(Path(str(resources.files(f"steelyard.{package}"))).rglob("*.py"))
    ]
    declared = [*(facts.fact(name) for name in facts.names()), *(schema.table(name) for name in schema.names())]
    told = repr((declared, [version(package) for package in _COMPILERS]))
    return hashlib.sha256(b"".join([*code, told.encode()])).hexdigest()

"""The compiler of expressions, imported when the first one is made: what is answered from kept sums needs none.

Half a second of a question's CPU is importing it. Who makes expressions at question time takes it from here.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Lazy:
    """A module that is imported when something of it is first used."""

    def __init__(self, name: str) -> None:
        self._module = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._module), name)


ibis: Any = Lazy("ibis")
compilers: Any = Lazy("ibis.backends.sql.compilers")
sqlglot: Any = Lazy("sqlglot")
exp: Any = Lazy("sqlglot.expressions")

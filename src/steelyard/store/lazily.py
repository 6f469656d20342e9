"""The compiler of expressions, imported when the first one is made: what is answered from kept sums needs none.

Half a second of a question's CPU is importing it. Who makes expressions at question time takes it from here.
"""

from __future__ import annotations

import sys
import threading
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import Any


class Lazy:
    """A module that is imported when something of it is first used."""

    def __init__(self, name: str) -> None:
        self._module = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._module), name)


ibis: Any = Lazy("ibis")
sqlglot: Any = Lazy("sqlglot")
exp: Any = Lazy("sqlglot.expressions")

_COMPILERS = "ibis.backends.sql.compilers"
_alone = threading.Lock()


def compiler_of(dialect: str) -> Any:
    """Ibis's compiler of one dialect.

    Its package imports those of twenty dialects, a sixth of a second: it is entered without running what it says. Who
    imports the package itself later gets it whole.
    """
    with _alone:
        spec = None if _COMPILERS in sys.modules else find_spec(_COMPILERS)
        if spec is None:
            return import_module(f"{_COMPILERS}.{dialect}").compiler
        sys.modules[_COMPILERS] = module_from_spec(spec)
        try:
            return import_module(f"{_COMPILERS}.{dialect}").compiler
        finally:
            del sys.modules[_COMPILERS]

"""How far a question is, in words of its own: told to whoever listens while it is asked, and to nobody else.

with listening(print):
    workspace.ask("frontier")       # sums 1 of 2, sums 2 of 2, draws 10 of 500 ...
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Stage:
    """What is being done.

    Args:
        what: "sums", "draws" ... done, of: how many of how many; `of` is 0 where nobody knows.
    """

    what: str
    done: int = 0
    of: int = 0

    def __str__(self) -> str:
        return f"{self.what} {self.done:,} of {self.of:,}" if self.of else self.what


Listener = Callable[[Stage], None]

_LISTENER: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listening(to: Listener) -> Iterator[None]:
    """Hear of every stage until the block is left, in this thread."""
    before = _LISTENER.set(to)
    try:
        yield
    finally:
        _LISTENER.reset(before)


def tell(what: str, done: int = 0, of: int = 0) -> None:
    """Say what is being done now."""
    listener = _LISTENER.get()
    if listener is not None:
        listener(Stage(what, done, of))


def each(what: str, entries: Collection[T]) -> Iterator[T]:
    """The entries, saying which of them is worked on."""
    for place, entry in enumerate(entries, 1):
        tell(what, place, len(entries))
        yield entry

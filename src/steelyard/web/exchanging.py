"""The exchange on a page: a file of one's own, and where one lies among those that others gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steelyard.errors import SteelyardError
from steelyard.exchange import signing
from steelyard.exchange.compare import Standing, compare
from steelyard.exchange.model import ExchangeError, Shared, read
from steelyard.exchange.wording import told
from steelyard.web.visit import Visit

MOST_FILES = 60


@dataclass(frozen=True)
class Key:
    """Who signed a file: eight pairs that people read to each other."""

    file: str
    key: str
    is_own: bool


@dataclass(frozen=True)
class ExchangePage:
    """What is given and compared.

    Args:
        standings: where one lies by each measure; told: the same in sentences, in the same order.
        keys: of the files compared, the own first.
        error, next: why nothing is compared.
    """

    standings: tuple[Standing, ...] = ()
    told: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()
    error: str = ""
    next: str = ""

    @property
    def status(self) -> int:
        """Refused is 422."""
        return 422 if self.error else 200


def exchange_page(visit: Visit, error: SteelyardError | None = None) -> ExchangePage:
    """Before anything is compared; or why it was not."""
    if error is None:
        return ExchangePage()
    what = f"{error.where}: {error.what}" if error.where else error.what
    return ExchangePage(error=what, next=error.next)


def compared(visit: Visit, files: Sequence[tuple[str, bytes]]) -> ExchangePage:
    """The file that was signed here beside the others, each of another company.

    Raises:
        ExchangeError: a file does not hold, two are of one company, none is one's own, or the peers are too few.
    """
    folder = visit.served.workspace.settings.folder
    own_key = signing.own_fingerprint(folder) if signing.has_key(folder) else ""
    held: dict[str, tuple[str, Shared]] = {}
    for name, content in files:
        shared, seal = read(content, name)
        key = signing.check(shared, seal, name)
        if key in held:
            raise ExchangeError(f"it is of the same company as {held[key][0]}", where=name, next="Give each once.")
        held[key] = (name, shared)
    if own_key not in held:
        raise ExchangeError("none of the files was written here", next="Add your own: write it with the form above.")
    own = held[own_key][1]
    found = compare(own, [shared for key, (_, shared) in held.items() if key != own_key])
    keys = sorted((Key(name, key, key == own_key) for key, (name, _) in held.items()), key=lambda one: not one.is_own)
    return ExchangePage(found, tuple(map(told, found)), tuple(keys))

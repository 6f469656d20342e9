"""What a customer is called in addresses: a keyed hash, so that no log, history or proxy has a person's id."""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
from collections import OrderedDict
from contextlib import suppress
from functools import cache
from pathlib import Path

from steelyard.story.rows import literal

FILE = "addresses.key"
LENGTH = 32
_SIGN = "\x1f"

MOST_REMEMBERED = 20_000
"""Names of customers whose link was shown last: who follows one waits for no look through all customers."""

_ISSUED: OrderedDict[str, tuple[str, str]] = OrderedDict()
_LOCK = threading.Lock()


def token(key: str, customer_id: str) -> str:
    """The customer's name in addresses, the same as long as the key is."""
    found = hashlib.sha256(f"{key}{_SIGN}{customer_id}".encode()).hexdigest()[:LENGTH]
    with _LOCK:
        _ISSUED[found] = (key, customer_id)
        _ISSUED.move_to_end(found)
        while len(_ISSUED) > MOST_REMEMBERED:
            _ISSUED.popitem(last=False)
    return found


def remembered(key: str, name: str) -> str:
    """The customer to whom this process gave that name, in memory alone; empty where it does not know."""
    with _LOCK:
        of, customer_id = _ISSUED.get(name, ("", ""))
    return customer_id if of == key else ""


def forget(name: str) -> None:
    """Remember a name no more: its customer is not there."""
    with _LOCK:
        _ISSUED.pop(name, None)


def sql(key: str) -> str:
    """The same as an expression over a column `customer_id`."""
    return f"substr(sha256({literal(key)} || chr(31) || customer_id), 1, {LENGTH})"


@cache
def key_of(folder: Path) -> str:
    """The workspace's key, made at first use; of this process alone where it cannot be kept.

    Args:
        folder: the store's.
    """
    place = folder / FILE
    made = secrets.token_hex(32)
    with suppress(FileExistsError, OSError):
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(made)
    try:
        return place.read_text("utf-8").strip() or made
    except OSError:
        return made

"""Keys of keyed hashes: files that are their owner's alone, and lie outside the store."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from steelyard.errors import SettingsError
from steelyard.settings.model import Settings

STORE = "store"
LENGTH = 20
"""Hexadecimal digits of a hash that are kept: of 100 million ids, two are alike with a chance of 1 to 200 million."""

_BLOCK = 64
_SIGN = "key fingerprint"


@dataclass(frozen=True)
class Key:
    """A key of HMAC-SHA-256."""

    content: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """What tells this key from another and says nothing of it."""
        return hmac.new(self.content, _SIGN.encode(), hashlib.sha256).hexdigest()[:16]

    def digest(self, text: str) -> str:
        """The hash of a text, shortened."""
        return hmac.new(self.content, text.encode(), hashlib.sha256).hexdigest()[:LENGTH]

    def give(self, connection: Any, name: str) -> None:
        """Let SQL of a connection call `name(text)`, which gives `digest`; the key stands in no statement's text."""
        block = self.content.ljust(_BLOCK, b"\0")
        for side, pad in (("inner", 0x36), ("outer", 0x5C)):
            connection.execute(f"SET VARIABLE {name}_{side} = from_hex('{bytes(byte ^ pad for byte in block).hex()}')")
        inner = f"unhex(sha256(getvariable('{name}_inner') || encode(given)))"
        digest = f"left(sha256(getvariable('{name}_outer') || {inner}), {LENGTH})"
        connection.execute(f"CREATE OR REPLACE TEMP MACRO {name}(given) AS {digest}")


def make(path: Path, given: Key | None = None) -> Key:
    """A new key in a file of its owner's alone.

    Args:
        given: the key, where it is not to be a new one.

    Raises:
        SettingsError: there is such a file already, or it cannot be written.
    """
    made = given.content.hex() if given else secrets.token_hex(32)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{made}\n")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise SettingsError("there is a key already", where=str(path), next="A key is never written over.") from None
    except OSError as error:
        hint = "Does its folder exist, and may you write there?"
        raise SettingsError(f"the key cannot be written: {error.strerror}", where=str(path), next=hint) from None
    return Key(bytes.fromhex(made))


def read(path: Path, next: str) -> Key:
    """The key in a file.

    Args:
        next: what to do where there is none.

    Raises:
        SettingsError: it is missing, others may read it, or it is no key.
    """
    try:
        mode = path.stat().st_mode
        found = path.read_text("utf-8").strip()
    except FileNotFoundError:
        raise SettingsError("the key is missing", where=str(path), next=next) from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError("the key cannot be read", where=str(path), next="Check who owns it.") from None
    if os.name != "nt" and stat.S_IMODE(mode) & 0o077:
        raise SettingsError("others may read the key", where=str(path), next=f"type: chmod 600 {path}")
    with suppress(ValueError):
        if len(content := bytes.fromhex(found)) == 32:
            return Key(content)
    raise SettingsError("this is no key of Steelyard's", where=str(path), next=next)


def place(settings: Settings) -> Path:
    """Where the key of pseudonyms lies.

    Raises:
        SettingsError: the settings name none, or one inside the store.
    """
    if not settings.privacy.key_file:
        hint = 'Write key_file = "/etc/steelyard/pseudonyms.key" into [privacy], or set STEELYARD_PRIVACY_KEY_FILE.'
        raise SettingsError("no file is named for the key of pseudonyms", where="steelyard.toml", next=hint)
    path = settings.folder / settings.privacy.key_file
    if path.resolve().is_relative_to((settings.folder / STORE).resolve()):
        what = "the key must lie outside the store, whose copies would bring it along"
        raise SettingsError(what, where="steelyard.toml, privacy.key_file", next="Name another folder.")
    return path


def of_pseudonyms(settings: Settings) -> Key:
    """The key of pseudonyms; SettingsError as `place` and `read`."""
    hint = "If the store was loaded with one, put it back; if not, type: steelyard pseudonym key"
    return read(place(settings), hint)

"""Who wrote a file, and that nobody changed it since: an Ed25519 signature, whose key stays in the workspace."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from steelyard.errors import MissingExtraError
from steelyard.exchange.model import ExchangeError, Shared

KEY_FILE = "exchange.key"


def sealed(shared: Shared, folder: Path) -> str:
    """The file's text, signed with the workspace's key, which is made where there is none."""
    key = _own_key(folder)
    seal = {"key": _spoken(key.public_key().public_bytes_raw()), "signature": _spoken(key.sign(shared.text()))}
    return json.dumps({"shared": json.loads(shared.text()), "signed": seal}, indent=1, ensure_ascii=False) + "\n"


def check(shared: Shared, seal: Mapping[str, str], path: Path | str) -> str:
    """The fingerprint of the key that signed it.

    Raises:
        ExchangeError: it was changed after it was signed.
    """
    library = _library()
    try:
        public = base64.b64decode(seal["key"], validate=True)
        known = library.Ed25519PublicKey.from_public_bytes(public)
        known.verify(base64.b64decode(seal["signature"], validate=True), shared.text())
    except Exception:
        raise ExchangeError(
            "the signature does not hold: it was changed after it was signed",
            where=str(path),
            next="Ask its company for it again.",
        ) from None
    return fingerprint(public)


def fingerprint(public: bytes) -> str:
    """What people read to each other to know a key: eight pairs."""
    digest = hashlib.sha256(public).hexdigest()[:16]
    return " ".join(digest[at : at + 2] for at in range(0, 16, 2))


def own_fingerprint(folder: Path) -> str:
    """Of the workspace's own key."""
    return fingerprint(_own_key(folder).public_key().public_bytes_raw())


def has_key(folder: Path) -> bool:
    """Whether the workspace has a key: it has given something before."""
    return (folder / KEY_FILE).is_file()


def _own_key(folder: Path) -> Any:
    library = _library()
    path = folder / KEY_FILE
    try:
        with path.open("rb") as file:
            return library.Ed25519PrivateKey.from_private_bytes(base64.b64decode(file.read()))
    except FileNotFoundError:
        key = library.Ed25519PrivateKey.generate()
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(key.private_bytes_raw()))
        return key
    except ValueError:
        raise ExchangeError("this is no key", where=str(path), next="Move it away: a new one is made.") from None


def _spoken(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _library() -> Any:
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        raise MissingExtraError("the exchange signs files", next="pip install 'steelyard[serve]'") from None
    return ed25519

"""Passwords: what is kept of them (Argon2id; 64 MiB, 3 passes, 4 lanes: RFC 9106), and which may be chosen.

NIST SP 800-63B (2017, section 5.1.1.2): length counts, no rules of composition, nothing that is guessed first.
"""

from __future__ import annotations

import re
import secrets
import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from steelyard.errors import DeskError

LEAST, MOST = 12, 128
"""Characters of a password."""

AT_ONCE = 2
"""How many are hashed at once: each takes 64 MiB."""

_HASHER = PasswordHasher()
_ROOM = threading.BoundedSemaphore(AT_ONCE)
_GUESSED = (
    "password", "passwort", "passphrase", "steelyard", "welcome", "willkommen", "letmein", "administrator", "admin",
    "changeme", "iloveyou", "qwertyuiop", "qwertzuiop", "qwerty", "azerty", "asdfghjkl", "zxcvbnm", "monkey", "dragon",
    "football", "baseball", "sunshine", "princess", "superman", "trustno", "customer", "service", "support", "summer",
    "winter", "spring", "autumn", "company", "secret", "login", "master", "hello", "test", "contact", "centre",
)  # fmt: skip
_ALIKE = str.maketrans({"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_RUNS = "abcdefghijklmnopqrstuvwxyz 01234567890 qwertyuiop asdfghjkl zxcvbnm"
_TYPED = "abcdefghjkmnpqrstuvwxyz23456789"
"""What is not taken for something else when it is copied by hand."""

_FEWEST = 5
"""Different characters a password needs, and letters that must be left when what is guessed first is taken out."""


def check(password: str, name: str = "") -> None:
    """DeskError where a password is too short, too long, or among what is guessed first; never quotes it."""
    if not LEAST <= len(password) <= MOST:
        raise DeskError(f"a password has {LEAST} to {MOST} characters", next="Four or five random words are good.")
    if _is_guessed(password.casefold(), name.casefold()) or _is_known(password.casefold()):
        hint = "Take four or five random words that nobody links to you."
        raise DeskError("this password would be guessed", next=hint)


def _is_guessed(password: str, name: str) -> bool:
    """Whether little is left without common words, the person's name, runs of the keyboard and digits."""
    left = password.translate(_ALIKE)
    for word in sorted({*_GUESSED, *(part for part in re.split(r"\W+", name) if len(part) > 2)}, key=len, reverse=True):
        left = left.replace(word.translate(_ALIKE), "")
    for run in _runs():
        left = left.replace(run.translate(_ALIKE), "") if run in password or run.translate(_ALIKE) in left else left
    return len(set(password)) < _FEWEST or len(set(re.sub(r"[\W\d_]", "", left))) < _FEWEST


def _is_known(password: str) -> bool:
    """Whether it is among the passwords most seen in breaches, said once or again, with digits and signs around it."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password)
    again = re.fullmatch(r"(.+?)\1+", core)
    words = {password, core, core.translate(_ALIKE), again[1] if again else core}
    return any(len(word) > 3 and word in _breached() for word in words)


@cache
def _breached() -> frozenset[str]:
    """The 30,000 passwords that were found most often in public breaches, as zxcvbn ships them."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["passwords"])


@cache
def _runs() -> tuple[str, ...]:
    """Four neighbours of the alphabet, the digits or the keyboard, both ways."""
    forward = [row[place : place + 4] for row in _RUNS.split() for place in range(len(row) - 3)]
    return tuple(forward + [run[::-1] for run in forward])


def first() -> str:
    """A random password of 98 bits for somebody who will choose their own: four times five letters and digits."""
    return "-".join("".join(secrets.choice(_TYPED) for _ in range(5)) for _ in range(4))


def hashed(password: str) -> str:
    """What is kept of a password."""
    with _ROOM:
        return _HASHER.hash(password)


def holds(kept: str, password: str) -> bool:
    """Whether it is the password; takes as long where there is none to compare with."""
    with _ROOM:
        try:
            return _HASHER.verify(kept or _nobody(), password[: MOST + 1]) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether it was hashed with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


@cache
def _nobody() -> str:
    return _HASHER.hash("nobody's")

"""Which passwords may be chosen, and what is kept of them."""

from __future__ import annotations

import pytest

from steelyard.desk import passwords
from steelyard.errors import DeskError


@pytest.mark.parametrize(
    "password",
    [
        "short words", "a" * 129, "aaaaaaaaaaaaaaaa", "password1234", "P4ssw0rd!P4ssw0rd!", "123456789012345",
        "qwertyuiop123", "steelyard2026!", "anna.meier.2026", "abcdefghijklmn", "Welcome-Summer-2026", "administrator1",
    ],
)  # fmt: skip
def test_what_would_be_guessed_is_refused(password: str) -> None:
    with pytest.raises(DeskError) as caught:
        passwords.check(password, "anna.meier@example.org")
    assert password not in str(caught.value)


@pytest.mark.parametrize(
    "password", ["marble otter quiet lantern", "ζωή και θάλασσα 12", "kT9#vq-LmZw2x", "b" * 4 + "cxmzlwoe"]
)
def test_long_ones_that_nobody_guesses_may_be_chosen(password: str) -> None:
    passwords.check(password, "anna.meier@example.org")


def test_only_a_slow_salted_hash_is_kept() -> None:
    one, other = passwords.hashed("marble otter quiet lantern"), passwords.hashed("marble otter quiet lantern")
    assert one.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert one != other
    assert passwords.holds(one, "marble otter quiet lantern")
    assert not passwords.holds(one, "marble otter quiet lanterN")
    assert not passwords.is_outdated(one)
    assert passwords.is_outdated("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$1M3RNlWSgsCPTjMx")


@pytest.mark.parametrize("kept", ["", "not a hash"])
def test_nothing_holds_where_there_is_no_hash(kept: str) -> None:
    assert not passwords.holds(kept, "nobody's")
    assert not passwords.holds(kept, "")


@pytest.mark.parametrize(
    "password", ["123qweasdzxc", "liverpool-2024", "2024!Liverpool!!", "liverpoolliverpool", "l!verp00l#12345"]
)
def test_what_is_known_from_breaches_is_refused(password: str) -> None:
    with pytest.raises(DeskError):
        passwords.check(password)


def test_words_of_breached_passwords_may_stand_among_others() -> None:
    passwords.check("liverpool kettle orbit fern")

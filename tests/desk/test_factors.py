"""One-time codes: those of the standard, and each of them once."""

from __future__ import annotations

from tests.desk.conftest import PASSWORD

from steelyard.desk import Desk, one_time

RFC = b"12345678901234567890"
"""The seed of RFC 6238, appendix B."""


def test_codes_are_those_of_the_standard() -> None:
    for seconds, digits in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        assert one_time.code(RFC, seconds // one_time.STEP_S) == digits


def test_a_code_holds_for_its_half_minute_and_those_beside_it() -> None:
    now = 1_000
    for step, found in ((now, now), (now - 1, now - 1), (now + 1, now + 1), (now - 2, None), (now + 2, None)):
        assert one_time.step_of(RFC, one_time.code(RFC, step), now) == found
    spaced = one_time.code(RFC, now)
    assert one_time.step_of(RFC, f" {spaced[:3]} {spaced[3:]} ", now) == now
    for wrong in ("", "abcdef", spaced[:5], spaced + "0", "１２３４５６"):
        assert one_time.step_of(RFC, wrong, now) is None


def test_a_seed_follows_from_secret_account_and_salt() -> None:
    seeds = {one_time.seed(*of) for of in ((b"a", "x", "1"), (b"b", "x", "1"), (b"a", "y", "1"), (b"a", "x", "2"))}
    assert len(seeds) == 4
    assert {len(seed) for seed in seeds} == {20}


def test_a_code_is_taken_once_and_none_before_it(desk: Desk) -> None:
    desk.users.add("anna", "viewer", by="test", password=PASSWORD)
    desk.factors.set("anna", "ab" * 16, 100, by="anna")
    assert desk.users.get("anna").has_factor
    assert [desk.factors.take("anna", step) for step in (100, 99, 101, 101, 102)] == [False, False, True, False, True]
    desk.factors.drop("anna", by="root")
    assert not desk.users.get("anna").has_factor
    assert [(entry.what, entry.who) for entry in desk.audit.latest(what="user.factor")] == [
        ("user.factor_removed", "root"),
        ("user.factor_added", "anna"),
    ]

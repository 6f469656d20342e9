"""What people type after an option is read, or is misuse that shows how to type it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import click
import pytest

from steelyard.cli import values


def test_blanks_do_not_count() -> None:
    assert values.day(" 2026-09-30 ") == date(2026, 9, 30)
    assert values.days("2026-04-01 .. 2026-06-30") == (date(2026, 4, 1), date(2026, 6, 30))
    assert values.part(" site = Porto ") == ("site", "Porto")
    assert values.two_parts("site= Porto, Braga") == ("site", "Porto", "Braga")


def test_only_the_first_equals_sign_parts() -> None:
    assert values.part("plan=a=b") == ("plan", "a=b")


@pytest.mark.parametrize(
    ("read", "typed"),
    [
        (values.day, "30.9.2026"),
        (values.day, "2026-09-31"),
        (values.days, "2026-04-01"),
        (values.part, "Porto"),
        (values.part, "=Porto"),
        (values.two_parts, "site=Porto"),
        (values.two_parts, "site=Porto,Braga,Faro"),
        (values.two_parts, "Porto,Braga"),
    ],
)
def test_anything_else_is_misuse_with_an_example(read: Callable[[str], Any], typed: str) -> None:
    with pytest.raises(click.BadParameter, match=r"e\.g\."):
        read(typed)

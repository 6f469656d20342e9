"""What is typed, or given in Python, is read alike; anything else is refused with an example."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from steelyard import parameters
from steelyard.errors import QuestionError
from steelyard.parameters import AGAINST, PART, PERIOD, Parameter, Required, as_text, read_all, signature


def test_blanks_do_not_count() -> None:
    assert parameters.as_day(" 2026-09-30 ") == date(2026, 9, 30)
    assert parameters.as_days("2026-04-01 .. 2026-06-30") == (date(2026, 4, 1), date(2026, 6, 30))
    assert parameters.as_part(" site = Porto ") == ("site", "Porto")
    assert parameters.as_two_parts("site= Porto, Braga") == ("site", "Porto", "Braga")


def test_only_the_first_equals_sign_parts() -> None:
    assert parameters.as_part("plan=a=b") == ("plan", "a=b")


@pytest.mark.parametrize(
    ("read", "given", "value"),
    [
        (parameters.as_day, date(2026, 9, 30), date(2026, 9, 30)),
        (parameters.as_day, datetime(2026, 9, 30, 12), date(2026, 9, 30)),
        (parameters.as_days, (date(2026, 4, 1), "2026-06-30"), (date(2026, 4, 1), date(2026, 6, 30))),
        (parameters.as_parts, {"site": "Porto"}, {"site": ("Porto",)}),
        (parameters.as_parts, {"site": ["Porto", "Braga"]}, {"site": ("Porto", "Braga")}),
        (parameters.as_parts, "site=Porto", {"site": ("Porto",)}),
        (parameters.as_parts, ("site=Porto", "site=Braga", "team=A"), {"site": ("Porto", "Braga"), "team": ("A",)}),
        (parameters.as_two_parts, ("site", "Porto", "Braga"), ("site", "Porto", "Braga")),
        (parameters.as_names, "csat_score", ("csat_score",)),
        (parameters.as_number, "0.5", 0.5),
        (parameters.as_count, 12.0, 12),
    ],
)
def test_values_as_python_has_them(read: Callable[[Any], Any], given: Any, value: Any) -> None:
    assert read(given) == value


@pytest.mark.parametrize(
    ("read", "typed"),
    [
        (parameters.as_day, "30.9.2026"),
        (parameters.as_day, "2026-09-31"),
        (parameters.as_day, 20260930),
        (parameters.as_day, "0001-01-01"),
        (parameters.as_day, date(9999, 12, 31)),
        (parameters.as_days, "0001-01-01..2026-06-30"),
        (parameters.as_days, "2026-04-01"),
        (parameters.as_days, date(2026, 4, 1)),
        (parameters.as_part, "Porto"),
        (parameters.as_part, "=Porto"),
        (parameters.as_two_parts, "site=Porto"),
        (parameters.as_two_parts, "site=Porto,Braga,Faro"),
        (parameters.as_two_parts, "Porto,Braga"),
        (parameters.as_two_parts, 3),
    ],
)
def test_anything_else_is_refused_with_an_example(read: Callable[[Any], Any], typed: Any) -> None:
    with pytest.raises(ValueError, match=r"e\.g\."):
        read(typed)


@pytest.mark.parametrize("typed", ["nan", "inf", "-inf", "1e400", 10**400, "1e16", "many"])
def test_a_number_is_one_of_usual_size(typed: Any) -> None:
    for read in (parameters.as_number, parameters.as_count):
        with pytest.raises(ValueError, match="is not a number"):
            read(typed)


def test_a_question_is_told_what_it_takes_and_nothing_else() -> None:
    takes = (PERIOD, AGAINST, *PART)
    assert read_all(takes, "change", {"from_on": "2026-07-01", "period": None, "where": "site=Porto"}) == {
        "from_on": date(2026, 7, 1),
        "period": "",
        "where": {"site": ("Porto",)},
    }
    with pytest.raises(QuestionError, match="change takes no 'perod'") as unknown:
        read_all(takes, "change", {"perod": "month"})
    assert "period" in str(unknown.value.next)
    with pytest.raises(QuestionError, match="from_on: 'July' is not a date"):
        read_all(takes, "change", {"from_on": "July"})


def test_what_is_needed_is_asked_for_and_choices_hold() -> None:
    metric = Parameter("metric", "A measure, by its id.", as_text, default=Required)
    with pytest.raises(QuestionError, match="explain needs metric"):
        read_all((metric,), "explain", {})
    design = Parameter("design", "How.", as_text, default="", choices=("agents",))
    assert read_all((design,), "enough", {"design": ""}) == {"design": ""}
    with pytest.raises(QuestionError, match="'teams' is none of agents"):
        read_all((design,), "enough", {"design": "teams"})
    with pytest.raises(QuestionError, match="1 is under 2"):
        read_all(
            (replace(design, name="draws", read=parameters.as_count, choices=(), least=2),), "frontier", {"draws": 1}
        )
    assert str(signature((metric, design))) == "(metric: str, *, design: str = '')"

"""What a column as a whole says of its texts; where it says nothing, the mapping must, and the load asks."""

from __future__ import annotations

import pytest
from tests.intake.conftest import NewWorkspace, contacts

from steelyard.errors import MappingError

AT = "2026-01-05 10:00:00"


def talks(*values: str) -> str:
    return "id;at;talk\n" + "".join(f"{place};{AT};{value}\n" for place, value in enumerate(values))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("240", "1.250", "3,5"), [240.0, 1250.0, 3.5]),
        (("240", "1,250", "3.5"), [240.0, 1250.0, 3.5]),
        (("0.250", "1.250"), [0.25, 1.25]),
        (("1250,375", "1,250"), [1250.375, 1.25]),
        (("240 s", "1.250 s", "3,5 s"), [240.0, 1250.0, 3.5]),
        (("1 250", "12'000"), [1250.0, 12000.0]),
    ],
)
def test_one_value_tells_how_the_column_writes_numbers(
    workspace: NewWorkspace, values: tuple[str, ...], expected: list[float]
) -> None:
    space = workspace(contacts('handle_s = "talk"'), {"t.csv": talks(*values)})
    space.load()
    assert space.values("SELECT handle_s FROM contacts ORDER BY contact_id") == expected


@pytest.mark.parametrize("value", ["1.250", "1,250", "1.250 s"])
@pytest.mark.parametrize(("decimal", "expected"), [("", None), (",", 0), (".", 1)])
def test_a_number_that_can_be_read_two_ways_is_asked(
    workspace: NewWorkspace, value: str, decimal: str, expected: int | None
) -> None:
    told = f'handle_s = {{ column = "talk", decimal = "{decimal}" }}' if decimal else 'handle_s = "talk"'
    space = workspace(contacts(told), {"t.csv": talks("240", value)})
    if expected is None:
        with pytest.raises(MappingError, match="handle_s can be read two ways") as caught:
            space.load()
        assert 'decimal = ","' in caught.value.next
        return
    space.load()
    ways = {"1.250": (1250.0, 1.25), "1.250 s": (1250.0, 1.25), "1,250": (1.25, 1250.0)}
    assert max(space.values("SELECT handle_s FROM contacts WHERE contact_id = '1'")) == ways[value][expected]


def test_counts_have_no_decimals_and_expressions_a_point(workspace: NewWorkspace) -> None:
    columns = "replies = \"talk\"\nhandle_s = { sql = \"CAST(replace(talk, '.', '') AS INTEGER) / 1000.0\" }"
    space = workspace(contacts(columns), {"t.csv": talks("3", "1.250")})
    space.load()
    assert space.rows("SELECT replies, handle_s FROM contacts WHERE contact_id = '1'") == [
        {"replies": 1250, "handle_s": 1.25}
    ]


@pytest.mark.parametrize(
    ("name", "zone", "expected"),
    [
        ("IST", "Asia/Kolkata", "04:30"),
        ("IST", "Asia/Jerusalem", "08:00"),
        ("PDT", "", "17:00"),
        ("PDT", "Asia/Kolkata", "17:00"),
        ("IST", "", None),
    ],
)
def test_a_name_of_several_zones_is_asked(workspace: NewWorkspace, name: str, zone: str, expected: str | None) -> None:
    own = f', zone = "{zone}"' if zone else ""
    toml = contacts().replace('"at"', f'{{ column = "at", format = "%Y-%m-%d %H:%M:%S %Z"{own} }}')
    space = workspace(toml, {"t.csv": f"id,at\n1,{AT} {name}\n"})
    if expected is None:
        with pytest.raises(MappingError, match="IST, which is the name of several zones"):
            space.load()
        return
    space.load()
    assert space.values("SELECT strftime(opened_at, '%H:%M') AS t FROM contacts") == [expected]


def test_scores_in_words_are_read_and_another_scale_is_put_aside(workspace: NewWorkspace) -> None:
    toml = """
[sources.t]
files = "t.csv"
[sources.t.surveys.columns]
survey_id = "id"
instrument = { constant = "csat" }
score = "score"
scale_min = 1
scale_max = 5
better = { constant = "high" }
"""
    scores = ("5/5", "4 out of 5", "3 - neutral", "★★☆☆☆", "1", "4/10", "★★☆", "perhaps")
    body = "id,score\n" + "".join(f"{place},{score}\n" for place, score in enumerate(scores))
    space = workspace(toml, {"t.csv": body})
    space.load()
    assert space.values("SELECT score FROM surveys ORDER BY survey_id") == [5.0, 4.0, 3.0, 2.0, 1.0]
    assert space.values("SELECT reason FROM quarantine ORDER BY row_number") == [
        "states another most than scale_max",
        "states another most than scale_max",
        "is not a number",
    ]


def test_one_text_that_says_its_unit_is_read_by_it_among_plain_ones(workspace: NewWorkspace) -> None:
    space = workspace(contacts('handle_s = "talk"'), {"t.csv": talks("240", "60", "2 min")})
    space.load()
    assert space.values("SELECT handle_s FROM contacts ORDER BY contact_id") == [240.0, 60.0, 120.0]

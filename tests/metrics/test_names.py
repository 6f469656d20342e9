"""A measure is found by what people call it, and no name means two."""

from __future__ import annotations

from collections import Counter

import pytest

from steelyard import metrics
from steelyard.errors import QuestionError


@pytest.mark.parametrize(
    ("said", "id"),
    [
        ("first_contact_resolution", "first_contact_resolution"),
        ("FCR", "first_contact_resolution"),
        ("First contact resolution", "first_contact_resolution"),
        ("first-contact-resolution", "first_contact_resolution"),
        ("AHT", "handle_time"),
        ("After-call work", "wrap_time"),
    ],
)
def test_a_measure_is_found_by_what_people_call_it(said: str, id: str) -> None:
    assert metrics.find(said).id == id


def test_no_name_means_two_measures() -> None:
    every = [metrics.metric(name) for name in metrics.names()]
    names = [{entry.title.casefold(), entry.id.replace("_", " "), *entry.aliases} for entry in every]
    said = Counter(name for called in names for name in called)
    assert [name for name, count in said.items() if count > 1] == []


def test_an_unknown_one_is_refused_with_the_nearest() -> None:
    with pytest.raises(QuestionError) as refused:
        metrics.find("First contact resolutoin")
    assert "first_contact_resolution" in str(refused.value.next)


@pytest.mark.parametrize(("said", "hint"), [("fcrr", "Did you mean fcr?"), ("xyzzy", "Known here: abandonment_rate,")])
def test_the_nearest_may_be_what_else_it_is_called(said: str, hint: str) -> None:
    with pytest.raises(QuestionError) as refused:
        metrics.find(said)
    assert str(refused.value.next).startswith(hint)

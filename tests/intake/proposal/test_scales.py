"""Scores in words, smileys, stars and with labels: the scale they stand on, and which end is good."""

from __future__ import annotations

import pytest

from steelyard.intake.proposal.scales import read_scale


@pytest.mark.parametrize(
    ("values", "low", "high", "scores"),
    [
        (("5/5", "3/5"), 1, 5, {}),
        (("8 out of 10", "0 out of 10"), 0, 10, {}),
        (("★★★★☆", "★★★★★"), 1, 5, {}),
        (("⭐⭐⭐", "⭐"), 1, 5, {}),
        (("👍", "👎"), 0, 1, {"👍": 1, "👎": 0}),
        (("🙂", "😐", "🙁"), 1, 3, {"🙂": 3, "😐": 2, "🙁": 1}),
        (("😀", "🙂", "😐", "🙁", "😡"), 1, 5, {"😀": 5, "🙂": 4, "😐": 3, "🙁": 2, "😡": 1}),
        (("Good", "Bad"), 0, 1, {"Good": 1, "Bad": 0}),
        (("Very satisfied", "Neutral", "Dissatisfied"), 1, 5, {"Very satisfied": 5, "Neutral": 3, "Dissatisfied": 2}),
        (("Extremely happy", "Neutral", "Very unhappy"), 1, 7, {"Extremely happy": 7, "Neutral": 4, "Very unhappy": 2}),
        (("excellent", "good", "fair", "poor"), 1, 4, {"excellent": 4, "good": 3, "fair": 2, "poor": 1}),
        (("sehr zufrieden", "eher unzufrieden", "teils/teils"), 1, 5, {"sehr zufrieden": 5, "eher unzufrieden": 2}),
        (("très satisfait", "insatisfait", "neutre"), 1, 5, {"très satisfait": 5, "insatisfait": 2, "neutre": 3}),
        (("muy satisfecho", "insatisfecho", "neutral"), 1, 5, {"muy satisfecho": 5, "insatisfecho": 2}),
        (("molto soddisfatto", "insoddisfatto"), 1, 5, {"molto soddisfatto": 5, "insoddisfatto": 2}),
        (("muito satisfeito", "satisfeito", "insatisfeito"), 1, 5, {"muito satisfeito": 5, "insatisfeito": 2}),
        (("zeer tevreden", "ontevreden"), 1, 5, {"zeer tevreden": 5, "ontevreden": 2}),
        (("bardzo zadowolony", "niezadowolony"), 1, 5, {"bardzo zadowolony": 5, "niezadowolony": 2}),
        (("mycket nöjd", "missnöjd"), 1, 5, {"mycket nöjd": 5, "missnöjd": 2}),
        (("meget tilfreds", "utilfreds"), 1, 5, {"meget tilfreds": 5, "utilfreds": 2}),
        (("veldig fornøyd", "misfornøyd"), 1, 5, {"veldig fornøyd": 5, "misfornøyd": 2}),
        (("Tout à fait d’accord", "Pas d’accord"), 1, 5, {"Tout à fait d’accord": 5, "Pas d’accord": 2}),
        (("Very easy", "Difficult", "Neutral"), 1, 5, {"Very easy": 5, "Difficult": 2, "Neutral": 3}),
        (
            ("Extremely satisfied", "Very satisfied", "Neutral", "Very dissatisfied", "Extremely dissatisfied"),
            1,
            5,
            {"Extremely satisfied": 5, "Very satisfied": 4, "Very dissatisfied": 2, "Extremely dissatisfied": 1},
        ),
        (("Extremely satisfied", "Very satisfied", "Satisfied", "Neutral"), 1, 7, {"Satisfied": 5, "Neutral": 4}),
        (("Very satisfied", "Neutral"), 1, 5, {"Very satisfied": 5, "Neutral": 3}),
        (("Good", "Good, with comment", "Bad"), 0, 1, {"Good": 1, "Good, with comment": 1, "Bad": 0}),
        (("Yes", "No"), 0, 1, {"Yes": 1, "No": 0}),
        (("1", "0"), 0, 1, {}),
    ],
)
def test_scales_are_told_by_their_texts(
    values: tuple[str, ...], low: float, high: float, scores: dict[str, float]
) -> None:
    found = read_scale(values)
    assert found is not None
    assert (found.low, found.high, found.is_stated, found.doubt) == (low, high, True, "")
    assert scores.items() <= found.values.items()


def test_a_word_that_was_not_seen_yet_is_read_too() -> None:
    found = read_scale(("Very satisfied", "Neutral", "Dissatisfied"))
    assert found is not None
    assert found.values["very dissatisfied"] == 1
    assert len(found.values) == 5


@pytest.mark.parametrize(
    ("values", "better"),
    [
        (("10 - very likely", "6"), "high"),
        (("1 - sehr zufrieden", "5 - sehr unzufrieden"), "low"),
        (("5 - Excellent", "4", "3"), "high"),
        (("1 star", "5 stars"), ""),
    ],
)
def test_labels_beside_numbers_tell_which_end_is_good(values: tuple[str, ...], better: str) -> None:
    found = read_scale(values)
    assert found is not None
    assert (found.values, found.is_stated, found.better) == ({}, False, better)


@pytest.mark.parametrize("values", [("Very satisfied", "Satisfied"), ("Good",)])
def test_words_of_several_scales_are_asked(values: tuple[str, ...]) -> None:
    found = read_scale(values)
    assert found is not None
    assert found.doubt


@pytest.mark.parametrize(
    "values",
    [("Terrible", "Poor", "Good", "Very good", "Excellent"), ("😡", "😠", "😐", "🙂"), ("Bad", "Unhappy", "OK")],
)
def test_two_words_of_one_file_are_never_taken_for_one_step(values: tuple[str, ...]) -> None:
    found = read_scale(values)
    assert found is None or "would count the same" in found.doubt


def test_who_was_asked_and_said_nothing_has_no_score() -> None:
    found = read_scale(("good", "bad", "offered"))
    assert found is not None
    assert (found.blank, dict(found.values)) == (("offered",), {"good": 1, "bad": 0})


@pytest.mark.parametrize("values", [("open", "closed"), ("1", "2"), ("4/5", "8/10"), ("Anna", "Bo"), ("", "x")])
def test_what_is_no_scale_is_none(values: tuple[str, ...]) -> None:
    assert read_scale(values) is None

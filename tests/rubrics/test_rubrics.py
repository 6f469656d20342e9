from __future__ import annotations

import re
from pathlib import Path

import pytest

from steelyard import rubrics
from steelyard.errors import QuestionError, SettingsError
from steelyard.rubrics.reading import text_of
from steelyard.settings.model import Settings

SMALL = """title = "Small"

[[criteria]]
id = "tone"
title = "Tone"
dimension = "brand"
weight = 3
[criteria.anchors]
0 = "curt"
2 = "kind"

[[criteria]]
id = "law"
title = "Law"
dimension = "process"
critical = true
may_not_apply = true
[criteria.anchors]
0 = "broken"
1 = "kept"
"""


def _read(text: str = SMALL) -> rubrics.Rubric:
    return rubrics.read(text, "small", "rubrics/small.toml")


def test_three_are_shipped_with_words_for_every_number_of_points() -> None:
    found = rubrics.shipped()
    assert list(found) == ["chat", "sales-and-service", "support"]
    for rubric in found.values():
        assert not rubric.is_own
        assert any(entry.is_critical for entry in rubric.criteria)
        assert any(entry.may_not_apply for entry in rubric.criteria)
        assert all(len(words) > 10 for entry in rubric.criteria for words in entry.anchors.values())
    dimensions = {entry.dimension for rubric in found.values() for entry in rubric.criteria}
    assert dimensions == {"brand", "product", "sales", "connection", "process"}


def test_the_workspaces_own_take_the_place_of_those_shipped(tmp_path: Path) -> None:
    settings = Settings(tmp_path, tmp_path)
    assert set(rubrics.of(settings)) == set(rubrics.shipped())
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics" / "small.toml").write_text(SMALL)
    assert list(rubrics.of(settings)) == ["small"]
    assert rubrics.find(settings, "").title == "Small"
    with pytest.raises(SettingsError, match="no rubric 'smal'"):
        rubrics.find(settings, "smal")


def test_points_follow_from_weights() -> None:
    found = rubrics.score(_read(), {"tone": 2, "law": "n/a"})
    assert found.share == 1
    assert rubrics.score(_read(), {"tone": "0", "law": 1}).share == pytest.approx(1 / 4)
    assert rubrics.score(_read(), {"tone": 2, "law": 1}).rows == (("tone", 3.0, 3.0, False), ("law", 1.0, 1.0, True))


def test_a_critical_criterion_without_points_fails_it_all() -> None:
    found = rubrics.score(_read(), {"tone": 2, "law": 0})
    assert found.is_failed
    assert found.share == 0


def test_what_is_open_has_no_share() -> None:
    found = rubrics.score(_read(), {"tone": 2})
    assert found.share is None
    assert found.open == ("law",)


@pytest.mark.parametrize(
    "given", [{"tone": 1, "law": 1}, {"tone": "n/a", "law": 1}, {"tune": 2}, {"tone": "x"}, {"tone": "²"}, {"tone": -1}]
)
def test_points_without_words_are_refused(given: dict[str, int | str]) -> None:
    with pytest.raises(QuestionError):
        rubrics.score(_read(), given)


def test_nothing_applies() -> None:
    only = SMALL[: SMALL.index("[[criteria]]")] + SMALL[SMALL.rindex("[[criteria]]") :]
    with pytest.raises(QuestionError, match="no criterion applies"):
        rubrics.score(_read(only), {"law": "n/a"})


def test_a_change_of_what_shapes_scores_is_a_new_series_and_of_titles_none() -> None:
    series = _read().series
    assert _read(SMALL.replace('title = "Tone"', 'title = "Manner"')).series == series
    for old, new in (("weight = 3", "weight = 4"), ('"curt"', '"rude"'), ("2 = ", "3 = "), ("critical = true\n", "")):
        assert _read(SMALL.replace(old, new)).series != series


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('dimension = "brand"', 'dimension = "brandt"', r"line 6"),
        ("weight = 3", "weight = 0", "above 0"),
        ('0 = "curt"\n', "", "words for 0 points"),
        ('id = "law"', 'id = "tone"', "stands twice"),
        ('id = "law"', 'id = "La w"', "small letters"),
        ('0 = "curt"', 'none = "curt"', "whole numbers"),
        ('title = "Small"', "", "no title"),
        ("weight = 3", "wieght = 3", "did you mean|weight"),
        ("[[criteria]]", "[[criteria", "not TOML"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(old: str, new: str, said: str) -> None:
    with pytest.raises(SettingsError) as raised:
        _read(SMALL.replace(old, new, 1))
    text = f"{raised.value.what} {raised.value.where} {raised.value.next}"
    assert re.search(said, text), text
    assert "rubrics/small.toml" in raised.value.where


def test_no_path_leads_out_of_those_shipped() -> None:
    assert text_of("chat").startswith("# Chat")
    for name in ("../model", "none", ""):
        with pytest.raises(SettingsError):
            text_of(name)

"""The page's structure: self-contained, in order, figures with interval and n, pictures with words and a table."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from report import sample
from report.reading import Element, read
from steelyard import report
from steelyard.answers import Answer, Caveat, Estimate, Evidence, Highlight, Interval, Missing
from steelyard.declare import Analysis
from steelyard.errors import SteelyardError
from steelyard.report.style import fingerprint
from steelyard.view.answers.scorecard import judge

PAGES = ("full", "thin", "empty")
HOSTILE = '<script>alert("x")</script>'


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, full: Element, thin: Element) -> Element:
    return {"full": full, "thin": thin, "empty": read(report.render([]))}[request.param]


def test_nothing_is_fetched_or_run(page: Element) -> None:
    addresses = [
        element.attributes[name] for element in page.all() for name in ("src", "href") if name in element.attributes
    ]
    assert all(address.startswith("#") for address in addresses)
    assert not page.all("script")
    assert not page.all("link")
    assert "url(" not in page.all("style")[0].text
    assert "@import" not in page.all("style")[0].text
    assert not [element for element in page.all() if any(name.startswith("on") for name in element.attributes)]


def test_policy_allows_the_stylesheet_alone(full_html: str) -> None:
    style = re.search(r"<style>(.*?)</style>", full_html, re.DOTALL)
    assert style
    assert f"default-src 'none'; style-src '{fingerprint(style[1])}'" in full_html.replace("&#39;", "'")
    assert " style=" not in full_html


def test_one_headline_and_headings_in_order(page: Element) -> None:
    levels = [int(element.tag[1]) for element in page.all() if re.fullmatch("h[1-6]", element.tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_ids_are_unique_and_links_arrive(page: Element) -> None:
    ids = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    for name in ("href", "aria-labelledby"):
        for element in page.all():
            if name in element.attributes:
                assert element.attributes[name].removeprefix("#") in ids


def test_landmarks(full: Element) -> None:
    for tag in ("header", "nav", "main", "footer"):
        assert len(full.all(tag)) == 1
    assert all("aria-labelledby" in section.attributes for section in full.all("section"))
    assert full.all("a")[0].attributes["href"] == "#main"


def test_verdict_comes_first(full: Element) -> None:
    assert full.all("h1")[0].text == "Customers got 7.1% less per euro than in Apr–Jun 2026 (5.3–8.8)."
    lead = full.all("p", class_="lead")[0].text
    assert lead.startswith("First contact resolution fell 4.3 points to 64.1% (63.2–65.0), below the target of 70%.")
    order = [section.attributes["id"] for section in full.all("section")]
    assert order == [
        "verdict", "balance", "scorecard", "change", "returns", "parts", "monthly", "missing", "origin", "definitions",
    ]  # fmt: skip


def test_every_picture_has_words_table_and_both_drawings(full: Element) -> None:
    pictures = full.all("figure", class_="picture")
    assert len(pictures) == 4
    for picture in pictures:
        assert len(picture.all("div", role="img")[0].attributes["aria-label"]) > 30
        assert all(drawing.attributes["aria-hidden"] == "true" for drawing in picture.all("svg"))
    assert [len(picture.all("svg")) for picture in pictures] == [2, 2, 1, 2]
    for name in ("balance", "change", "returns", "monthly"):
        section = next(section for section in full.all("section") if section.attributes["id"] == name)
        assert section.all("details")[0].all("table")


def test_every_table_has_scoped_heads(page: Element) -> None:
    for table in page.all("table"):
        assert all(head.attributes["scope"] in ("col", "row", "rowgroup") for head in table.all("th"))
        assert all(head.text for head in table.all("th"))
        widths = {
            sum(int(cell.attributes.get("colspan", 1)) for cell in row.inside if isinstance(cell, Element))
            for row in table.all("tr")
        }
        assert len(widths) == 1


def test_every_figure_of_the_scorecard_has_interval_n_and_definition(full: Element) -> None:
    rows = [row for table in full.all("table", class_="score") for row in table.all("tr") if row.all("td")]
    assert len(rows) == len(sample.scorecard().lines)
    lines = {line.title: line for line in sample.scorecard().lines}
    for row in rows:
        line = lines.pop(row.all("th")[0].all("a")[0].text)
        assert re.search(r"\d[–\d.,:]*\d", row.all("td", class_="now")[0].all("i")[0].text)
        assert f"{line.now.n:,} {line.now.n_unit}" in row.all("th")[0].text
        assert row.all("th")[0].all("a")[0].attributes["href"] == f"#def-{line.metric}"
        assert len(row.all("span", class_="spark")[0].attributes["aria-label"]) > 30


def test_direction_is_said_in_words(full: Element) -> None:
    words = {
        row.all("th")[0].all("a")[0].text: row.all("td", class_="change")[0].text
        for table in full.all("table", class_="score")
        for row in table.all("tr")
        if row.all("td")
    }
    assert words["First contact resolution"].startswith("−4.3 pt worse")
    assert words["Handle time"].startswith("−11.2% better")
    assert words["Contacts per hour"].startswith("+12.9% moved")
    quiet, _ = judge("cost_per_contact", sample.RESOURCES[2].change, False)
    assert words["Cost per contact"].startswith(f"−0.4% {quiet}")


def test_ladder_says_state_target_and_source(full: Element) -> None:
    rungs = [rung.text for rung in full.all("ol", class_="ladder")[0].all("li")]
    assert "Effective not yet" in rungs[0]
    assert "64.1% 63.2–65.0" in rungs[0]
    assert "target 70%" in rungs[0]
    assert "cannot tell" in rungs[2]
    section = next(section for section in full.all("section") if section.attributes["id"] == "verdict")
    first, *_, last = section.all("details")[0].all("p", class_="more")
    assert "target: a benchmark by survey" in first.text
    assert "Not meaningful until the rungs above hold." not in first.text
    assert "Not meaningful until the rungs above hold." in last.text


def test_change_names_where_it_came_from(full: Element) -> None:
    section = next(section for section in full.all("section") if section.attributes["id"] == "change")
    assert "Onceness Site B −6.0 −6.5 to −5.5" in section.text


def test_origin_and_assumptions_are_printed(full: Element) -> None:
    origin = next(section for section in full.all("section") if section.attributes["id"] == "origin").text
    assert "Data to 30 September 2026, 23:58 Europe/Lisbon; version 14 of the store." in origin
    assert "An hour of handling, assumed 28.00 €" in origin
    assert "version 14" in full.all("footer")[0].text


def test_definitions_say_what_is_left_out(full: Element) -> None:
    entry = next(entry for entry in full.all("article") if entry.attributes["id"] == "def-first_contact_resolution")
    assert "Leaves out:" in entry.text
    assert "Differs:" in entry.text


def test_what_cannot_be_said_is_a_state_with_a_way_out(thin: Element) -> None:
    ids = [section.attributes["id"] for section in thin.all("section")]
    assert not {"balance", "change", "returns"} & set(ids)
    assert thin.all("h1")[0].text == "Handle time was 6:42 (6:39–6:45) in Jul–Sep 2026."
    assert "cannot be told" not in thin.all("h1")[0].text
    first = next(row for row in thin.all("tr") if row.all("td", class_="why"))
    assert "60% of contacts have no customer id" in first.text
    assert "0.0%" not in thin.all("main")[0].text


def test_missing_measures_are_listed_once_with_what_to_supply(thin: Element) -> None:
    section = next(section for section in thin.all("section") if section.attributes["id"] == "missing")
    lines = [line.text for line in section.all("li")]
    assert len(lines) == len({line.split(".")[0] for line in lines}) == 6
    assert any("map costs.amount or map contacts.cost" in line for line in lines)
    assert "To have it: map a survey export." in section.text
    assert section.all("details")


def test_empty_page_says_what_to_do() -> None:
    assert "load the sources with steelyard load" in read(report.render([])).all("main")[0].text


def test_any_answer_may_be_absent() -> None:
    bare = replace(sample.scorecard(by=""), lines=sample.CUSTOMERS[:1])
    known = (sample.verdict(), sample.balance(), sample.change(), bare, sample.returns())
    for left_out in range(5):
        answers = [answer for place, answer in enumerate(known) if place != left_out]
        assert len(read(report.render(answers)).all("h1")) == 1


def test_names_from_the_data_are_text() -> None:
    names = (HOSTILE, "🚚 Zustellung", "دعم العملاء", 'A & "B"')
    parts = tuple((name, sample.scorecard().parts[0][1]) for name in names)
    line = sample.CUSTOMERS[0]
    noted = replace(line, now=replace(line.now, caveats=(Caveat("odd", HOSTILE, "warning"),)), title=HOSTILE)
    answer = replace(
        sample.scorecard(),
        parts=parts,
        by=HOSTILE,
        lines=(noted, *sample.RESOURCES),
        missing=(Missing("x", HOSTILE, HOSTILE, HOSTILE),),
    )
    html = report.render([answer], name=HOSTILE)
    assert "<script" not in html.lower()
    page = read(html)
    assert page.all("span", class_="brand")[0].text == f"Steelyard {HOSTILE}"
    texts = [head.text for head in page.all("th")]
    assert set(names) <= set(texts)


def test_caveats_are_numbered_and_said_once() -> None:
    caveat = Caveat("one_customer", "One customer is 8% of all.", "warning")
    lines = tuple(replace(line, now=replace(line.now, caveats=(caveat,))) for line in sample.RESOURCES[:2])
    page = read(report.render([replace(sample.scorecard(), lines=lines, parts=())]))
    assert [note.text for note in page.all("ol", class_="notes")[0].all("li")] == ["One customer is 8% of all."]
    assert [mark.attributes["href"] for mark in page.all("sup")[0].all("a")] == ["#note-1"]
    assert len(page.all("sup")) == 2


def test_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    written = report.write_page("<!doctype html>", tmp_path / "report.html")
    assert written.read_text("utf-8") == "<!doctype html>"
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]
    with pytest.raises(SteelyardError, match="cannot be written"):
        report.write_page("<!doctype html>", tmp_path / "absent" / "report.html")


def test_caveats_said_once_on_the_page() -> None:
    caveat = Caveat("unidentified", "3% of contacts are unidentified and left out")
    answers = [replace(answer, caveats=(caveat,)) for answer in sample.answers()[:3]]
    assert render_text(answers).count("3% of contacts are unidentified and left out.") == 1


def test_factors_alone_are_drawn_with_their_levels() -> None:
    level = sample.estimate("pace", "per_hour", 8.6, 0.2)
    terms = tuple(replace(term, before=level, after=level, parts={}) for term in sample.change().terms)
    page = read(report.render([replace(sample.change(), total=None, terms=terms)]))
    assert "The factors themselves" in page.all("main")[0].text
    assert len(page.all("figure")) == 1


def test_measures_that_did_not_move_are_folded() -> None:
    quiet = tuple(replace(line, is_claimed=False, trend=()) for line in sample.CUSTOMERS + sample.COVERAGE)
    many = tuple(replace(line, title=f"{line.title} {place}") for place in range(2) for line in quiet)
    page = read(report.render([replace(sample.scorecard(by=""), lines=(*many, sample.RESOURCES[0]), parts=())]))
    folded = page.all("details", class_="more")
    assert [key.all("summary")[0].text for key in folded] == ["12 more; none of them moved beyond sampling error"]
    assert len(folded[0].all("td", class_="now")) == 12


def render_text(answers: list[Answer]) -> str:
    return read(report.render(answers)).all("main")[0].text


def test_questions_with_a_section_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    declared = tuple(Analysis(name, "?", ask, name.title(), place) for place, name in enumerate(("first", "second")))
    monkeypatch.setattr(sys.modules["steelyard.report.page"], "sections", lambda: declared)
    dear = Estimate("stake", "money", value=90_000.0, interval=Interval(40_000.0, 140_000.0))
    cheap = replace(dear, value=-1_000.0, interval=None)
    answers = (
        Answer(
            "first", "The first", ("It is so.",), estimates=(Estimate("csat_score", "score", value=80.0),),
            highlights=(Highlight("No price."), Highlight("Cheap.", cheap)), evidence=Evidence("adjusted", ("topic",)),
        ),
        Answer("second", "The second", highlights=(Highlight("Dear.", dear), Highlight("No price either."))),
    )  # fmt: skip
    page = read(report.render(answers))
    opening = page.all("section", class_="findings")[0]
    assert [item.all("p")[0].text for item in opening.all("li")] == ["Dear.", "Cheap.", "No price."]
    assert [link.attributes["href"] for link in opening.all("a")] == ["#second", "#first", "#first"]
    first, second = (
        next((s for s in page.all("section") if s.attributes.get("id") == name), None) for name in ("first", "second")
    )
    assert first is not None
    assert "It is so." in first.text
    assert "topic." in first.all("dl")[0].text
    assert "Evidence and table" in first.text
    assert second is None


def ask() -> Answer:
    raise AssertionError("a page asks nothing")

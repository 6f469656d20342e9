"""The document says what can be asked, with types, words and examples, and answers are what it says they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from steelyard import catalogue
from steelyard.answers import Answer
from steelyard.declare import Analysis
from steelyard.web import controls
from steelyard.web.api.asked import queries
from steelyard.web.api.document import answer_of, document
from steelyard.web.menu import questions
from steelyard.web.rendering import pages
from steelyard.web.visit import twin_of
from web.conftest import served

QUICK = ("balance", "change", "compare", "returns", "scorecard", "verdict", "volume")
PLAIN = ("/scorecard", "/ask", "/measure/handle_time", "/data", "/issues", "/account", "/settings", "/data/quarantine")


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return document()


def validator(told: dict[str, Any], path: str, status: str) -> Draft202012Validator:
    schema = told["paths"][path]["get"]["responses"][status]["content"]["application/json"]["schema"]
    return Draft202012Validator({**schema, "components": told["components"]})


def check(client: TestClient, told: dict[str, Any], path: str, query: str = "", of: str = "") -> dict[str, Any]:
    answer = client.get(f"{path}{query}")
    validator(told, of or path, str(answer.status_code)).validate(answer.json())
    assert answer.status_code in (200, 422), answer.text
    return answer.json()  # type: ignore[no-any-return]


def test_every_question_is_described_by_what_it_declares(told: dict[str, Any]) -> None:
    for analysis in questions():
        operation = told["paths"][f"/ask/{analysis.id}.json"]["get"]
        named = {entry["name"]: entry for entry in operation["parameters"]}
        for parameter in analysis.takes:
            if parameter.option:
                entry = named[controls.name_of(parameter)]
                assert entry["description"] == parameter.help
                assert entry["schema"].get("type")
                assert entry["example"] not in ("", [""], None), parameter
        assert issubclass(answer_of(analysis), Answer)
        assert answer_of(analysis) is not Answer, analysis.id


def test_examples_are_what_questions_take(told: dict[str, Any]) -> None:
    for analysis in questions():
        query = {
            entry["name"]: [str(one) for one in entry["example"]]
            if isinstance(entry["example"], list)
            else [str(entry["example"])]
            for entry in queries(analysis.takes)
        }
        analysis.heeded(controls.given(analysis.takes, query))


def test_types_are_those_of_the_question() -> None:
    worth: Analysis = catalogue.entry("analyses", "ANALYSIS", "worth")
    named = {entry["name"]: entry["schema"] for entry in queries(worth.takes)}
    assert named["horizon"] == {"type": "integer", "default": 36}
    assert named["discount"]["type"] == "number"
    assert named["where"]["type"] == "array"
    assert named["from"]["format"] == "date"
    drivers: Analysis = catalogue.entry("analyses", "ANALYSIS", "drivers")
    assert queries(drivers.takes)[0]["schema"]["enum"] == ["retention", "repurchase", "nps", "rating"]


def test_every_twin_is_in_it(told: dict[str, Any], client: TestClient) -> None:
    assert client.get("/openapi.json").json() == json.loads(json.dumps(told))
    for page in pages():
        if page.id != "question":
            assert twin_of(page.path).replace(":path", "") in told["paths"], page.id


def test_the_document_is_sound(told: dict[str, Any]) -> None:
    for schema in told["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    text = json.dumps(told)
    for name in {piece.partition('"')[0] for piece in text.split("#/components/schemas/")[1:]}:
        assert name in told["components"]["schemas"]


@pytest.mark.parametrize("question", QUICK)
def test_answers_are_what_the_document_says(client: TestClient, told: dict[str, Any], question: str) -> None:
    answer = check(client, told, f"/ask/{question}.json", "?period=month" if question != "scorecard" else "")
    assert answer["sentences"]
    check(client, told, f"/ask/{question}.json", "?from=odd")


@pytest.mark.parametrize("path", PLAIN)
def test_pages_twins_are_what_the_document_says(client: TestClient, told: dict[str, Any], path: str) -> None:
    check(client, told, f"{path}.json", of="/measure/{metric}.json" if "measure" in path else f"{path}.json")


def test_the_first_page_and_the_stories(client: TestClient, told: dict[str, Any]) -> None:
    check(client, told, "/balance.json")
    listed = check(client, told, "/issues.json")
    check(client, told, f"/issue/{listed['lines'][0]['id']}.json", of="/issue/{issue}.json")


def test_a_wrong_answer_would_be_found(told: dict[str, Any]) -> None:
    wrong = validator(told, "/ask/verdict.json", "200")
    assert not wrong.is_valid({"sentences": "one"})
    assert not validator(told, "/ask/verdict.json", "422").is_valid({"error": "words"})


def test_before_anything_is_loaded(tmp_path: Path, told: dict[str, Any]) -> None:
    with TestClient(served(tmp_path / "empty")) as client:
        answer = client.get("/ask/verdict.json")
        validator(told, "/ask/verdict.json", str(answer.status_code)).validate(answer.json())

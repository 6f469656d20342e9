"""What every answer carries, refused ones too."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files

import pytest
from fastapi.testclient import TestClient

from steelyard.web.access.headers import HEADERS, POLICY


@pytest.mark.parametrize("path", ["/sign-in", "/", "/health", "/static/steelyard.js", "/no/such/page", "/openapi.json"])
def test_every_answer_carries_them(browser: Callable[[], TestClient], path: str) -> None:
    answer = browser().get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
    is_fixed = path.startswith("/static/")
    assert ("no-store" in answer.headers.get("cache-control", "")) is not is_fixed
    assert "server" not in answer.headers


def test_a_host_that_is_not_known_is_told_with_them(browser: Callable[[], TestClient]) -> None:
    answer = browser().get("/", headers={"Host": "elsewhere.org"})
    assert answer.status_code == 400
    assert answer.headers["content-security-policy"] == POLICY


def test_the_policy_lets_no_script_in_but_the_applications() -> None:
    rules = dict(rule.split(" ", 1) for rule in POLICY.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert "unsafe-eval" not in POLICY


def test_no_template_holds_what_the_policy_forbids() -> None:
    for template in files("steelyard.web").joinpath("templates").iterdir():
        text = template.read_text("utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), template.name
        assert not re.search(r"<style|\son\w+=|javascript:|\bhx-on|js:", text), template.name


def test_pages_are_drawn_without_what_the_policy_forbids(signed_in: Callable[[str], TestClient]) -> None:
    client = signed_in("administrator")
    for path in ("/account", "/settings/people", "/settings/audit"):
        text = client.get(path).text
        assert "<script>" not in text
        assert not re.search(r"<[^>]+\son\w+=", text)

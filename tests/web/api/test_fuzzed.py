"""Whatever is sent to any route of the application, it answers as it says it does, and never breaks."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance
from tests.web.access.test_rules import routes

from steelyard import background
from web.conftest import served

QUIETLY = {
    "deadline": None,
    "database": None,
    "derandomize": True,
    "suppress_health_check": list(HealthCheck),
    "phases": (Phase.explicit, Phase.generate),
}
CHECKS = (not_a_server_error, status_code_conformance, response_schema_conformance)
FORM_FIELDS = (
    "name", "role", "teams", "agent_id", "password", "new", "version", "active", "number", "days", "next", "address",
    "shared", "do", "source", "replaces", "files", "again", "ask:1", "of:calls.contacts.team", "use:calls", "value",
)  # fmt: skip


@pytest.fixture(scope="module")
def app(centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The application over loaded data; loads are asked for, but none is begun."""
    folder = shutil.copytree(centre, tmp_path_factory.mktemp("fuzzed") / "centre")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("start", "stop"):
            patch.setattr(background, name, lambda *_, **__: None)
        made = served(folder, patience_s=0.05)
        yield made
        made.state.work.close()


@pytest.fixture(scope="module")
def documented(app: FastAPI) -> Any:
    """What /openapi.json says."""
    return schemathesis.openapi.from_asgi("/openapi.json", app)


@pytest.fixture(scope="module")
def browser(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as found:
        yield found


def test_what_is_documented_is_what_comes_back(documented: Any) -> None:
    asked = 0
    for found in documented.get_all_operations():
        operation = found.ok()
        if not operation.path.endswith((".csv", ".xlsx", ".png")):
            asked += 1
            _ask(operation)
    assert asked > 20


def _ask(operation: Any) -> None:
    @given(case=operation.as_strategy())
    @settings(max_examples=8, **QUIETLY)
    def asked(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    asked()


WORDS = st.sampled_from(
    ["", "0", "1", "-1", "1e308", "nan", "9" * 25, "team", "team=Porto", "channel=phone,chat", "2026-07-01", "month",
     "2026-04-01..2026-06-30", "=", "..", "/", "//elsewhere.org", "\x00", "\udc80".encode("utf-8", "replace").decode(),
     "' OR '1'='1", "<script>", "ä" * 300, "handle_time", "administrator", "yes", "discard"]
) | st.text(max_size=30)  # fmt: skip
QUERY_NAMES = ("period", "by", "where", "from", "to", "against", "against-from", "metric", "compare", "sort", "sign",
               "after", "who", "what", "begin", "source", "reason", "width", "narrow", "next", "version", "draws",
               "price", "horizon", "code", "state")  # fmt: skip
SLOW = (".csv", ".xlsx", ".png", "/chart/{question}.json")
"""They wait for an answer, so that what is asked has to be one that is known at once."""


def _places(app: FastAPI) -> list[tuple[str, str]]:
    found = []
    for route in routes(app):
        path = getattr(route, "path", "")
        if path != "/static":
            found += [(method, path) for method in sorted(getattr(route, "methods", ()))]
    return found


def test_no_page_form_or_file_breaks(app: FastAPI, browser: TestClient) -> None:
    places = _places(app)
    assert {"GET", "POST"} <= {method for method, _ in places}
    for method, path in places:
        _send(browser, method, path)


def _send(browser: TestClient, method: str, path: str) -> None:
    pieces = re.findall(r"{([a-z_]+)(?::[a-z]+)?}", path)
    is_slow = path.endswith(SLOW)

    @given(
        held=st.tuples(*(WORDS for _ in pieces)),
        query=st.dictionaries(st.sampled_from(QUERY_NAMES), WORDS, max_size=4),
        form=st.dictionaries(st.sampled_from(FORM_FIELDS), WORDS, max_size=8),
    )
    @settings(max_examples=10, **QUIETLY)
    def sent(held: tuple[str, ...], query: dict[str, str], form: dict[str, str]) -> None:
        where = path
        for piece, value in zip(pieces, held, strict=True):
            where = re.sub(rf"{{{piece}(:[a-z]+)?}}", lambda _, value=value: quote(value or "x", safe=""), where)
        known = {"by": "nothing", **query} if is_slow else query
        answer = browser.request(method, where, params=known, data=form if method != "GET" else None)
        assert answer.status_code < 500, (method, where, query, form, answer.text[:300])

    sent()


def test_a_route_that_breaks_would_be_found(app: FastAPI, browser: TestClient) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    app.add_api_route("/broken", broken)
    with pytest.raises(AssertionError):
        _send(browser, "GET", "/broken")

"""The document at /openapi.json: an operation for each page's twin, each question and each file to download."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from importlib import import_module
from typing import Any

from steelyard import __version__, catalogue
from steelyard.answers import Answer
from steelyard.declare import STAFF, Analysis, Page
from steelyard.web.api.asked import queries
from steelyard.web.api.schemas import REF, Schemas, given_back
from steelyard.web.menu import ASK, questions, short
from steelyard.web.rendering import pages
from steelyard.web.visit import twin_of

OPENAPI = "3.1.0"
ERROR = {
    "type": "object",
    "description": "Why there is no answer: what, where, and what to do next.",
    "properties": {
        "error": {
            "type": "object",
            "properties": {name: {"type": "string"} for name in ("what", "where", "next")},
            "required": ["what", "where", "next"],
        }
    },
    "required": ["error"],
}
PENDING = {
    "type": "object",
    "description": "Still being computed: ask the same again in a moment.",
    "properties": {
        "pending": {
            "type": "object",
            "properties": {
                "since_s": {"type": "number", "description": "for how many seconds it has been computed"},
                "stage": {"type": "string", "description": "what of it is being done: sums 2 of 3"},
            },
            "required": ["since_s", "stage"],
        }
    },
    "required": ["pending"],
}
REFUSALS = {
    "400": "This server is not called so, or the request is none.",
    "401": "Sign in first, or send a key.",
    "403": "Not for this role.",
    "404": "There is nothing at this address.",
    "409": "Nothing has been loaded yet, or the settings do not hold.",
    "422": "This cannot be asked so.",
}
PATHS = {
    "metric": ("A measure, by its id or as people call it.", "handle_time"),
    "issue": ("An issue's id.", "1"),
    "customer": ("A keyed hash, as the pages name customers.", "0"),
    "number": ("A number, as lists give it.", "1"),
    "id": ("An upload's id.", "0"),
}
"""Named pieces of paths -> what they are, and such a one."""

FILES = {
    "csv": ("text/csv; charset=utf-8", "Figures as CSV"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Figures for Excel"),
    "png": ("image/png", "The picture, or the tables where none is drawn"),
    "tables.png": ("image/png", "The tables as a picture"),
}


def document() -> dict[str, Any]:
    """OpenAPI's description of everything a program may ask for."""
    schemas = Schemas({"Error": ERROR, "Pending": PENDING})
    paths: dict[str, Any] = {"/health": {"get": _health()}}
    for page in pages():
        if page.id == "question":
            for analysis in questions():
                paths |= _question(page, analysis, schemas)
        else:
            paths[re.sub(":[a-z]+}", "}", twin_of(page.path))] = {"get": _page(page, schemas)}
            paths |= _listed(page)
    return {
        "openapi": OPENAPI,
        "info": {
            "title": "Steelyard",
            "version": __version__,
            "description": "Every page's twin in JSON, made from the same figures. Programs send a key: "
            "Authorization: Bearer KEY (made under Your account, or with steelyard key add).",
        },
        "paths": paths,
        "components": {
            "schemas": schemas.known,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "a key of a person's own"}},
        },
        "security": [{"key": []}, {}],
    }


def _page(page: Page, schemas: Schemas) -> dict[str, Any]:
    context = given_back(page.load)
    gives, takes = context if page.gives is None else page.gives, page.takes
    if isinstance(gives, str):
        analysis: Analysis = catalogue.entry("analyses", "ANALYSIS", gives)
        gives, takes = answer_of(analysis), (*analysis.takes, *takes)
    schema = dict(gives) if isinstance(gives, Mapping) else schemas.of(gives)
    kept = {entry.name for entry in fields(context)} if is_dataclass(context) else set()
    parameters = [*map(_piece, re.findall(r"{([a-z]+)[^}]*}", page.path)), *queries(takes)]
    return {
        "operationId": page.id,
        "summary": page.title,
        "description": _for(page.roles),
        "tags": ["pages"],
        "parameters": parameters,
        "responses": _responses(schema, may_wait=bool(kept & {"waits", "asked"})),
    }


def _listed(page: Page) -> dict[str, Any]:
    """The files of a page that is a list."""
    found = {}
    for kind in ("csv", "xlsx", "png") if page.rows is not None else ():
        media, _ = FILES[kind]
        words = f"The list as {'a picture' if kind == 'png' else 'Excel' if kind == 'xlsx' else 'CSV'}"
        found[f"{page.path}.{kind}"] = {
            "get": {
                "operationId": f"{page.id}.{kind}",
                "summary": f"{page.title}: {words.lower()}",
                "description": _for(page.roles),
                "tags": ["pages"],
                "parameters": queries(page.takes),
                "responses": _responses({}, may_wait=False) | {"200": {"description": words, "content": {media: {}}}},
            }
        }
    return found


def _question(page: Page, analysis: Analysis, schemas: Schemas) -> dict[str, Any]:
    """The answer, and the files it can be downloaded as."""
    told = {"tags": ["questions"], "parameters": queries(analysis.takes), "description": _for(page.roles)}
    schema = schemas.of(answer_of(analysis))
    found = {
        f"{ASK}{analysis.id}.json": {
            "get": {
                "operationId": f"ask.{analysis.id}",
                "summary": f"{short(analysis)}: {analysis.question}",
                **told,
                "responses": _responses(schema, may_wait=True),
            }
        }
    }
    for kind, (media, words) in FILES.items():
        responses = _responses({}, may_wait=False) | {"200": {"description": words, "content": {media: {}}}}
        get = {
            "operationId": f"ask.{analysis.id}.{kind.replace('.', '_')}",
            "summary": f"{short(analysis)}: {words.lower()}",
            **told,
        }
        found[f"{ASK}{analysis.id}.{kind}"] = {"get": {**get, "responses": responses}}
    return found


def answer_of(analysis: Analysis) -> Any:
    """The class of a question's answers; `Answer` where nobody says."""
    module = getattr(analysis.ask, "module", "")
    found = given_back(import_module(module).ask if module else analysis.ask)
    return found if isinstance(found, type) and issubclass(found, Answer) else Answer


def _health() -> dict[str, Any]:
    schema = {"type": "object", "properties": {"status": {"const": "ok"}}, "required": ["status"]}
    answer = {"200": {"description": "The server answers.", "content": {"application/json": {"schema": schema}}}}
    refused = {"400": {"description": REFUSALS["400"], "content": {"application/json": {"schema": {}}}}}
    return {
        "operationId": "health",
        "summary": "Whether the server answers",
        "security": [],
        "responses": answer | refused,
    }


def _responses(schema: dict[str, Any], *, may_wait: bool) -> dict[str, Any]:
    def said(words: str, schema: dict[str, Any]) -> dict[str, Any]:
        return {"description": words, "content": {"application/json": {"schema": schema}}}

    found = {"200": said("The answer.", schema)}
    if may_wait:
        found["202"] = said("Still being computed.", {"$ref": f"{REF}Pending"})
    return found | {code: said(words, {"$ref": f"{REF}Error"}) for code, words in REFUSALS.items()}


def _piece(name: str) -> dict[str, Any]:
    words, example = PATHS.get(name, ("", "0"))
    schema = {"type": "string", "minLength": 1}
    return {"name": name, "in": "path", "required": True, "description": words, "schema": schema, "example": example}


def _for(roles: Sequence[str]) -> str:
    return "" if tuple(roles) == STAFF else f"For: {', '.join(roles)}."

"""The stylesheet and the charts' script, both made from what is installed: nothing is fetched from outside."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.resources import files

from fastapi import APIRouter
from fastapi.responses import Response

from steelyard.web.access.rules import for_anybody

ROUTER = APIRouter(include_in_schema=False)
KEPT = {"Cache-Control": "public, max-age=3600"}


@ROUTER.get("/static/steelyard.css")
@for_anybody
def style() -> Response:
    """The report's stylesheet, tokens included, and the application's own rules."""
    return Response(_style(), media_type="text/css", headers=KEPT)


@ROUTER.get("/static/vega.js")
@for_anybody
def script() -> Response:
    """Vega, Vega-Lite and Vega-Embed as one module."""
    return Response(_script(), media_type="text/javascript", headers=KEPT)


@cache
def _style() -> str:
    from steelyard.report.style import stylesheet

    own = files("steelyard.web").joinpath("static")
    return stylesheet() + "".join(own.joinpath(f"{name}.css").read_text("utf-8") for name in ("web", "data"))


@cache
def _script() -> str:
    bundle: Callable[[], str] = import_module("vl_convert").javascript_bundle
    return bundle()

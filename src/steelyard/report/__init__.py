"""One self-contained HTML file from answers and charts: no network, no script, no other file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from steelyard.answers import Answer
from steelyard.errors import SteelyardError
from steelyard.parameters import REPORT, read_all
from steelyard.report.asking import ask
from steelyard.report.glossary import GLOSSARY
from steelyard.report.page import page
from steelyard.report.style import fingerprint, stylesheet
from steelyard.wording import tied
from steelyard.workspace import Workspace


def render(answers: Sequence[Answer], *, name: str = "", made_on: date | None = None) -> str:
    """The page as HTML text. Any answer may be absent, thin or refused; every text from the data is escaped.

    Args:
        answers: verdict, balance, change, scorecard, returns; explanations replace the catalogue's definitions.
        name: whose page it is.
        made_on: the day it is made.
    """
    environment = Environment(
        loader=PackageLoader("steelyard.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["tied"] = tied
    style = stylesheet()
    return environment.get_template("page.html").render(
        page=page(answers, name, made_on), glossary=GLOSSARY, style=Markup(style), fingerprint=fingerprint(style)
    )


def write(workspace: Workspace, path: str | Path, **asked: Any) -> Path:
    """Ask the workspace everything the page shows and write it; the file appears whole or not at all.

    Args:
        asked: `parameters.REPORT`; each question is given those it takes.

    Returns:
        The page's absolute path.

    Raises:
        EmptyStoreError: nothing has been loaded yet.
        QuestionError: the report does not take it, or it is not what it has to be.
        SteelyardError: the file cannot be written.
    """
    given = {name: value for name, value in read_all(REPORT, "report", asked).items() if value}
    html = render(ask(workspace, **given), name=_name(workspace, given), made_on=date.today())
    return write_page(html, path).absolute()


def _name(workspace: Workspace, asked: Mapping[str, Any]) -> str:
    """Whose page it is, and of which part of it."""
    part = [" or ".join(wanted) for wanted in asked.get("where", {}).values()]
    return ", ".join(filter(None, (workspace.settings.name, *part)))


def write_page(html: str, path: str | Path) -> Path:
    """Put a page in its place; SteelyardError where that cannot be written."""
    target = Path(path)
    draft = target.with_name(f".{target.name}.draft")
    try:
        draft.write_text(html, "utf-8")
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        where, next = str(target), "Name another file, or make the folder writable."
        raise SteelyardError(f"the report cannot be written ({error.strerror})", where=where, next=next) from None
    return target

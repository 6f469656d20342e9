"""The documentation says what is: links, commands, settings, tables and code in it hold."""

from __future__ import annotations

import dataclasses
import re
import shlex
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import click
import pytest
from docs import tables
from tests.workspaces import loaded_at

from steelyard import catalogue, cli, facts, metrics, settings, simulate, workspace
from steelyard.intake.sources.read_source import QUARANTINE
from steelyard.settings.mapping import ColumnMapping, Reading, Source, TableMapping
from steelyard.settings.model import Assumptions, EngineSettings
from steelyard.store import Load

ROOT = Path(__file__).resolve().parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
RECIPES = sorted((ROOT / "recipes").glob("*/steelyard.toml"))
MAPPING = (ROOT / "docs" / "mapping.md").read_text()

_BLOCK = re.compile(r"(?:<!-- test: (\S+) -->\n)?```(\w+)\n(.*?)```", re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_COLUMNS = """
[sources.tickets]
files = "tickets.csv"
[sources.tickets.contacts.columns]
"""


def blocks(page: Path, language: str) -> list[tuple[str, str]]:
    """(name of the file it stands for, text) of every block of code in a language."""
    found = _BLOCK.findall(page.read_text())
    return [(name, text) for name, kind, text in found if kind == language]


def every_block(language: str) -> list[Any]:
    return [
        pytest.param(text, id=f"{page.name}-{place}")
        for page in PAGES
        for place, (_, text) in enumerate(blocks(page, language))
    ]


def headings(page: Path) -> set[str]:
    """What a link may point to within a page, as the usual renderers name it."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_resolve(page: Path) -> None:
    for link in _LINK.findall(page.read_text()):
        place, _, part = link.partition("#")
        target = (page.parent / place).resolve() if place else page
        assert target.exists(), link
        assert not part or part in headings(target), link


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text()
    assert {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"} <= set(_LINK.findall(index))


def test_tables_are_up_to_date() -> None:
    page = (ROOT / "docs" / "tables.md").read_text()
    assert page == tables.page(), "type: python -m docs.tables > docs/tables.md"


# Commands


def lines_of_shell() -> Iterator[str]:
    for page in PAGES:
        for _, text in blocks(page, "sh"):
            yield from (line.partition("#")[0].strip() for line in text.splitlines())
        yield from re.findall(r"`(steelyard [^`]+)`", page.read_text())
    for recipe in RECIPES:
        yield from re.findall(r"^# Run:\s+(.+)$", recipe.read_text(), re.MULTILINE)


SHELL = sorted({line for line in lines_of_shell() if line.startswith("steelyard ")})


@pytest.mark.parametrize("line", SHELL)
def test_commands_exist_with_their_options(line: str) -> None:
    _, name, *given = shlex.split(line)
    command = cli.steelyard.get_command(click.Context(cli.steelyard), name)
    while isinstance(command, click.Group) and given and not given[0].startswith("-"):
        command = command.get_command(click.Context(command), given.pop(0))
    assert command is not None
    context = click.Context(command)
    values, rest, _ = command.make_parser(context).parse_args([word for word in given if word != "..."])
    arguments = [entry for entry in command.params if isinstance(entry, click.Argument)]
    assert arguments or not rest
    for entry in command.params:
        if isinstance(entry.type, click.Choice) and values.get(entry.name or ""):
            assert values[entry.name or ""] in entry.type.choices


@pytest.mark.parametrize("name", cli.commands())
def test_every_command_is_documented(name: str) -> None:
    assert any(line.split()[1] == name for line in SHELL)


# Settings


def as_settings(text: str) -> str:
    """A block of bare columns stands in the columns of contacts."""
    if re.search(r"^\[", text, re.MULTILINE):
        return text
    missing = [
        f'{name} = "{name}"\n'
        for name in ("contact_id", "opened_at")
        if not re.search(rf"^{name} =", text, re.MULTILINE)
    ]
    return _COLUMNS + "".join(missing) + text


@pytest.mark.parametrize("text", every_block("toml"))
def test_settings_hold(text: str, tmp_path: Path) -> None:
    if text.startswith("# pyproject.toml"):
        assert tomllib.loads(text)["project"]["entry-points"]
        return
    (tmp_path / "steelyard.toml").write_text(as_settings(text))
    assert settings.read(tmp_path)


def names_of_settings() -> set[str]:
    inner = {"name", "tables", "table", "target", "line"}
    kinds = (Source, TableMapping, ColumnMapping, Reading, Assumptions)
    return {field.name for kind in kinds for field in dataclasses.fields(kind)} - inner


@pytest.mark.parametrize("name", sorted(names_of_settings()))
def test_every_setting_is_documented(name: str) -> None:
    assert re.search(rf"(`{name}`|\b{name} =|\b{name}\.\w+ =|\.{name}\])", MAPPING)


@pytest.mark.parametrize("field", dataclasses.fields(Assumptions), ids=lambda field: field.name)
def test_assumptions_are_told_with_their_defaults(field: dataclasses.Field[Any]) -> None:
    row = re.search(rf"^\| `{field.name}` \|[^|]+\| ([^|]+) \|", MAPPING, re.MULTILINE)
    assert row
    told = row[1].strip("`")
    if isinstance(field.default, int | float):
        assert float(told) == field.default
    elif isinstance(field.default, str):
        assert told == field.default
    else:
        assert told == ("1" if field.name == "topic_values" else "none")


@pytest.mark.parametrize("field", dataclasses.fields(EngineSettings), ids=lambda field: field.name)
def test_engine_settings_are_told(field: dataclasses.Field[Any]) -> None:
    assert re.search(rf"^\| `{field.name}` \|", (ROOT / "docs" / "engines.md").read_text(), re.MULTILINE)


def test_columns_read_as_told(tmp_path: Path) -> None:
    """The page's example of every option, on rows that need them."""
    block = next(text for _, text in blocks(ROOT / "docs" / "mapping.md", "toml") if "lost_time" in text)
    (tmp_path / "steelyard.toml").write_text('[workspace]\ntime_zone = "UTC"\n' + as_settings(block))
    (tmp_path / "tickets.csv").write_text(
        "No,Customer,date,time,end,replied,Talk,After (min),Resolved,Dir,grp,outcome\n"
        "1,unknown,260302,10:00:00,0:00:00,02/03/2026 00:00,0:00:00,1.5,?,in,north,HANG\n"
        "2,7,260302,11:00:00,11:00:30,02/03/2026 12:30,0:02:05,2,y,OUT,south,AGENT\n"
        "3,8,260302,12:00:00,12:00:30,02/03/2026 12:30,0:02:05,2,Y,SIDE,south,AGENT\n"
    )
    opened = loaded_at(tmp_path)
    names = "contact_id, customer_id, ended_at IS NULL AS lost, handle_s, wrap_s, resolved, direction, team"
    with opened.snapshot() as snapshot:
        found = snapshot.engine.query(
            f"SELECT {names}, hour, CAST(first_reply_at AS VARCHAR) AS replied, first_reply_at_is_date AS is_day "
            "FROM contacts ORDER BY contact_id"
        )
        aside = snapshot.engine.query("SELECT column_name, reason FROM quarantine")
    first, second = (list(row) for row in zip(*found.values(), strict=True))
    assert first[:2] + first[6:] == ["tel-1", None, "inbound", "NORTH", 8, "2026-03-02 00:00:00", True]
    assert [str(value) for value in first[2:6]] == ["True", "nan", "90.0", "nan"]
    assert second == ["tel-2", "7", False, 125.0, 120.0, 1.0, "outbound", "SOUTH", 9, "2026-03-02 12:30:00", False]
    assert [list(values) for values in aside.values()] == [["direction"], ["is none of the values listed"]]


def test_columns_of_the_quarantine_are_documented() -> None:
    part = MAPPING[MAPPING.index("held-back.csv") :]
    assert [name for name in QUARANTINE if f"`{name}`" not in part] == []


def test_the_account_adds_up_as_told() -> None:
    told = re.search(r"^    read = (.+)$", MAPPING, re.MULTILINE)
    assert told
    counts = {field.name for field in dataclasses.fields(Load) if field.type == "int"}
    assert {"read", *told[1].split(" + ")} == counts


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.parent.name)
def test_every_recipe_is_documented(recipe: Path) -> None:
    page = (ROOT / "docs" / "recipes.md").read_text()
    assert f"| `{recipe.parent.name}` |" in page
    assert f"**{recipe.parent.name}.**" in page
    assert settings.read(recipe.parent).sources


# Python


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a loaded workspace called support."""
    folder = tmp_path_factory.mktemp("docs")
    simulate.export("handle-time-target", folder / "support" / "exports", contacts=4000, seed=1)
    mapping = resources.files("steelyard.simulate").joinpath("demo.toml").read_text("utf-8")
    (folder / "support" / "steelyard.toml").write_text(mapping)
    workspace.open(folder / "support").load()
    return folder


@pytest.mark.parametrize("page", ["README.md", "docs/tour.md"])
def test_python_runs(
    page: str, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(place)
    known: dict[str, Any] = {}
    for _, text in blocks(ROOT / page, "python"):
        exec(text, known)
    printed = capsys.readouterr().out
    assert "Effectiveness first" in printed
    assert page == "README.md" or "Did you mean site?" in printed


# Adding a measure


def installed(page: str, place: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The page's example installed as a package of its own; gives what its test file defines."""
    files = {name: text for name, text in blocks(ROOT / "docs" / page, "python") if name}
    named = next(text for _, text in blocks(ROOT / "docs" / page, "toml"))
    ((group, entries),) = tomllib.loads(named)["project"]["entry-points"].items()
    ((module, test),) = [(name, f"test_{name}") for name in files if f"test_{name}" in files]
    described = place / f"{module.removesuffix('.py')}-1.0.dist-info"
    described.mkdir()
    (described / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module.removesuffix('.py')}\nVersion: 1.0\n")
    lines = [f"[{group}]", *(f"{key} = {value}" for key, value in entries.items())]
    (described / "entry_points.txt").write_text("\n".join(lines))
    (place / module).write_text(files[module])
    monkeypatch.syspath_prepend(place)
    _forget()
    known: dict[str, Any] = {}
    exec(files[test], known)
    return known


def _forget() -> None:
    for kept in (catalogue.entries, catalogue.entry, catalogue._places, cli.questions):
        kept.cache_clear()


@pytest.fixture
def hold_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    yield installed("metric.md", tmp_path, monkeypatch)
    monkeypatch.undo()
    _forget()


@pytest.fixture
def holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    yield installed("question.md", tmp_path, monkeypatch)
    monkeypatch.undo()
    _forget()


def test_the_question_of_the_page_works(
    holds: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world = tmp_path / "world"
    world.mkdir()
    holds["test_holds_of_each_channel"](world)
    with pytest.raises(SystemExit) as left:
        cli.main(["holds", "-w", str(world), "--from", "2026-03-01", "--to", "2026-03-28"])
    assert (left.value.code or 0) == cli.FINE
    assert "phone" in capsys.readouterr().out
    assert "holds" in cli.commands()


def test_the_measure_of_the_page_works(hold_share: dict[str, Any], tmp_path: Path) -> None:
    assert metrics.metric("hold_share").title == "Share of handling on hold"
    tests = [test for name, test in hold_share.items() if name.startswith("test_")]
    assert len(tests) == 1
    world = tmp_path / "world"
    world.mkdir()
    tests[0](world)


def test_the_measure_of_the_page_names_what_exists(hold_share: dict[str, Any]) -> None:
    metric = metrics.metric("hold_share")
    columns = {column.name for column in facts.fact("contacts").columns}
    for entry in metric.sums.values():
        assert {*entry.where, *entry.known, *((entry.column,) if entry.column else ())} <= columns
    assert metric.id == "hold_share"

"""steelyard evaluate: rubrics, which contacts to evaluate, and scores out and in."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from steelyard.cli.options import console, json_option, open_workspace, options, print_json, say, workspace_options
from steelyard.cli.user import desk_of, operator
from steelyard.cli.verb import Verb, VerbGroup
from steelyard.parameters import PART

if TYPE_CHECKING:
    from steelyard.analyses.evaluations.plan import Planned

EXAMPLES = {
    "steelyard evaluate": "the rubrics of this workspace",
    "steelyard evaluate rubric support > rubrics/support.toml": "a rubric to begin from",
    "steelyard evaluate plan --count 60 --rubric support": "60 scorings of the newest seven days, a tenth twice",
    "steelyard evaluate plan --count 60 --look": "what 60 can say, drawing nothing",
    "steelyard evaluate pick CA0000012 --for coaching --rubric support": "a contact for coaching, never in a mean",
    "steelyard evaluate sheet scores.xlsx --rubric support": "what is to be scored, to be scored elsewhere",
    "steelyard evaluate enter scores.xlsx": "the scores back",
    "steelyard evaluate scores exports/scored.csv": "all scores, as a source reads them",
}

_rubric = click.option("--rubric", "name", default="", help="The rubric; the only one unless told.")


@click.group(cls=VerbGroup, invoke_without_command=True, examples=EXAMPLES)
@workspace_options
@json_option
@click.pass_context
def evaluate(context: click.Context, folder: str, data: str | None, as_json: bool) -> None:
    """List rubrics, or work with evaluations."""
    if context.invoked_subcommand is None:
        _rubrics(folder, data, as_json)
    elif context.get_parameter_source("folder") is ParameterSource.COMMANDLINE:
        raise click.UsageError(f"Put --workspace behind {context.invoked_subcommand}.")


@evaluate.command(cls=Verb, examples=EXAMPLES)
@click.argument("name")
def rubric(name: str) -> None:
    """Print the shipped rubric NAME: support, sales-and-service or chat."""
    from steelyard.rubrics.reading import text_of

    click.echo(text_of(name), nl=False)


@evaluate.command(cls=Verb, examples=EXAMPLES)
@click.option("--count", type=click.IntRange(4, 100_000), required=True, help="How many scorings people can do.")
@_rubric
@click.option("--twice", type=click.FloatRange(0, 1), default=0.1, show_default=True, help="Share scored twice, blind.")
@click.option(
    "--evaluator", "evaluators", multiple=True, help="Who scores, in turn. Repeat; whoever begins unless told."
)
@click.option("--gold", type=click.IntRange(0, 100), default=0, show_default=True, help="Gold items for each of them.")
@click.option("--apart", type=click.FloatRange(0.1, 100), default=3.0, show_default=True, help="Points to tell apart.")
@click.option(
    "--seed", type=click.IntRange(0, 2**31 - 1), default=None, help="The same draws the same; any unless told."
)
@click.option("--look", is_flag=True, help="Say what so many can say, and keep nothing.")
@options(*PART)
@workspace_options
@json_option
def plan(
    count: int,
    name: str,
    twice: float,
    evaluators: tuple[str, ...],
    gold: int,
    apart: float,
    seed: int | None,
    look: bool,
    folder: str,
    data: str | None,
    as_json: bool,
    **part: Any,
) -> None:
    """Draw contacts to evaluate, at random with known chances: by team, channel, topic and new agents."""
    from steelyard import rubrics
    from steelyard.analyses.evaluations.assigning import assigned
    from steelyard.analyses.evaluations.plan import plan as planned
    from steelyard.desk import evaluators as evaluators_of
    from steelyard.settings import shaping

    strange: list[str] = []
    known: Any = ()
    workspace = open_workspace(folder, data)
    chosen = None if look else rubrics.find(workspace.settings, name)
    drawn_by = secrets.randbelow(2**31) if seed is None else seed
    with workspace.snapshot() as snapshot:
        held = shaping.as_built(workspace.settings, snapshot.manifest.notes)
        found = planned(snapshot, held, count=count, seed=drawn_by, twice=twice, apart=apart, **part)
        version = snapshot.manifest.version
    number, tasks = None, 0
    if chosen is not None:
        strata = [
            {"stratum": one.name, "contacts": one.contacts, "drawn": one.drawn, "chance": one.chance}
            for one in found.drawn.strata
        ]
        with desk_of(folder) as desk:
            names = [evaluators_of.spelled(desk.users, one) for one in evaluators]
            strange = evaluators_of.without_account(desk.users, names)
            known = desk.evaluations.gold(chosen)
            kept = assigned(found, names, known, gold)
            days = (found.from_on.isoformat(), found.to_on.isoformat())
            number = desk.evaluations.keep_plan(chosen, *days, drawn_by, version, strata, kept, operator())
            tasks = len(kept)
    _tell(found, number, tasks, as_json)
    if strange:
        them = " and ".join(strange)
        have = "has" if len(strange) == 1 else "have"
        click.echo(f"{them} {have} no account here: hand on what is theirs with steelyard evaluate sheet.", err=True)
    if gold and chosen is not None and not known:
        click.echo("No gold items: no closed calibration by this rubric has kept any.", err=True)


@evaluate.command(cls=Verb, examples=EXAMPLES)
@click.argument("contact")
@click.option("--for", "purpose", type=click.Choice(["coaching", "complaint"]), required=True, help="Why.")
@click.option("--evaluator", default="", help="Who scores it; whoever begins unless told.")
@_rubric
@workspace_options
def pick(contact: str, purpose: str, evaluator: str, name: str, folder: str, data: str | None) -> None:
    """Pick CONTACT to be scored: kept, and never in a mean."""
    from steelyard import rubrics
    from steelyard.desk import Drawn
    from steelyard.desk import evaluators as evaluators_of
    from steelyard.errors import QuestionError
    from steelyard.settings import shaping
    from steelyard.story import reading

    workspace = open_workspace(folder, data)
    chosen = rubrics.find(workspace.settings, name)
    with workspace.snapshot() as snapshot:
        found = reading.contact(snapshot, shaping.as_built(workspace.settings, snapshot.manifest.notes), contact)
    if found is None:
        raise QuestionError("there is no such contact", next="Give the id that the contact has in its source.")
    with desk_of(folder) as desk:
        whose = evaluators_of.spelled(desk.users, evaluator) if evaluator else ""
        task = desk.evaluations.pick(chosen, Drawn(contact, purpose, team=found[0].team, evaluator=whose), operator())
    click.echo(f"Evaluation {task.id} is to be scored by {chosen.title}.")


@evaluate.command(cls=Verb, examples=EXAMPLES)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--evaluator", default="", help="Only what this one is to score.")
@_rubric
@workspace_options
def sheet(file: Path, evaluator: str, name: str, folder: str, data: str | None) -> None:
    """Write what is to be scored to FILE, CSV or XLSX, a column for each criterion."""
    from steelyard import rubrics
    from steelyard.desk import sheets

    chosen = rubrics.find(open_workspace(folder, data).settings, name)
    with desk_of(folder) as desk:
        rows = sheets.sheet(desk.evaluations.open(evaluator), chosen)
    _write(file, sheets.to_xlsx(rows, chosen) if file.suffix.lower() == ".xlsx" else sheets.to_csv(rows))
    click.echo(f"{len(rows) - 1:,} to score: {file}")


@evaluate.command(cls=Verb, examples=EXAMPLES)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@workspace_options
@json_option
def enter(file: Path, folder: str, data: str | None, as_json: bool) -> None:
    """Take the scores of FILE, a sheet that was filled in; each row is taken or refused by itself."""
    from steelyard import rubrics
    from steelyard.desk import evaluators, sheets

    settings = open_workspace(folder, data).settings
    rows = sheets.read(file.read_bytes(), file.name)
    with desk_of(folder) as desk:
        found = sheets.entered(
            desk.evaluations,
            rows,
            lambda name: rubrics.find(settings, name),
            named=lambda name: evaluators.spelled(desk.users, name) if name else "",
        )
    if as_json:
        lines = [{"line": one.line, "what": one.what, "next": one.next} for one in found.refused]
        print_json({"taken": found.taken, "known": found.known, "refused": lines})
    else:
        before = f"{found.known:,} taken before, " if found.known else ""
        click.echo(f"{found.taken:,} taken, {before}{len(found.refused):,} refused.")
        for one in found.refused:
            say(f"Line {one.line}: {one.what}. {one.next}".rstrip(), 2)
    if found.refused:
        raise SystemExit(1)


@evaluate.command(cls=Verb, examples=EXAMPLES)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@workspace_options
def scores(file: Path, folder: str, data: str | None) -> None:
    """Write every score to FILE as CSV, as a source of evaluations reads it; docs/evaluations.md has its mapping."""
    from steelyard.desk import sheets

    with desk_of(folder) as desk:
        held = [desk.evaluations.calibration(one.id) for one in desk.evaluations.calibrations()]
        done = desk.evaluations.done()
        rows = sheets.scores(done, [one for one in held if one.closed_at is not None])
    _write(file, sheets.to_csv(rows))
    click.echo(f"{len(done):,} evaluations: {file}")


COMMAND = evaluate


def _write(file: Path, content: bytes) -> None:
    from steelyard.errors import SourceError

    try:
        file.write_bytes(content)
    except OSError as error:
        raise SourceError(f"cannot be written ({error.strerror})", where=str(file), next="Name another file.") from None


def _tell(found: Planned, number: int | None, tasks: int, as_json: bool) -> None:
    from steelyard.theme import counted
    from steelyard.view.table import Cell, Column, Table
    from steelyard.view.terminal import show_table

    if as_json:
        print_json(
            {
                "plan": number,
                "from_on": found.from_on.isoformat(),
                "to_on": found.to_on.isoformat(),
                "seed": found.seed,
                "contacts": len(found.frame),
                "drawn": len(found.drawn.places),
                "twice": found.twice,
                "strata": [
                    {"stratum": one.name, "contacts": one.contacts, "drawn": one.drawn} for one in found.drawn.strata
                ],
                "needs": [
                    {"id": one.id, "said": one.said, "n": one.n, "of": one.of, "here": one.here} for one in found.needs
                ],
            }
        )
        return
    kept = "Nothing was kept." if number is None else f"Plan {number}: {counted(tasks, 'scorings')} to do."
    say(f"{found.said} Seed {found.seed}. {kept}")
    say(found.spread)
    heads = (Column("To say that", wraps=True), Column("Takes", True), Column(""), Column("This plan", wraps=True))
    rows = tuple(
        (Cell(one.said), Cell("–" if one.n is None else f"{one.n:,}"), Cell(one.of, "quiet"), Cell(one.here))
        for one in found.needs
    )
    show_table(Table("What so many can say", heads, rows), console())
    heads = (Column("Stratum", wraps=True), Column("Contacts", True), Column("Drawn", True), Column("Chance", True))
    drawn = tuple(
        (Cell(one.name), Cell(f"{one.contacts:,}"), Cell(f"{one.drawn:,}"), Cell(f"{one.chance:.1%}"))
        for one in found.drawn.strata
    )
    show_table(Table("Strata", heads, drawn), console())


def _rubrics(folder: str, data: str | None, as_json: bool) -> None:
    from steelyard import rubrics
    from steelyard.view.table import Cell, Column, Table
    from steelyard.view.terminal import show_table

    known = rubrics.of(open_workspace(folder, data).settings)
    if as_json:
        print_json(
            [
                {
                    "id": held.id,
                    "title": held.title,
                    "series": held.series,
                    "is_own": held.is_own,
                    "criteria": len(held.criteria),
                }
                for held in known.values()
            ]
        )
        return
    heads = (
        Column("Name"),
        Column("Title", wraps=True),
        Column("Criteria", True),
        Column("Series", wraps=True),
        Column("From", wraps=True),
    )
    rows = tuple(
        (
            Cell(held.id),
            Cell(held.title),
            Cell(f"{len(held.criteria)}"),
            Cell(held.series),
            Cell("this workspace" if held.is_own else "shipped"),
        )
        for held in known.values()
    )
    show_table(Table("Rubrics", heads, rows), console())

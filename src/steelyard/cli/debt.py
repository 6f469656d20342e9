"""steelyard debt: what is broken in journeys, and the register of what is owed, by whom, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from steelyard.analyses.debt import ANALYSIS
from steelyard.cli.options import (
    console,
    json_option,
    open_workspace,
    options,
    print_json,
    say,
    tell,
    workspace_options,
)
from steelyard.cli.user import desk_of, operator
from steelyard.cli.verb import Verb, VerbGroup

if TYPE_CHECKING:
    from steelyard.desk import RegisteredDebt
    from steelyard.desk.debts import Register
    from steelyard.register import Owed
    from steelyard.view.table import Table

EXAMPLES = {
    **ANALYSIS.examples,
    "steelyard debt list": "the register: what is proposed and owed, with its interest now",
    "steelyard debt accept 3": "take a proposal as a debt",
    "steelyard debt note returned --by family --part billing": "note one that nobody proposed",
    "steelyard debt own 3 Web": "say who has it",
    "steelyard debt estimate 3 2000 5000 --removable 60": "what mending takes, and what it takes away, in percent",
    "steelyard debt repair 3 --on 2026-06-01": "say since when it is repaired; the figures say whether it is repaid",
    "steelyard debt export debts.csv": "the register as a file, which import brings back",
}

NUMBER = click.argument("number", type=click.IntRange(1))


@click.group("debt", cls=VerbGroup, invoke_without_command=True, examples=EXAMPLES, help=ANALYSIS.command)
@options(*(parameter for parameter in ANALYSIS.takes if parameter.option))
@workspace_options
@json_option
@click.pass_context
def debt(context: click.Context, folder: str, data: str | None, as_json: bool, **given: Any) -> None:
    """Ask, or work the register."""
    typed = [name for name in context.params if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    if context.invoked_subcommand is None:
        tell(open_workspace(folder, data).ask("debt", **given), as_json)
    elif typed:
        named = {"folder": "workspace", "as_json": "json", "from_on": "from", "to_on": "to"}
        said = f"--{named.get(typed[0], typed[0])}"
        raise click.UsageError(f"Put {said} behind {context.invoked_subcommand}, if it takes it.")


@debt.command("list", cls=Verb, examples=EXAMPLES)
@click.option("--state", default="", metavar="STATE", help="Only those in this state, such as accepted.")
@click.option("--owner", default="", metavar="OWNER", help="Only those of this owner; unowned for nobody's.")
@workspace_options
@json_option
def list_(state: str, owner: str, folder: str, data: str | None, as_json: bool) -> None:
    """The register: what is proposed and owed, by whom, at what interest now, and what to repay first."""
    from steelyard import register
    from steelyard.desk.debts import STATES

    if state and state not in STATES:
        raise click.UsageError(f"There is no state {state!r}. Choose from: {', '.join(STATES)}.")
    with desk_of(folder) as desk:
        answer, held = register.ask(open_workspace(folder, data), desk)
        shown = desk.debts.listed(state=state, owner=owner)
    known = {one.debt.id: one for one in register.owed(held, answer)}
    owed = [known.get(one.id) or register.Owed(one, None, None, answer.removable, False) for one in shown]
    _show(owed, answer.provenance.currency, as_json)


@debt.command(cls=Verb, examples=EXAMPLES)
@NUMBER
@workspace_options
@json_option
def show(number: int, folder: str, data: str | None, as_json: bool) -> None:
    """One debt with its history."""
    with desk_of(folder) as desk:
        found = desk.debts.find(number)
    if as_json:
        _print(found)
        return
    say(f"{found.id}: {found.title}. {found.state.capitalize()}, owner: {found.owner}.")
    for event in found.history:
        by = event.who or "the figures"
        say(f"{event.at:%Y-%m-%d %H:%M} {by}: {event.what}{f': {event.detail}' if event.detail else ''}", 2)


@debt.command(cls=Verb, examples=EXAMPLES)
@click.argument("fracture")
@click.option("--by", default="", metavar="DIMENSION", help="family, channel, site, team or your own.")
@click.option("--part", default="", metavar="VALUE", help="Which part of it; everywhere unless told.")
@click.option("--since", default="", metavar="DAY", help="Since when it is; what the data show unless told.")
@click.option("--title", default="", metavar="WORDS", help="What people call it.")
@workspace_options
@json_option
def note(
    fracture: str, by: str, part: str, since: str, title: str, folder: str, data: str | None, as_json: bool
) -> None:
    """Note a debt of the kind FRACTURE that nobody proposed."""
    from steelyard.register import checked_kind
    from steelyard.register.file import day_of

    kind = checked_kind(open_workspace(folder, data).settings, fracture)
    if bool(by) != bool(part):
        raise click.UsageError("Name both: --by family --part billing.")
    on = day_of(since) if since else None
    with desk_of(folder) as desk:
        found = desk.debts.add(operator(), kind, by, part, title, on)
    _done(found, as_json)


@debt.command(cls=Verb, examples=EXAMPLES)
@NUMBER
@workspace_options
@json_option
def accept(number: int, folder: str, data: str | None, as_json: bool) -> None:
    """Take debt NUMBER, proposed or noted, as one to be repaid."""
    _change(folder, number, as_json, lambda held, version: held.accept(number, operator(), version))


@debt.command(cls=Verb, examples=EXAMPLES)
@NUMBER
@click.option("--why", default="", metavar="WORDS", help="Kept in its history.")
@workspace_options
@json_option
def dismiss(number: int, why: str, folder: str, data: str | None, as_json: bool) -> None:
    """Say that debt NUMBER is none; it is not proposed again without news."""
    _change(folder, number, as_json, lambda held, version: held.dismiss(number, operator(), version, why))


@debt.command(cls=Verb, examples=EXAMPLES)
@NUMBER
@click.argument("owner")
@workspace_options
@json_option
def own(number: int, owner: str, folder: str, data: str | None, as_json: bool) -> None:
    """Give debt NUMBER to OWNER; to nobody with: unowned."""
    _change(folder, number, as_json, lambda held, version: held.own(number, operator(), version, owner))


@debt.command(cls=Verb, examples=EXAMPLES)
@NUMBER
@click.argument("low", type=float)
@click.argument("high", type=float)
@click.option("--removable", type=float, metavar="PERCENT", help="Share of the interest that it takes away.")
@workspace_options
@json_option
def estimate(
    number: int, low: float, high: float, removable: float | None, folder: str, data: str | None, as_json: bool
) -> None:
    """Say what mending debt NUMBER takes, in money, from LOW to HIGH."""
    share = None if removable is None else removable / 100
    cost = (low, high)
    _change(folder, number, as_json, lambda held, version: held.estimate(number, operator(), version, cost, share))


@debt.command(cls=Verb, examples=EXAMPLES)
@NUMBER
@click.option("--on", required=True, metavar="DAY", help="Since when.")
@workspace_options
@json_option
def repair(number: int, on: str, folder: str, data: str | None, as_json: bool) -> None:
    """Say since when debt NUMBER is repaired; whether it is repaid, the figures of each load say."""
    from steelyard.register.file import day_of

    _change(folder, number, as_json, lambda held, version: held.repair(number, operator(), version, day_of(on)))


@debt.command(cls=Verb, examples=EXAMPLES)
@NUMBER
@click.option("--follow-up", "follow_ups", type=click.IntRange(1), multiple=True, help="By number, several times.")
@click.option("--initiative", default=None, metavar="NAME", help="A registered one, whose verdict repaying waits for.")
@workspace_options
@json_option
def link(
    number: int, follow_ups: tuple[int, ...], initiative: str | None, folder: str, data: str | None, as_json: bool
) -> None:
    """Say which follow-ups and which initiative belong to debt NUMBER."""
    names = [one.name for one in open_workspace(folder, data).settings.initiatives]
    if initiative and initiative not in names:
        from steelyard.errors import did_you_mean

        hint = did_you_mean(initiative, names) or "Register one with: steelyard register"
        raise click.UsageError(f"There is no initiative {initiative!r}. {hint}")

    def linked(held: Register, version: int) -> RegisteredDebt:
        found = held.find(number)
        name = found.initiative if initiative is None else initiative
        return held.link(number, operator(), version, follow_ups or found.follow_ups, name)

    _change(folder, number, as_json, linked)


@debt.command(cls=Verb, examples=EXAMPLES)
@NUMBER
@click.argument("words")
@workspace_options
@json_option
def remark(number: int, words: str, folder: str, data: str | None, as_json: bool) -> None:
    """Write WORDS down beside debt NUMBER."""
    _change(folder, number, as_json, lambda held, version: held.add_note(number, operator(), version, words))


@debt.command(cls=Verb, examples=EXAMPLES)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@workspace_options
def export(file: Path, folder: str, data: str | None) -> None:
    """Write the register to FILE as CSV, which import brings back."""
    from steelyard.errors import SteelyardError
    from steelyard.register.file import written

    with desk_of(folder) as desk:
        found = desk.debts.listed(most=10_000)
    try:
        file.write_text(written(found), encoding="utf-8", newline="")
    except OSError as error:
        raise SteelyardError("the file cannot be written", where=str(file), next=error.strerror or "") from None
    click.echo(f"Wrote {len(found):,} {'debt' if len(found) == 1 else 'debts'} to {file}.")


@debt.command("import", cls=Verb, examples=EXAMPLES)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@workspace_options
@json_option
def import_(file: Path, folder: str, data: str | None, as_json: bool) -> None:
    """Bring FILE back: a row with a number changes that debt, one without notes a new one."""
    from steelyard.register.file import MOST_BYTES, bring

    with file.open("rb") as source:
        content = source.read(MOST_BYTES + 1)
    with desk_of(folder) as desk:
        found = bring(desk.debts, operator(), content)
    if as_json:
        print_json({"taken": found.taken, "refused": [{"line": line, "what": what} for line, what in found.refused]})
    else:
        say(f"{found.taken:,} taken, {len(found.refused):,} refused.")
        for line, what in found.refused:
            say(f"line {line}: {what}", 2)
    if found.refused:
        raise click.exceptions.Exit(1)


COMMAND = debt


def _change(folder: str, number: int, as_json: bool, change: Callable[[Register, int], RegisteredDebt]) -> None:
    with desk_of(folder) as desk:
        found = change(desk.debts, desk.debts.find(number).version)
    _done(found, as_json)


def _done(found: RegisteredDebt, as_json: bool) -> None:
    if as_json:
        _print(found)
    else:
        say(f"Debt {found.id} ({found.title}) is {found.state}, owner: {found.owner}.")


def _print(found: RegisteredDebt) -> None:
    from steelyard.answers import plain

    print_json(plain(found))


def _show(owed: Sequence[Owed], currency: str, as_json: bool) -> None:
    from steelyard.analyses.debt.wording import standing_said
    from steelyard.answers import plain
    from steelyard.view.terminal import show_table

    if as_json:
        print_json([plain(one) for one in owed])
        return
    if not owed:
        say("The register is empty. Note a debt with: steelyard debt note FRACTURE")
        return
    show_table(_table(owed, currency), console())
    for one in owed:
        told = standing_said(one.standing, currency) if one.standing else str(one.debt.evidence.get("said", ""))
        first = " Repay first: it surely pays back sooner than the others." if one.first else ""
        if told or first:
            say(f"{one.debt.id}: {told}{first}")


def _table(owed: Sequence[Owed], currency: str) -> Table:
    from steelyard.analyses.debt.wording import day
    from steelyard.theme import figure
    from steelyard.view.table import Cell, Column, Table
    from steelyard.wording import with_limits

    heads = (
        Column("Number", True),
        Column("What is broken", wraps=True),
        Column("State"),
        Column("Owner"),
        Column("Since", rank=4),
        Column("Interest now, a month", True),
        Column("Principal", True, rank=3),
        Column("Months to pay back", True, rank=2),
    )
    rows = []
    for one in owed:
        held, now = one.debt, one.standing.debt.now if one.standing else None
        ends = [figure(end, "money", currency=currency) for end in held.principal or ()]
        back = ""
        if one.payback is not None:
            back = f"{one.payback.low:,.1f} to " + (f"{one.payback.high:,.0f}" if one.payback.high < 1200 else "never")
        rows.append(
            (
                Cell(str(held.id)),
                Cell(held.title, "strong"),
                Cell(held.state),
                Cell(held.owner),
                Cell(day(held.since) if held.since else "not known", "quiet"),
                Cell(with_limits(now, currency) if now is not None else "not known"),
                Cell(" to ".join(dict.fromkeys(ends)) or "not known", "quiet"),
                Cell(back or "not known", "quiet"),
            )
        )
    return Table("The register of CX debts", heads, tuple(rows))

"""Runs a scenario and writes what its systems would export, with the truth beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from steelyard.errors import QuestionError, SourceError
from steelyard.simulate.centre.followed import FollowedUp
from steelyard.simulate.centre.ledger import Ledger, keep_ledger
from steelyard.simulate.centre.run import STEP_DAYS, Centre, Week
from steelyard.simulate.centre.world import World, build_world
from steelyard.simulate.files import bot, crm, helpdesk, pages, payroll, quality, survey, telephone
from steelyard.simulate.files.partfile import CsvFile, PartFile, make_folder, write_whole
from steelyard.simulate.setting.scenario import Scenario, find_scenario
from steelyard.simulate.truth.needs import Needs
from steelyard.simulate.truth.truth import Truth, tell_truth

Progress = Callable[[int, int], None]
FEWEST_CONTACTS = 500
File = TypeVar("File", bound=PartFile)


def export(
    scenario: Scenario | str,
    folder: Path | str,
    contacts: int | None = None,
    seed: int = 1,
    progress: Progress | None = None,
    truth_path: Path | str | None = None,
    has_effects: bool = True,
    until: date | None = None,
    followed: FollowedUp | None = None,
) -> Truth:
    """Writes a simulated centre's files into `folder` and its truth outside of it.

    Every file first has the name `NAME.part` and gets its own when all are whole; files of an earlier export
    are then replaced. Memory is that of one week of contacts and of the customers; time is linear.

    Args:
        scenario: a scenario, or the name of one shipped.
        folder: made if missing.
        contacts: about how many contacts, over all channels; the scenario's own number if None.
        seed: the same seed writes the same bytes.
        progress: called after each week with weeks done and weeks in all.
        truth_path: where the truth goes as JSON; `FOLDER.truth.json` beside the folder if None.
        has_effects: whether the truth tells what each plant did, for which the world is run once more without it.
        until: the last day the systems know of, the last of a week counted from the first day; an export until a later
            day is the same up to there.
        followed: follow-ups that were done after an earlier export, to which customers react.

    Raises:
        QuestionError: no such scenario, or too few contacts.
        SourceError: the folder or the disk cannot be written.
    """
    chosen = find_scenario(scenario) if isinstance(scenario, str) else scenario
    asked = chosen.contacts if contacts is None else contacts
    if asked < FEWEST_CONTACTS:
        raise QuestionError(f"a simulated centre needs at least {FEWEST_CONTACTS} contacts, not {asked}")
    target = make_folder(Path(folder))
    beside = Path(truth_path) if truth_path else target.resolve().with_name(f"{target.resolve().name}.truth.json")
    if until is not None and (not chosen.begins_on < until <= chosen.ends_on or _is_within_week(chosen, until)):
        hint = "Name the last of a week counted from the scenario's first day."
        raise QuestionError(f"a simulated centre cannot be exported as of {until}", next=hint)
    world = replace(build_world(chosen, asked, seed), until=until)
    files = _Files(world, target)
    try:
        truth = _run(world, files, progress, has_effects, followed)
        files.commit()
        make_folder(beside.parent)
        write_whole(beside, json.dumps(truth.to_dict(), indent=1).encode())
    except OSError as error:
        hint = "Free some space or name another folder."
        raise SourceError(f"cannot write the files ({error.strerror})", where=str(target), next=hint) from error
    finally:
        files.discard()
    return truth


def _is_within_week(scenario: Scenario, until: date) -> bool:
    return until != scenario.ends_on and ((until - scenario.begins_on).days + 1) % STEP_DAYS != 0


def _run(
    world: World, files: _Files, progress: Progress | None, has_effects: bool, followed: FollowedUp | None
) -> Truth:
    centre = Centre(world, followed)
    needs = Needs(world)
    weeks = -(-world.known_days // STEP_DAYS)
    for done, week in enumerate(centre.weeks(), start=1):
        files.write(week)
        needs.add(week)
        if progress is not None:
            progress(done, weeks)
    outcomes, ledger = centre.outcomes(), keep_ledger(world, centre.tally)
    files.finish(ledger)
    files.add(crm.write_events(world, outcomes, files.folder))
    truth = tell_truth(world, centre.tally, ledger, outcomes, files.count_rows(), has_effects)
    return replace(truth, needs=needs.tell(outcomes))


class _Files:
    """The files of one export."""

    def __init__(self, world: World, folder: Path) -> None:
        self.folder = folder
        self._world = world
        self._open: list[PartFile] = []
        self.calls = self.add(CsvFile(folder / telephone.NAME, telephone.HEADER, delimiter=";", line_end="\r\n"))
        self.tickets = self.add(CsvFile(folder / helpdesk.NAME, helpdesk.HEADER))
        self.sessions = self.add(PartFile(folder / bot.NAME))
        self.invitations = self.add(CsvFile(folder / survey.NAME, survey.HEADER))
        self.pages = self.add(CsvFile(folder / pages.NAME, pages.HEADER))
        self.evaluations = self.add(CsvFile(folder / quality.NAME, quality.HEADER))
        self.seconds = self.add(CsvFile(folder / quality.SECONDS, quality.HEADER))

    def add(self, file: File) -> File:
        self._open.append(file)
        return file

    def write(self, week: Week) -> None:
        self.calls.write(telephone.spell_calls(self._world, week.contacts))
        self.tickets.write(helpdesk.spell_tickets(self._world, week.contacts))
        lines = bot.spell_sessions(self._world, week.contacts)
        self.sessions.text.writelines(lines)
        self.sessions.rows += len(lines)
        self.invitations.write(survey.spell_invitations(self._world, week.surveys))
        self.pages.write(pages.spell_pages(self._world, week.pages))
        self.evaluations.write(quality.spell_evaluations(self._world, week.evaluations))
        self.seconds.write(quality.spell_evaluations(self._world, week.seconds, "R"))

    def finish(self, ledger: Ledger) -> None:
        """Broken rows, and the files that are written at once."""
        self.calls.write_rows(telephone.BROKEN)
        self.tickets.write_rows(helpdesk.BROKEN)
        self.invitations.write_rows(survey.BROKEN)
        self.add(crm.write_customers(self._world, self.folder))
        self.add(payroll.write_agents(self._world, self.folder))
        self.add(payroll.write_technology(self._world, ledger, self.folder))
        self.add(payroll.write_labour(self._world, ledger, self.folder))

    def count_rows(self) -> dict[str, int]:
        return {file.path.name: file.rows for file in self._open}

    def commit(self) -> None:
        while self._open:
            self._open[0].commit()
            self._open.pop(0)

    def discard(self) -> None:
        for file in self._open:
            file.discard()

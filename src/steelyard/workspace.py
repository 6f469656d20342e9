"""The folder opened: settings, store and questions. What Python, the command line and the report talk to."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, overload

from steelyard import catalogue, settings
from steelyard.answers import Answer, Caveat, Rows
from steelyard.declare import Analysis
from steelyard.errors import EngineError, QuestionError, SettingsError, SteelyardError
from steelyard.parameters import EXPORT, REPORT, signature, taking
from steelyard.settings import shaping
from steelyard.settings.model import EngineSettings, Settings
from steelyard.store import Manifest, Snapshot, Store, answers
from steelyard.store import engine as engines
from steelyard.store.engine import Engine

if TYPE_CHECKING:
    from steelyard.analyses.balance.question import Balance
    from steelyard.analyses.cadence.answer import Cadence
    from steelyard.analyses.change.question import Change
    from steelyard.analyses.check.question import Check
    from steelyard.analyses.compare.answer import Comparison
    from steelyard.analyses.drivers.answer import Drivers
    from steelyard.analyses.enough.question import Enough
    from steelyard.analyses.explain.question import Explanation
    from steelyard.analyses.frontier.answer import Frontier
    from steelyard.analyses.initiative.answer import Evaluation
    from steelyard.analyses.participation.answer import Participation
    from steelyard.analyses.plan.answer import Plan
    from steelyard.analyses.readings.answer import Readings
    from steelyard.analyses.returns.question import Returns
    from steelyard.analyses.scorecard.question import Scorecard
    from steelyard.analyses.tradeoff.question import Tradeoff
    from steelyard.analyses.verdict.question import Verdict
    from steelyard.analyses.worth.question import Worth
    from steelyard.conformance import Conformance
    from steelyard.intake import LoadReport
    from steelyard.intake.erasure.erase import Erasure

STORE_FOLDER = "store"

FIRST_ASKED = ("verdict", "balance", "scorecard")
"""What `steelyard weigh` and the first pages ask."""

FIRST_S, FIRST_S_PER_CONTACT, FIRST_SHARE = 2.0, 3e-6, 0.2
"""CPU seconds that takes, at the least and for each contact; and the share of a load's own it may take."""

Progress = Callable[[int, int, str], None]
A = TypeVar("A", bound=Answer)


class Asked(Generic[A]):
    """A question as a method: its arguments and its help are those its declaration names."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, workspace: None, owner: type) -> Asked[A]: ...
    @overload
    def __get__(self, workspace: Workspace, owner: type) -> Callable[..., A]: ...
    def __get__(self, workspace: Workspace | None, owner: type) -> Asked[A] | Callable[..., A]:
        if workspace is None:
            return self
        analysis: Analysis = catalogue.entry("analyses", "ANALYSIS", self.name)
        takes = signature(analysis.takes)

        def ask(*given: Any, **named: Any) -> A:
            found: A = workspace.ask(self.name, **takes.bind_partial(*given).arguments, **named)  # type: ignore[assignment]
            return found

        told = [f"    {entry.name}: {entry.help}" for entry in analysis.takes]
        ask.__name__, ask.__signature__ = self.name, takes  # type: ignore[attr-defined]
        ask.__doc__ = "\n".join([analysis.question, "", *(["Args:", *told] if told else [])])
        return ask


@dataclass(frozen=True)
class Workspace:
    """An open workspace. Each question reads one version of the store from its beginning to its end.

    Each question is a method (`help(workspace.change)` says what it takes); a day is a date or "2026-09-30", a part
    {"site": "Porto"} or "site=Porto".
    """

    settings: Settings
    store: Store

    scorecard: ClassVar[Asked[Scorecard]] = Asked()
    verdict: ClassVar[Asked[Verdict]] = Asked()
    balance: ClassVar[Asked[Balance]] = Asked()
    change: ClassVar[Asked[Change]] = Asked()
    compare: ClassVar[Asked[Comparison]] = Asked()
    tradeoff: ClassVar[Asked[Tradeoff]] = Asked()
    frontier: ClassVar[Asked[Frontier]] = Asked()
    drivers: ClassVar[Asked[Drivers]] = Asked()
    returns: ClassVar[Asked[Returns]] = Asked()
    enough: ClassVar[Asked[Enough]] = Asked()
    readings: ClassVar[Asked[Readings]] = Asked()
    participation: ClassVar[Asked[Participation]] = Asked()
    worth: ClassVar[Asked[Worth]] = Asked()
    plan: ClassVar[Asked[Plan]] = Asked()
    initiative: ClassVar[Asked[Evaluation]] = Asked()
    cadence: ClassVar[Asked[Cadence]] = Asked()
    explain: ClassVar[Asked[Explanation]] = Asked()
    check: ClassVar[Asked[Check]] = Asked()

    def load(
        self, only: Sequence[str] | None = None, progress: Progress | None = None, *, again: bool = False
    ) -> LoadReport:
        """Read the sources, all of them unless named, into a new version of the store.

        Where a fifth of its time suffices, a load ends by asking what is asked first, so that nobody waits for that.
        What was scored at the desk is a source like any other (see `intake.scored`): declared the first time, written
        before each load.

        Args:
            again: read files, too, that were read before and did not change since.
            progress: called with (steps done, steps in all, what is being done).
        """
        if self.settings.engine.tables:
            return self._load_tables(only, progress)
        from steelyard import intake

        begun_s = time.process_time()
        prepared = intake.prepared(self.settings)
        report = intake.load(prepared, self.store, only=only, again=again, progress=progress)
        if report.is_new and self._is_quick(report.facts, time.process_time() - begun_s):
            replace(self, settings=prepared)._ask_first(progress)
        return report

    def erase(self, customer: str, *, is_stored: bool = False) -> Erasure:
        """Put a random id in the place of a customer's in every table, delete their remarks, and load them never again.

        Args:
            customer: the id as its system writes it, or a pseudonym. is_stored: it is as the store holds it.

        Raises:
            QuestionError: there is no such customer. BusyError: a load is running.
        """
        from steelyard.intake.erasure import erase

        return erase.erase(self.settings, self.store, customer, is_stored=is_stored)

    def _is_quick(self, rows: Mapping[str, int], taken_s: float) -> bool:
        """Whether asking what is asked first takes no more than its share of a load that took so long."""
        contacts = rows.get("fact_contacts", 0)
        needed_s = FIRST_S + contacts * FIRST_S_PER_CONTACT
        return contacts > 0 and self.settings.engine == EngineSettings() and needed_s <= FIRST_SHARE * taken_s

    def _ask_first(self, progress: Progress | None) -> None:
        """Ask, so that the answers' sums are kept; a question that has no answer yet is left to whoever asks it."""
        with self.snapshot() as snapshot:
            for place, question in enumerate(FIRST_ASKED):
                if progress:
                    progress(place, len(FIRST_ASKED), "summing what is asked first")
                with suppress(SteelyardError):
                    self.put(snapshot, question)

    def _load_tables(self, only: Sequence[str] | None, progress: Progress | None) -> LoadReport:
        """Look at the engine's own tables instead of files."""
        from steelyard.intake.engine import load as cluster

        if only:
            raise SettingsError("tables of an engine are looked at together", next="type: steelyard load")
        engine = self.engine()
        try:
            return cluster.load(self.settings, self.store, engine, progress=progress)
        finally:
            engine.close()

    def engine(self) -> Engine:
        """The engine the settings name, for as long as the caller keeps it open."""
        chosen = self.settings.engine
        options = {"memory": chosen.memory} if chosen.memory else {}
        return engines.open(chosen.kind, chosen.address, **options)

    def snapshot(self, version: int | None = None) -> Snapshot:
        """One version of the store in the engine the settings name, kept until closed.

        Args:
            version: an earlier one that is still there; the newest unless told.

        Raises:
            EmptyStoreError: nothing has been loaded.
            EngineError: the engine does not answer, or is experimental and was not checked.
        """
        if self.settings.engine == EngineSettings():
            return self.store.snapshot(version=version)
        refused = self._refused()
        engine = self.engine()
        try:
            found = self._shown(engine, version)
        except BaseException:
            engine.close()
            raise
        found.refused = refused
        return found

    def _shown(self, engine: Engine, version: int | None) -> Snapshot:
        if not self.settings.engine.tables:
            return self.store.snapshot(engine, owns_engine=True, speak=self.speak, version=version)
        from steelyard.intake.engine import load as cluster

        return cluster.snapshot(self.settings, self.store, engine)

    def speak(self, manifest: Manifest, dialect: str) -> Mapping[str, str]:
        """How a version's facts are read in a dialect that its load did not write: see `Store.snapshot`."""
        from steelyard.facts import build

        return build.spoken(shaping.as_built(self.settings, manifest.notes), manifest.notes, dialect)

    def _refused(self) -> Mapping[str, str]:
        """Measure -> what differs in it on the engine the settings name.

        Raises:
            EngineError: the engine is experimental and was not checked.
        """
        from steelyard.conformance import standing

        chosen = self.settings.engine
        known = standing.read(self.store.folder, chosen.kind, chosen.address)
        if known is None and not engines.kind_of(chosen.kind).is_certified:
            what = f"the engine {chosen.kind} is experimental and has not been checked"
            raise EngineError(what, next="type: steelyard engine check")
        return known.refused if known else {}

    def check_engine(self, kind: str | None = None, address: str = "") -> Conformance:
        """Whether an engine gives the embedded engine's numbers; what is found is kept in the workspace.

        Args:
            kind, address: of the engine; the one the settings name unless told.
        """
        from steelyard import conformance
        from steelyard.conformance import standing

        chosen = self.settings.engine
        name, place = (kind, address) if kind else (chosen.kind, address or chosen.address)
        engine = engines.open(name, place)
        try:
            found = conformance.check(engine, name)
        finally:
            engine.close()
        standing.keep(self.store.folder, place, found)
        return found

    @taking(*REPORT)
    def report(self, path: str | Path = "report.html", **asked: Any) -> Path:
        """Write one self-contained HTML page; its absolute path."""
        written: Path = import_module("steelyard.report").write(self, path, **asked)
        return written

    @taking(*EXPORT)
    def export(self, path: str | Path, answer: str = "scorecard", table: str = "", **asked: Any) -> int:
        """Write an answer's figures, or a stored table, to a .csv, .parquet, .json or .xlsx file; how many rows."""
        count: int = import_module("steelyard.view.files").export(self, path, answer, table, **asked)
        return count

    def sql(self, query: str, most: int = 10_000) -> Rows:
        """The rows of one SELECT over the stored tables (docs/tables.md): `fact_contacts`, `fact_issues` ...

        It reads these tables and nothing else, and can change nothing.

        Args:
            query: DuckDB's SQL.
            most: rows at most; `is_cut` says whether there are more.

        Raises:
            QuestionError: it is not one SELECT, reads something else, fails, or runs longer than limits.view_seconds.
            EngineError: the tables lie in an engine of your own: ask that.
        """
        if self.settings.engine.tables:
            raise EngineError("these tables lie in your own engine", next="Ask it with its own client.")
        from steelyard.intake import own_sql

        return own_sql.select(self.store, query, self.settings.limits, most)

    def __repr__(self) -> str:
        return f"<Workspace {self.settings.name!r} in {self.store.folder.parent}>"

    def ask(self, question: str, **options: Any) -> Answer:
        """Ask any analysis by its id, third parties' included."""
        catalogue.entry("analyses", "ANALYSIS", question)
        with self.snapshot() as snapshot:
            return self.put(snapshot, question, **options)

    def put(self, snapshot: Snapshot, question: str, **options: Any) -> Answer:
        """Ask an analysis of a version held open, with the settings that version was built with."""
        analysis: Analysis = catalogue.entry("analyses", "ANALYSIS", question)
        manifest = snapshot.manifest
        held = shaping.as_built(self.settings, manifest.notes)
        if late := shaping.awaited(self.settings, held, options):
            what = f"the dimension {late[0]!r} was declared after the data were loaded"
            raise QuestionError(what, where="steelyard.toml", next="Type: steelyard load")
        given = analysis.heeded(options)
        answer = answers.kept(snapshot, held, question, given, lambda: analysis.answer(snapshot, held, **options))
        changed = shaping.changed(self.settings, manifest.notes, manifest.settings)
        if not changed:
            return answer
        text = f"{'; '.join(changed)}: changed since the load, and not in these figures until you type: steelyard load"
        return replace(answer, caveats=(*answer.caveats, Caveat("settings_changed", text, "warning")))


def open(folder: str | Path = ".", data: str | Path | None = None) -> Workspace:
    """Open a workspace.

    Args:
        folder: the one that holds steelyard.toml.
        data: where the sources' files lie; the workspace itself unless told.

    Raises:
        SettingsError: steelyard.toml is absent or does not hold.
    """
    place = Path(folder)
    return Workspace(settings.read(place, data=None if data is None else Path(data)), Store(place / STORE_FOLDER))

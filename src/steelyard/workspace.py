"""The folder opened: settings, store and questions. What Python, the command line and the report talk to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steelyard import catalogue, settings
from steelyard.answers import Answer, Caveat
from steelyard.errors import EngineError, SettingsError
from steelyard.settings import shaping
from steelyard.settings.model import EngineSettings, Settings
from steelyard.store import Snapshot, Store
from steelyard.store import engine as engines
from steelyard.store.engine import Engine

if TYPE_CHECKING:
    from steelyard.analyses.balance import Balance
    from steelyard.analyses.best_practice import Frontier
    from steelyard.analyses.change import Change
    from steelyard.analyses.check import Check
    from steelyard.analyses.comparison import Comparison
    from steelyard.analyses.coproduction import Participation
    from steelyard.analyses.enough import Enough
    from steelyard.analyses.explain import Explanation
    from steelyard.analyses.readings import Readings
    from steelyard.analyses.returns import Returns
    from steelyard.analyses.scorecard import Scorecard
    from steelyard.analyses.tradeoff import Tradeoff
    from steelyard.analyses.verdict import Verdict
    from steelyard.analyses.what_matters import Drivers
    from steelyard.analyses.worth import Worth
    from steelyard.conformance import Conformance
    from steelyard.intake import LoadReport

STORE_FOLDER = "store"

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Workspace:
    """An open workspace. Each question reads one version of the store from its beginning to its end.

    Questions take what their analysis takes: `period`, `by`, `where`, `from_on`, `to_on` (see `steelyard.analyses`).
    """

    settings: Settings
    store: Store

    def load(
        self, only: Sequence[str] | None = None, progress: Progress | None = None, *, again: bool = False
    ) -> LoadReport:
        """Read the sources, all of them unless named, into a new version of the store.

        Args:
            again: read files, too, that were read before and did not change since.
            progress: called with (steps done, steps in all, what is being done).
        """
        if self.settings.engine.tables:
            return self._load_tables(only, progress)
        from steelyard import intake

        return intake.load(self.settings, self.store, only=only, again=again, progress=progress)

    def _load_tables(self, only: Sequence[str] | None, progress: Progress | None) -> LoadReport:
        """Look at the engine's own tables instead of files."""
        from steelyard.intake import cluster

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

    def snapshot(self) -> Snapshot:
        """One version of the store in the engine the settings name, kept until closed.

        Raises:
            EmptyStoreError: nothing has been loaded.
            EngineError: the engine does not answer, or is experimental and was not checked.
        """
        if self.settings.engine == EngineSettings():
            return self.store.snapshot()
        refused = self._refused()
        engine = self.engine()
        try:
            found = self._shown(engine)
        except BaseException:
            engine.close()
            raise
        found.refused = refused
        return found

    def _shown(self, engine: Engine) -> Snapshot:
        if not self.settings.engine.tables:
            return self.store.snapshot(engine, owns_engine=True)
        from steelyard.intake import cluster

        return cluster.snapshot(self.settings, self.store, engine)

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

    def ask(self, question: str, **options: Any) -> Answer:
        """Ask any analysis by its id, third parties' included."""
        catalogue.entry("analyses", "ANALYSIS", question)
        with self.snapshot() as snapshot:
            return self.put(snapshot, question, **options)

    def put(self, snapshot: Snapshot, question: str, **options: Any) -> Answer:
        """Ask an analysis of a version held open, with the settings that version was built with."""
        analysis = catalogue.entry("analyses", "ANALYSIS", question)
        manifest = snapshot.manifest
        answer: Answer = analysis.ask(snapshot, shaping.as_built(self.settings, manifest.notes), **options)
        changed = shaping.changed(self.settings, manifest.notes, manifest.settings)
        if not changed:
            return answer
        text = f"{'; '.join(changed)}: changed since the load, and not in these figures until you type: steelyard load"
        return replace(answer, caveats=(*answer.caveats, Caveat("settings_changed", text, "warning")))

    def scorecard(self, **options: Any) -> Scorecard:
        """Both kinds of measure side by side, by period and part."""
        return self.ask("scorecard", **options)  # type: ignore[return-value]

    def verdict(self, **options: Any) -> Verdict:
        """Effective, valued, well delivered, lean: in that order."""
        return self.ask("verdict", **options)  # type: ignore[return-value]

    def balance(self, **options: Any) -> Balance:
        """Value received for each unit of resource."""
        return self.ask("balance", **options)  # type: ignore[return-value]

    def change(self, **options: Any) -> Change:
        """What moved the balance."""
        return self.ask("change", **options)  # type: ignore[return-value]

    def compare(self, **options: Any) -> Comparison:
        """Which teams, channels, topics or agents really differ."""
        return self.ask("compare", **options)  # type: ignore[return-value]

    def tradeoff(self, **options: Any) -> Tradeoff:
        """What was saved, and what customers got: gain, investment, over-service or false economy."""
        return self.ask("tradeoff", **options)  # type: ignore[return-value]

    def frontier(self, **options: Any) -> Frontier:
        """How far each place is from the best practice in the data."""
        return self.ask("frontier", **options)  # type: ignore[return-value]

    def drivers(self, **options: Any) -> Drivers:
        """Which measures go with customers staying, buying again, recommending or rating well."""
        return self.ask("drivers", **options)  # type: ignore[return-value]

    def returns(self, **options: Any) -> Returns:
        """How many customers came back, day by day."""
        return self.ask("returns", **options)  # type: ignore[return-value]

    def enough(self, **options: Any) -> Enough:
        """Where the next unit of effort stops paying, and whether the service is optimised."""
        return self.ask("enough", **options)  # type: ignore[return-value]

    def readings(self, **options: Any) -> Readings:
        """Which figures may not say what they seem to: selective invitations, bunching, twins that drift apart."""
        return self.ask("readings", **options)  # type: ignore[return-value]

    def participation(self, **options: Any) -> Participation:
        """What customers contribute themselves, and whether work was replaced or only moved to them."""
        return self.ask("participation", **options)  # type: ignore[return-value]

    def worth(self, **options: Any) -> Worth:
        """What a point of experience or effectiveness is worth, in customers kept and money."""
        return self.ask("worth", **options)  # type: ignore[return-value]

    def explain(self, metric: str) -> Explanation:
        """What a measure means and how it is computed."""
        return self.ask("explain", metric=metric)  # type: ignore[return-value]

    def check(self) -> Check:
        """What the data can answer, what they cannot, and what is odd."""
        return self.ask("check")  # type: ignore[return-value]


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

"""The folder opened: settings, store and questions. What Python, the command line and the report talk to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steelyard import catalogue, settings
from steelyard.settings.model import Settings
from steelyard.store import Snapshot, Store

if TYPE_CHECKING:
    from steelyard.analyses.balance import Balance
    from steelyard.analyses.change import Change
    from steelyard.analyses.check import Check
    from steelyard.analyses.explain import Explanation
    from steelyard.analyses.returns import Returns
    from steelyard.analyses.scorecard import Scorecard
    from steelyard.analyses.verdict import Verdict
    from steelyard.answers import Answer
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

    def load(self, only: Sequence[str] | None = None, progress: Progress | None = None) -> LoadReport:
        """Read the sources, all of them unless named, into a new version of the store.

        Args:
            progress: called with (steps done, steps in all, what is being done).
        """
        from steelyard import intake

        return intake.load(self.settings, self.store, only=only, progress=progress)

    def snapshot(self) -> Snapshot:
        """One version of the store, kept until closed; EmptyStoreError where nothing has been loaded."""
        return self.store.snapshot()

    def ask(self, question: str, **options: Any) -> Answer:
        """Ask any analysis by its id, third parties' included."""
        analysis = catalogue.entry("analyses", "ANALYSIS", question)
        with self.snapshot() as snapshot:
            answer: Answer = analysis.ask(snapshot, self.settings, **options)
            return answer

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

    def returns(self, **options: Any) -> Returns:
        """How many customers came back, day by day."""
        return self.ask("returns", **options)  # type: ignore[return-value]

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

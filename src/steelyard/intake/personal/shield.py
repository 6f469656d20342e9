"""What stands between a load and the store: rows of who was erased stop, ids become pseudonyms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from steelyard.errors import SettingsError
from steelyard.formats.raw import literal, located, quoted, write
from steelyard.intake.mapping.job import CUSTOMER
from steelyard.intake.personal import keys, pseudonyms, stopped
from steelyard.intake.personal.pseudonyms import FUNCTION, NOTE, Pseudonyms
from steelyard.intake.personal.stopped import StopList
from steelyard.settings.model import Settings
from steelyard.store import Manifest


@dataclass(frozen=True)
class Shield:
    """What happens to the rows of a load before they are kept; nothing where nothing is declared.

    Args:
        pseudonyms: None where ids stay as they are.
        before: what the version before tells of its pseudonyms; None where it holds none.
        stopped: whose rows are not taken; None where nobody was erased.
    """

    pseudonyms: Pseudonyms | None = None
    before: Mapping[str, Any] | None = None
    stopped: StopList | None = None

    @property
    def is_idle(self) -> bool:
        """Whether rows pass as they are."""
        return self.pseudonyms is None and self.stopped is None

    @property
    def notes(self) -> dict[str, object]:
        """What the version's manifest keeps."""
        hashed = {NOTE: self.pseudonyms.note} if self.pseudonyms else {}
        return {**hashed, **({stopped.NOTE: self.stopped.note} if self.stopped else {})}

    def spared(self, table: str, tables: Sequence[str]) -> str:
        """SQL of rows of a table that stay when their source no longer gives them; empty where none do."""
        return self.stopped.spared(table, tables) if self.stopped else ""

    @property
    def lacking(self) -> tuple[str, ...] | None:
        """Columns of which the version before holds the ids as they are; None where all of them."""
        if self.pseudonyms is None:
            return ()
        if self.before is None:
            return None
        return tuple(name for name in self.pseudonyms.also if name not in self.before["also"])

    def rows(self, connection: Any, table: str, path: Path) -> Path:
        """A file of mapped rows, as they may be kept; the one before is removed.

        Args:
            connection: one in which nothing runs that users wrote, since it is told the key.
        """
        if self.is_idle:
            return path
        kept = path.with_name(f"{path.stem}.kept.parquet")
        relation = f"read_parquet({located(path)})"
        columns = [row[0] for row in connection.execute(f"DESCRIBE FROM {relation}").fetchall()]
        stops = "false"
        if self.stopped:
            self.stopped.key.give(connection, stopped.FUNCTION)
            stops = self.stopped.condition(columns)
        select = f"SELECT *, {stops} AS _is_stopped FROM {relation}"
        if self.pseudonyms:
            self.pseudonyms.key.give(connection, FUNCTION)
            select = replaced(f"({select})", self.pseudonyms.fields(table, columns))
        write(connection, _with_problems(select, stops), kept)
        path.unlink()
        return kept


def _with_problems(select: str, stops: str) -> str:
    """Rows of who was erased as rows that cannot be kept, by the id of the file or by its pseudonym."""
    is_stopped = f"_is_stopped OR {stops}"
    problem = {"_problem_column": CUSTOMER, "_problem_reason": stopped.REASON}
    fields = {name: f"CASE WHEN {is_stopped} THEN {literal(text)} ELSE {name} END" for name, text in problem.items()}
    listed = ", ".join(f"{sql} AS {name}" for name, sql in fields.items())
    return f"SELECT * EXCLUDE (_is_stopped) REPLACE ({listed}) FROM ({select})"


def replaced(relation: str, fields: Mapping[str, str]) -> str:
    """SELECT of a relation with other values in some columns."""
    listed = ", ".join(f"{sql} AS {quoted(name)}" for name, sql in fields.items())
    return f"SELECT * REPLACE ({listed}) FROM {relation}" if fields else f"SELECT * FROM {relation}"


def of(settings: Settings, base: Manifest | None) -> Shield:
    """What is declared, held against what the version before was loaded with.

    Raises:
        SettingsError: the key is missing, readable by others or another one; or pseudonyms cannot be taken back.
    """
    noted: Any = base.notes.get(NOTE) if base else None
    gone = stopped.read(settings.folder, base)
    if not settings.privacy.pseudonyms:
        if noted:
            raise _cannot_go_back("this workspace holds pseudonyms, which cannot become ids again")
        return Shield(stopped=gone)
    key = keys.of_pseudonyms(settings)
    if noted and noted["key"] != key.fingerprint:
        what = "this is another key than the workspace was loaded with"
        hint = "Put the key back that it was loaded with; to begin anew with this one, load into a new workspace."
        raise SettingsError(what, where=str(keys.place(settings)), next=hint)
    if noted and set(noted["also"]) - set(settings.privacy.also):
        raise _cannot_go_back(f"this workspace holds hashes of {', '.join(noted['also'])}")
    kept = gone.kept if gone else ()
    return Shield(pseudonyms.Pseudonyms(key, settings.privacy.also, kept), noted, gone)


def _cannot_go_back(what: str) -> SettingsError:
    hint = "Declare [privacy] as it was, or load into a new workspace."
    return SettingsError(what, where="steelyard.toml", next=hint)

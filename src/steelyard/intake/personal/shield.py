"""What stands between a load and the store: ids become pseudonyms before anything is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from steelyard.errors import SettingsError
from steelyard.formats.raw import located, quoted, write
from steelyard.intake.personal import keys, pseudonyms
from steelyard.intake.personal.pseudonyms import FUNCTION, NOTE, Pseudonyms
from steelyard.settings.model import Settings
from steelyard.store import Manifest


@dataclass(frozen=True)
class Shield:
    """What happens to the rows of a load before they are kept; nothing where nothing is declared.

    Args:
        pseudonyms: None where ids stay as they are.
        before: what the version before tells of its pseudonyms; None where it holds none.
    """

    pseudonyms: Pseudonyms | None = None
    before: Mapping[str, Any] | None = None

    @property
    def is_idle(self) -> bool:
        """Whether rows pass as they are."""
        return self.pseudonyms is None

    @property
    def notes(self) -> dict[str, object]:
        """What the version's manifest keeps."""
        return {NOTE: self.pseudonyms.note} if self.pseudonyms else {}

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
        if self.pseudonyms is None:
            return path
        kept = path.with_name(f"{path.stem}.kept.parquet")
        self.pseudonyms.key.give(connection, FUNCTION)
        relation = f"read_parquet({located(path)})"
        columns = [row[0] for row in connection.execute(f"DESCRIBE FROM {relation}").fetchall()]
        write(connection, replaced(relation, self.pseudonyms.fields(table, columns)), kept)
        path.unlink()
        return kept


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
    if not settings.privacy.pseudonyms:
        if noted:
            raise _cannot_go_back("this workspace holds pseudonyms, which cannot become ids again")
        return Shield()
    key = keys.of_pseudonyms(settings)
    if noted and noted["key"] != key.fingerprint:
        what = "this is another key than the workspace was loaded with"
        hint = "Put the key back that it was loaded with; to begin anew with this one, load into a new workspace."
        raise SettingsError(what, where=str(keys.place(settings)), next=hint)
    if noted and set(noted["also"]) - set(settings.privacy.also):
        raise _cannot_go_back(f"this workspace holds hashes of {', '.join(noted['also'])}")
    return Shield(pseudonyms.Pseudonyms(key, settings.privacy.also), noted)


def _cannot_go_back(what: str) -> SettingsError:
    hint = "Declare [privacy] as it was, or load into a new workspace."
    return SettingsError(what, where="steelyard.toml", next=hint)

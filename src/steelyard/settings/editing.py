"""steelyard.toml with some of its values changed: comments, order and everything else stay as they are."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT

from steelyard import settings
from steelyard.errors import SettingsError
from steelyard.settings.mapping import Scalar
from steelyard.settings.model import Settings
from steelyard.settings.parse import FILE
from steelyard.settings.writing import write

Value = Scalar | Sequence[str] | Mapping[str, Scalar] | None
Keys = tuple[str, ...]


def edited(text: str, changes: Mapping[Keys, Value]) -> str:
    """The text with values set, and those of None taken out.

    Args:
        changes: keys from the top, such as ("assumptions", "return_window_days") -> value; a table is written inline.

    Raises:
        SettingsError: the text is not TOML, or a key on the way is no table.
    """
    try:
        document = tomlkit.parse(text)
        for keys, value in changes.items():
            _set(document, keys, value)
        return tomlkit.dumps(document)
    except TOMLKitError as error:
        raise SettingsError(f"this is not TOML: {error}", where=FILE, next="Mend it in an editor.") from None


def _set(document: Any, keys: Keys, value: Value) -> None:
    holder = document
    for key in keys[:-1]:
        if key not in holder:
            if value is None:
                return
            holder[key] = tomlkit.table()
        holder = holder[key]
        if not isinstance(holder, Mapping):
            raise SettingsError(f"{'.'.join(keys)} cannot be set: {key} is no table", where=FILE)
    if value is None:
        holder.pop(keys[-1], None)
    elif _differs(holder.get(keys[-1]), value):
        holder[keys[-1]] = _item(value)


def _differs(held: Any, value: Value) -> bool:
    """Whether a value is another one than the text holds: 7 and 7.0 are one, and stay as they are written."""
    plain = held.unwrap() if hasattr(held, "unwrap") else held
    return plain is None or isinstance(plain, bool) != isinstance(value, bool) or plain != value


def _item(value: Value) -> Any:
    if isinstance(value, float) and value == int(value):
        return tomlkit.item(int(value))
    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        table.update(dict(value))
        return table
    return tomlkit.item(list(value) if isinstance(value, tuple) else value)


def appended(text: str, name: str, entry: Mapping[str, Value | date]) -> str:
    """The text with one more table in the list of that name: [[events]], say.

    Raises:
        SettingsError: the text is not TOML, or the name stands for something else.
    """
    try:
        document = tomlkit.parse(text)
        holder = document.setdefault(name, tomlkit.aot())
        if not isinstance(holder, AoT):
            raise SettingsError(f"{name} is no list of tables", where=FILE, next=f"Begin each with [[{name}]].")
        table = tomlkit.table()
        for key, value in entry.items():
            table[key] = tomlkit.item(value) if isinstance(value, date) else _item(value)
        holder.append(table)
        return tomlkit.dumps(document)
    except TOMLKitError as error:
        raise SettingsError(f"this is not TOML: {error}", where=FILE, next="Mend it in an editor.") from None


def append(folder: Path, name: str, entry: Mapping[str, Value | date]) -> None:
    """Put one more table into a list of the steelyard.toml of a workspace, or change nothing at all.

    Raises:
        SettingsError: the changed file would not hold; the one that is there stands.
    """
    target = folder / FILE
    text = appended(target.read_bytes().decode("utf-8-sig"), name, entry)
    checked(text, folder)
    write(target, text.encode("utf-8"))


def checked(text: str, data: Path) -> Settings:
    """What the text declares; data: where the sources' files lie.

    Raises:
        SettingsError: it does not hold.
    """
    with tempfile.TemporaryDirectory(prefix="steelyard-") as scratch:
        (Path(scratch) / FILE).write_text(text, "utf-8", newline="")
        return settings.read(Path(scratch), data=data)


def change(folder: Path, changes: Mapping[Keys, Value]) -> None:
    """Change the steelyard.toml of a workspace, or nothing at all.

    Raises:
        SettingsError: the changed file would not hold; the one that is there stands.
    """
    target = folder / FILE
    held = target.read_bytes().decode("utf-8-sig")
    text = edited(held, changes)
    checked(text, folder)
    if text != held:
        write(target, text.encode("utf-8"))

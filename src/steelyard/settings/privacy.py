"""The section [privacy]: pseudonyms in the place of customers' ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from steelyard.errors import SettingsError, did_you_mean
from steelyard.settings.model import PrivacySettings, Settings
from steelyard.settings.nodes import Node

ISSUE = "issue_id"
_KNOWN = tuple(entry.name for entry in fields(PrivacySettings))


def read_privacy(node: Node, given: Mapping[str, Node]) -> PrivacySettings:
    """What the section says, and the environment above it.

    Args:
        given: `key_file` from outside the file.
    """
    entries = {**node.table(_KNOWN), **given}
    found = PrivacySettings(
        pseudonyms=entries["pseudonyms"].boolean() if "pseudonyms" in entries else False,
        key_file=entries["key_file"].text() if "key_file" in entries else "",
        also=tuple(dict.fromkeys(entries["also"].texts())) if "also" in entries else (),
    )
    if found.pseudonyms and not found.key_file:
        hint = 'Write key_file = "/etc/steelyard/pseudonyms.key", or set STEELYARD_PRIVACY_KEY_FILE.'
        raise node.error("privacy.pseudonyms needs a key", next=hint)
    return found


def check_privacy(settings: Settings) -> Settings:
    """The settings, where their pseudonyms can be made.

    Raises:
        SettingsError: the ids lie in an engine's own tables, or `also` names what is no column.
    """
    privacy = settings.privacy
    if privacy.pseudonyms and settings.engine.tables:
        what = "customers' ids in an engine's own tables cannot be pseudonymised: they stay in that engine as they are"
        hint = "Let the engine's views give pseudonyms and write pseudonyms = false, or load files into the store."
        raise SettingsError(what, where="steelyard.toml, privacy.pseudonyms", next=hint)
    known = (ISSUE, *settings.dimensions)
    for name in privacy.also:
        if name not in known:
            what = f"privacy.also names {name!r}, which is neither {ISSUE} nor a dimension"
            raise SettingsError(what, where="steelyard.toml", next=did_you_mean(name, known))
    return settings

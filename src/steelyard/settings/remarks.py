"""The section [remarks]: in which languages remarks are read, and a workspace's own phrases."""

from __future__ import annotations

from steelyard.errors import SettingsError
from steelyard.remarks import rules
from steelyard.remarks.reading import LANGUAGES
from steelyard.settings.model import RemarkSettings
from steelyard.settings.nodes import Node

_KNOWN = ("languages", "phrases")


def read_remarks(node: Node) -> RemarkSettings:
    """What the section says."""
    entries = node.table(_KNOWN)
    languages = entries["languages"].texts() if "languages" in entries else LANGUAGES
    for language in languages:
        if language not in LANGUAGES:
            known = ", ".join(LANGUAGES)
            raise entries["languages"].error(f"remarks are not read in {language!r}", next=f"Choose from: {known}.")
    phrases = (
        {name: entry.texts() for name, entry in entries["phrases"].table(rules.RULED).items()}
        if "phrases" in entries
        else {}
    )
    for name, texts in phrases.items():
        for text in texts:
            try:
                rules.written(text)
            except SettingsError as error:
                raise entries["phrases"].table()[name].error(error.what) from None
    return RemarkSettings(tuple(dict.fromkeys(languages)), phrases)

"""Labelled remarks that the package ships to learn from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from steelyard.remarks.reading import ASKS, FEELINGS, LANGUAGES
from steelyard.remarks.rules import LEAVING

OTHER = "other"
LABELS = (*ASKS, *FEELINGS, LEAVING)


@dataclass(frozen=True)
class Example:
    """A remark with what a careful reader finds in it.

    Args:
        language: ISO code, or "other".
        labels: of `LABELS`; no feeling where it is mixed or cannot be told.
    """

    language: str
    labels: frozenset[str]
    text: str


@cache
def shipped() -> tuple[Example, ...]:
    """All of them, language by language."""
    return tuple(
        example
        for language in (*LANGUAGES, OTHER)
        for example in parsed(
            (files("steelyard.remarks") / "examples" / f"{language}.txt").read_text(encoding="utf-8"), language
        )
    )


def parsed(text: str, language: str) -> Iterator[Example]:
    """Examples of a text: `labels | remark` on each line, the remark alone where the language is not read.

    Raises:
        ValueError: names a line with an unknown label.
    """
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        before, _, remark = line.partition(" | ") if language != OTHER else ("", "", line)
        labels = frozenset(before.split()) - {"-"}
        if not labels <= set(LABELS):
            raise ValueError(f'unknown label in "{line}"')
        yield Example(language, labels, remark.replace("\\n", "\n"))

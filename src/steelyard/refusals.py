"""Why an engine refuses a statement, in our words.

Engines quote what they stumble over: a value of a row, or a name that was made of values. Of their text nothing is
shown but names of columns, tables and functions that stand in the statement itself.
"""

from __future__ import annotations

import errno
import os
import re

_NAME = r"[\"'`]?([^\"'`\n]+?)[\"'`]?"
_REASONS = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (rf"column,? .*?with name `{_NAME}` cannot be", "there is no column {}"),
        (r"does not have a column named \"([^\"\n]+)\"", "there is no column {}"),
        (rf"[Cc]olumn {_NAME} (in \w+ list )?(does not exist|not found)", "there is no column {}"),
        (rf"[Tt]able or view {_NAME} cannot be found", "there is no table {}"),
        (rf"([Tt]able|relation) (with name )?{_NAME} (does not exist|not found)", "there is no table {}"),
        (rf"[Ff]unction (with name )?{_NAME}(\(.*\))? does not exist", "there is no function {}"),
        (rf"routine {_NAME} cannot be", "there is no function {}"),
        (r"argument types '([^'(\n]+)\(", "{} does not take values of these types: cast them"),
        (r"function call \"([^\"(\n]+)\(", "{} does not take values of these types: cast them"),
        (rf"column {_NAME} must appear in the GROUP BY", "column {} is neither grouped nor aggregated"),
        (rf"[Aa]mbiguous reference to column name {_NAME} ", "column {} stands in several tables: name its table"),
        (r"(?i)set operations can only", "the parts of a UNION have different numbers of columns"),
        (r"(?i)syntax error|unterminated|parse_syntax", "its SQL cannot be understood"),
    )
)


def why(error: BaseException, sql: str) -> str:
    """The reason an engine gives, in our words; its kind where no words are known.

    Args:
        sql: the statement; a name is shown only where it stands in it.
    """
    text = str(error)
    for pattern, words in _REASONS:
        if found := pattern.search(text):
            return words.format(_shown(found.groups(), sql))
    return file_trouble(text) or type(error).__name__.removesuffix("Exception").removesuffix("Error")


def named(error: BaseException, sql: str) -> str:
    """The column, table or function of the statement that is not there; empty where that is not it."""
    pairs = ((pattern.search(str(error)), words) for pattern, words in _REASONS)
    return next((_shown(found.groups(), sql) for found, words in pairs if found and words.startswith("there is")), "")


def file_trouble(text: str) -> str:
    """What the operating system says of a file, where a message holds its words; empty where it does not."""
    return next((os.strerror(code) for code in sorted(errno.errorcode) if os.strerror(code) in text), "")


def _shown(names: tuple[str | None, ...], sql: str) -> str:
    return next((name for name in names if name and name in sql and " " not in name.strip()), "it needs")

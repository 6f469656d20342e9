"""A mapping to start from, where nothing in a file was recognised."""

from __future__ import annotations

import glob
from collections.abc import Mapping
from pathlib import Path

from steelyard.intake.proposal import file_groups, names
from steelyard.intake.proposal.toml import plain, quoted

_LINES = """
[sources.{name}]
files = {files}

# Where each row is a contact (a call, a chat, a ticket):
[sources.{name}.contacts.columns]
contact_id = "?"        # its own id
customer_id = "?"       # whose it is
opened_at = "?"         # when it began

# Where each row is an answer to a survey, take these instead:
# [sources.{name}.surveys.columns]
# survey_id = "?"
# contact_id = "?"      # what it is about, or customer_id
# instrument = {{ constant = "csat" }}
# score = "?"
# scale_min = 1
# scale_max = 5
# better = {{ constant = "high" }}
# answered_at = "?"
"""


def starter(file: str, columns: Mapping[str, str]) -> str:
    """A source in TOML that waits for its columns, and what these are.

    Args:
        file: as people call it. columns: column -> what it holds, see `glimpse`.
    """
    name = names.source(file_groups.stem(Path(file)))
    files = glob.escape(file)
    listed = "\n".join(f"#   {quoted(plain(column))}: {plain(held)}" for column, held in columns.items())
    return f"# The columns of {plain(file)}:\n{listed}\n{_LINES.format(name=name, files=quoted(files))}"

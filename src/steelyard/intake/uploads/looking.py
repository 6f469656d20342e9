"""Uploaded files looked at in a process of its own, which is ended when it takes too long."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from steelyard import settings
from steelyard.errors import SteelyardError
from steelyard.intake.proposal.propose import propose
from steelyard.intake.trial import trial
from steelyard.intake.uploads import drafts
from steelyard.intake.uploads.drafts import Draft
from steelyard.settings.parse import FILE


def look(workspace: Path, draft: Draft, seconds: float, *, data: Path) -> Draft:
    """The upload with what is proposed for its files and what a load would make of them; why not, where it cannot be.

    Args:
        data: where the sources' files lie.
        seconds: how long that may take.
    """
    command = [sys.executable, "-m", "steelyard.intake.uploads.looking", str(workspace), draft.id, str(data)]
    try:
        ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        what = f"looking at the files took longer than {seconds:,.0f} seconds"
        drafts.keep_failure(draft, what, "Send fewer or smaller files, or load them with the command line.")
    else:
        if ended.returncode:
            drafts.keep_failure(draft, "the files could not be looked at", "Send them one by one to find the one.")
    return drafts.read(workspace, draft.id)


def run(workspace: Path, id: str, data: Path) -> None:
    """Propose where nothing is proposed yet, and try the mapping as it is now."""
    draft = drafts.read(workspace, id)
    try:
        if not draft.source and draft.proposal is None:
            draft = _proposed(workspace, draft)
        tried = trial(drafts.settings_of(draft, workspace, data)) if _is_readable(draft) else ()
    except SteelyardError as error:
        what = f"{error.where}: {error.what}" if error.where else error.what
        drafts.keep_failure(draft, what, error.next)
    else:
        drafts.keep_tried(draft, tried)
        drafts.keep_failure(draft, "", "")


def _is_readable(draft: Draft) -> bool:
    return bool(draft.source) or draft.mapped.is_in_force


def _proposed(workspace: Path, draft: Draft) -> Draft:
    held = settings.read(workspace).sources if (workspace / FILE).exists() else ()
    found = propose(draft.files, data=draft.folder, taken=[source.name for source in held])
    named = replace(found, name=workspace.absolute().name.replace("-", " ").replace("_", " ").strip().capitalize())
    drafts.keep_proposal(draft, named)
    return drafts.read(workspace, draft.id)


def main(arguments: Sequence[str]) -> None:
    """FOLDER ID DATA."""
    run(Path(arguments[0]), arguments[1], Path(arguments[2]))


if __name__ == "__main__":
    main(sys.argv[1:])

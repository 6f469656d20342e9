"""Files that were brought and are not loaded yet: where they lie, what is proposed, and what people said to it.

.drafts/<id>/uploads/*       the files; no pattern of a source means them, as the folder is hidden
.drafts/<id>/proposal.json   what was proposed; absent until they were looked at
.drafts/<id>/said.json       answers and chosen columns
.drafts/<id>/trial.json      what a load would make of them
.drafts/<id>/failure.json    why they could not be looked at
"""

from __future__ import annotations

import dataclasses
import glob
import json
import re
import secrets
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from steelyard import settings
from steelyard.errors import QuestionError, SourceError
from steelyard.intake.proposal import keeping
from steelyard.intake.proposal.adding import added
from steelyard.intake.proposal.answering import answered, chosen, taken
from steelyard.intake.proposal.propose import Proposal
from steelyard.intake.trial import Tried
from steelyard.intake.uploads.receiving import Bounds, Sent, move, receive
from steelyard.settings.editing import checked, edited
from steelyard.settings.mapping import Source
from steelyard.settings.model import Settings
from steelyard.settings.parse import FILE
from steelyard.settings.writing import write

DRAFTS, UPLOADS = ".drafts", "uploads"
KEPT_S = 2 * 86_400
MOST = 20
_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Draft:
    """One upload.

    Args:
        folder: where it lies. source: the one its files are added to; empty where sources are proposed.
        replaces: the file of that source, as steelyard.toml names it, whose place they take; empty where they are more.
        proposal: as proposed; None where the files go to a source that is there, or could not be looked at.
        name: what a new workspace is called.
        tables: files that fill nothing -> what a person says their rows are, as `answering.taken` takes them.
        answers, columns: as `answering.answered` and `answering.chosen` take them.
        tried: what a load would make of the files, as they are mapped now.
        error, next: why they could not be looked at.
    """

    id: str
    folder: Path
    source: str = ""
    replaces: str = ""
    proposal: Proposal | None = None
    name: str = ""
    tables: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    tried: tuple[Tried, ...] = ()
    error: str = ""
    next: str = ""

    @property
    def files(self) -> tuple[Path, ...]:
        """Its files."""
        return tuple(sorted((self.folder / UPLOADS).iterdir()))

    @property
    def mapped(self) -> Proposal:
        """The proposal with what people said."""
        assert self.proposal is not None
        named = replace(self.proposal, name=self.name or self.proposal.name)
        return chosen(answered(taken(named, self.tables), self.answers), self.columns)


def create(
    workspace: Path, files: Sequence[Sent], bounds: Bounds, *, data: Path, source: str = "", replaces: str = ""
) -> Draft:
    """Keep what was sent.

    Args:
        data: where the sources' files lie.
        source, replaces: the one the files are added to, and which of its files they replace, see `Draft`.

    Raises:
        SourceError: the files are not taken, see `receive`; or too many uploads wait.
    """
    _clear(workspace)
    folder = workspace / DRAFTS / secrets.token_hex(8)
    there = data / UPLOADS
    taken = {path.name for path in there.iterdir()} if there.is_dir() else set()
    try:
        receive(files, folder / UPLOADS, bounds, taken)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    draft = Draft(folder.name, folder, source, replaces)
    said(draft)
    return draft


def _clear(workspace: Path) -> None:
    """Remove uploads that nobody came back to; SourceError where too many wait."""
    drafts = [path for path in (workspace / DRAFTS).glob("*") if path.is_dir()]
    for path in drafts:
        if time.time() - path.stat().st_mtime > KEPT_S:
            shutil.rmtree(path, ignore_errors=True)
    if sum(path.exists() for path in drafts) >= MOST:
        raise SourceError(f"{MOST} uploads wait to be loaded", next="Load or discard one of them first.")


def read(workspace: Path, id: str) -> Draft:
    """An upload.

    Raises:
        QuestionError: there is none of that id.
    """
    folder = workspace / DRAFTS / id
    if not _ID.fullmatch(id) or not folder.is_dir():
        raise QuestionError("there is no such upload", next="Upload the files again.")
    held, failure = _json(folder / "said.json"), _json(folder / "failure.json")
    proposed = folder / "proposal.json"
    return Draft(
        id,
        folder,
        held.get("source", ""),
        held.get("replaces", ""),
        keeping.from_json(proposed.read_text("utf-8")) if proposed.exists() else None,
        held.get("name", ""),
        held.get("tables", {}),
        held.get("answers", {}),
        held.get("columns", {}),
        _tried(folder),
        failure.get("what", ""),
        failure.get("next", ""),
    )


def _tried(folder: Path) -> tuple[Tried, ...]:
    place = folder / "trial.json"
    if not place.exists():
        return ()
    found: tuple[Tried, ...] = keeping.value_from(tuple[Tried, ...], place.read_text("utf-8"))
    return found


def waiting(workspace: Path) -> tuple[Draft, ...]:
    """Every upload that is not loaded yet, the newest first."""
    folders = sorted((workspace / DRAFTS).glob("*"), key=lambda path: -path.stat().st_mtime)
    return tuple(read(workspace, path.name) for path in folders if _ID.fullmatch(path.name) and path.is_dir())


def said(draft: Draft) -> None:
    """Keep what people said to it.

    Raises:
        SettingsError: an answer or a column that cannot be.
    """
    if draft.proposal is not None:
        _ = draft.mapped
    held = {name: getattr(draft, name) for name in ("source", "replaces", "name", "tables", "answers", "columns")}
    (draft.folder / "said.json").write_text(json.dumps(held, ensure_ascii=False), "utf-8")


def alike(draft: Draft, held: Settings) -> str:
    """The source that is there whose columns every file of the upload has; empty where there is none.

    Further files of a source, mapped as a source of their own, would count what both hold twice.
    """
    if draft.proposal is None or draft.proposal.left or not draft.proposal.sources:
        return ""
    columns = [{*source.glimpses} for source in draft.proposal.sources]
    fits = (
        source.name
        for source in held.sources
        if not source.view and (used := _used(source)) and all(used <= names for names in columns)
    )
    return next(fits, "")


def _used(source: Source) -> set[str]:
    """The columns a source's mapping reads."""
    mapped = {name for table in source.tables for entry in table.columns.values() for name in entry.columns}
    return mapped | {name for table in source.tables for name in table.key}


def join(draft: Draft, source: str) -> Draft:
    """The upload as further files of a source that is there."""
    (draft.folder / "proposal.json").unlink(missing_ok=True)
    joined = replace(draft, source=source, proposal=None, answers={}, columns={}, tried=())
    said(joined)
    return joined


def discard(draft: Draft) -> None:
    """Forget an upload and its files."""
    shutil.rmtree(draft.folder, ignore_errors=True)


def text_of(draft: Draft, workspace: Path) -> str:
    """The steelyard.toml there would be with it, comments kept.

    Raises:
        SettingsError: the mapping that is there does not hold, or not together with the new one.
    """
    target = workspace / FILE
    if draft.source:
        held = target.read_bytes().decode("utf-8-sig")
        names = (f"{UPLOADS}/{glob.escape(path.name)}" for path in draft.files)
        files = (*_others(draft, settings.read(workspace)), *names)
        return edited(held, {("sources", draft.source, "files"): files})
    proposal = _without_stars(draft.mapped, draft)
    if not target.exists():
        return proposal.to_toml()
    return added(target, proposal.to_addition()).decode("utf-8")


def _others(draft: Draft, held: Settings) -> tuple[str, ...]:
    """The files a source reads beside those that are brought.

    Raises:
        SourceError: there is no such source, it has a view, or reads no such file.
    """
    source = next((source for source in held.sources if source.name == draft.source), None)
    if source is None or source.view:
        what = f"there is no source {draft.source!r} to add files to"
        raise SourceError(what, next="Upload them as files of their own.")
    there = source.files[source.name]
    if draft.replaces and draft.replaces not in there:
        hint = "Add them as further files."
        raise SourceError(f"{draft.source} reads no file {draft.replaces!r} that could be replaced", next=hint)
    return tuple(name for name in there if name != draft.replaces)


def _without_stars(proposal: Proposal, draft: Draft) -> Proposal:
    """Each file by its name: a pattern could mean files, too, that were brought before."""
    names = [path.name for path in draft.files]

    def named(pattern: str) -> tuple[str, ...]:
        found = [path.name for path in draft.folder.glob(pattern)]
        return tuple(f"{UPLOADS}/{glob.escape(name)}" for name in names if name in found) or (pattern,)

    return replace(
        proposal,
        sources=tuple(
            replace(source, files=tuple(name for pattern in source.files for name in named(pattern)))
            for source in proposal.sources
        ),
    )


def settings_of(draft: Draft, workspace: Path, data: Path) -> Settings:
    """What would be declared of the sources it touches, with its files where they lie now."""
    text = text_of(draft, workspace)
    if not draft.source:
        names = {source.name for source in draft.mapped.sources}
        found = checked(text, draft.folder)
        return replace(found, sources=tuple(source for source in found.sources if source.name in names))
    found = checked(text, data)
    source = next(source for source in found.sources if source.name == draft.source)
    brought = (_named(path, data) for path in draft.files)
    files = {source.name: (*_others(draft, settings.read(workspace)), *brought)}
    return replace(found, sources=(replace(source, files=files),))


def _named(path: Path, data: Path) -> str:
    """A pattern that means one file: relative to the data folder where it lies below it."""
    place, root = path.absolute(), data.absolute()
    return glob.escape(str(place.relative_to(root) if place.is_relative_to(root) else place))


def accept(draft: Draft, workspace: Path, data: Path) -> None:
    """Put the files where sources are read, and write steelyard.toml; the upload is forgotten.

    Raises:
        SettingsError, SourceError: nothing was changed.
    """
    text = text_of(draft, workspace)
    checked(text, data)
    move(draft.files, data / UPLOADS)
    write(workspace / FILE, text.encode("utf-8"))
    discard(draft)


def keep_tried(draft: Draft, tried: tuple[Tried, ...]) -> None:
    """Keep what a load would make of it."""
    listed = [dataclasses.asdict(entry) for entry in tried]
    (draft.folder / "trial.json").write_text(json.dumps(listed, ensure_ascii=False), "utf-8")


def keep_proposal(draft: Draft, proposal: Proposal) -> None:
    """Keep what is proposed for it."""
    (draft.folder / "proposal.json").write_text(keeping.to_json(proposal), "utf-8")


def keep_failure(draft: Draft, what: str, next: str) -> None:
    """Keep why its files could not be looked at; with two empty texts, that they could."""
    (draft.folder / "failure.json").write_text(json.dumps({"what": what, "next": next}), "utf-8")


def _json(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return found
    except (OSError, ValueError):
        return {}

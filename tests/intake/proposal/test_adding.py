"""Sources put behind a steelyard.toml that is there: nothing of it changes, or nothing happens."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard import settings
from steelyard.errors import SettingsError
from steelyard.intake.proposal.adding import added, read_already

HELD = (
    '[workspace]\nname = "mine"  # é kept\n\n[sources.calls]\nfiles = "calls-*.csv"\n'
    '[sources.calls.contacts.columns]\ncontact_id = "id"\nopened_at = "at"'
)
MORE = '\n[sources.chats]\nfiles = "chats.csv"\n[sources.chats.contacts.columns]\ncontact_id = "id"\nopened_at = "at"\n'


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_stands_there_is_kept_byte_for_byte(tmp_path: Path, end: str) -> None:
    target = tmp_path / "steelyard.toml"
    held = b"\xef\xbb\xbf" + HELD.replace("\n", end).encode()
    target.write_bytes(held)
    whole = added(target, MORE)
    assert whole == held + (end + MORE.replace("\n", end)).encode()
    target.write_bytes(whole)
    assert [source.name for source in settings.read(tmp_path).sources] == ["calls", "chats"]


@pytest.mark.parametrize("addition", [MORE.replace("chats]", "calls]"), MORE.replace("opened_at", "opend_at")])
def test_what_does_not_hold_together_is_refused(tmp_path: Path, addition: str) -> None:
    target = tmp_path / "steelyard.toml"
    target.write_text(HELD, "utf-8")
    with pytest.raises(SettingsError, match="cannot stand behind what is there"):
        added(target, addition)


def test_files_a_source_reads_are_known_however_they_are_named(tmp_path: Path) -> None:
    (tmp_path / "steelyard.toml").write_text(HELD, "utf-8")
    mapped, other = tmp_path / "calls-1.csv", tmp_path / "other.csv"
    for path in (mapped, other):
        path.write_text("id,at\n", "utf-8")
    link = tmp_path / "link.csv"
    link.symlink_to(mapped)
    assert read_already(settings.read(tmp_path), [mapped, other, link]) == {mapped: "calls", link: "calls"}

"""What a load did, as every face shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from steelyard.intake.sources.read_source import Fanout, Reason
from steelyard.store import Load


@dataclass(frozen=True)
class LoadReport:
    """What a load did.

    Args:
        version: of the store now; is_new: whether this load made it.
        accounts: per source and table; read = accepted + duplicate + folded + filtered + quarantined.
        set_aside: source and table -> values left out of rows that were kept.
        joined_ids: source and table -> spellings of customers' ids that were folded into another one there.
        replaced_answers: source -> answers that a later one by the same customer to the same invitation replaced.
        tied_answers: source -> those of them that no time told from the last, though the scores differ.
        removed: rows of sources declared full that their files no longer hold.
        raw_files: files in the workspace that hold customers' ids as they are, where the store holds pseudonyms.
        is_pseudonymised: whether ids that earlier loads stored became pseudonyms.
        orphans: "surveys.contact_id" -> rows that point to a row nobody loaded.
        lacking: file -> mapped columns that only other files of its source have.
        empty: files that hold no row, beside others of their source that do.
        facts: fact table -> rows.
        touched: contacts whose facts were built anew; None where all were, and `whole` says why.
        passed: source -> files that were read before and did not change since, and were not read again.
    """

    version: int
    is_new: bool
    accounts: tuple[Load, ...]
    reasons: tuple[Reason, ...] = ()
    set_aside: Mapping[tuple[str, str], int] = field(default_factory=dict)
    joined_ids: Mapping[tuple[str, str], int] = field(default_factory=dict)
    replaced_answers: Mapping[str, int] = field(default_factory=dict)
    tied_answers: Mapping[str, int] = field(default_factory=dict)
    removed: int = 0
    is_pseudonymised: bool = False
    raw_files: tuple[str, ...] = ()
    fanouts: tuple[Fanout, ...] = ()
    orphans: Mapping[str, int] = field(default_factory=dict)
    lacking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    empty: tuple[str, ...] = ()
    horizon: datetime | None = None
    facts: Mapping[str, int] = field(default_factory=dict)
    touched: int | None = None
    whole: str = ""
    passed: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0

"""What do customers write about, beyond sampling error more than before?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from steelyard.analyses.evidence.wording import cannot_tell
from steelyard.analyses.periods.choice import Days, Frame, frame, provenance
from steelyard.analyses.words import wording
from steelyard.analyses.words.answer import BEFORE, Said, Theme, Words
from steelyard.analyses.words.comparisons import LEAST_SHOWN, LEAST_WRITERS, Test, run
from steelyard.analyses.words.documents import SAID, Documents, documents
from steelyard.answers import Estimate, Evidence, Interval, Missing
from steelyard.errors import QuestionError, did_you_mean
from steelyard.measure.models.remarks import Remarks, why_none, written
from steelyard.measure.question import dimensions_of
from steelyard.remarks.masking import CAPITAL_NOUNS, masked, usual_words
from steelyard.remarks.tokens import tokens
from steelyard.settings.model import Settings
from steelyard.stats.comparison.term_excess import term_excess
from steelyard.stats.sampling.intervals import wilson
from steelyard.stats.surveys.selection import discoveries
from steelyard.store import Snapshot

SPLITS = ("team", "topic")
"""Where no dimension is named."""

MOST_THEMES, MOST_FREQUENT, LONGEST_QUOTE = 12, 12, 280
_FAMILY = "family"
_SAME = 0.8
"""Two terms that this share of customers wrote together are one theme."""


def ask(
    snapshot: Snapshot,
    settings: Settings,
    *,
    by: str = "",
    period: str = "",
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    against: Days | None = None,
    quotes: int = 0,
) -> Words:
    """Terms of remarks against the days before and between parts, and what remarks ask for.

    Raises:
        QuestionError: a dimension, value or period that does not exist, or days the data do not hold.
    """
    days = frame(snapshot, settings, period=period, from_on=from_on, to_on=to_on, against=against)
    answer = Words(
        question="words",
        title="In their words",
        caveats=tuple(caveat for caveat in days.caveats if caveat.id != "immature"),
        provenance=provenance(snapshot, settings, days.now, where),
    )
    lacks, next = why_none(snapshot)
    if lacks:
        return _lacking(answer, lacks, next)
    dimensions = _dimensions(settings, by)
    found = _written(snapshot, settings, days, {*dimensions, _FAMILY}, where)
    if not found.texts:
        return _lacking(answer, f"no customer wrote a remark in {days.now.label}", "choose other days")
    held = documents(found, days.now, (*dimensions, _FAMILY), LEAST_SHOWN)
    writers = int(held.is_now.sum())
    if writers < LEAST_WRITERS:
        what = f"only {writers} customers wrote a remark in {days.now.label}; at least {LEAST_WRITERS} are required"
        return _lacking(replace(answer, writers=writers), what, "choose a longer period")
    tests = run(held, dimensions, days.before is not None)
    themes = _themes(held, tests, found, quotes)
    answer = replace(
        answer,
        themes=themes,
        said=_said(held, days.before is not None),
        writers=writers,
        read=int((held.is_now & held.is_read).sum()),
        tests=len(tests),
        frequent=_frequent(held),
        estimates=tuple(theme.share for theme in themes),
        caveats=(*answer.caveats, *wording.caveats()),
        evidence=Evidence(),
    )
    return replace(answer, sentences=wording.sentences(answer, days))


def _lacking(answer: Words, reason: str, unlock: str) -> Words:
    missing = Missing("words", "In their words", reason, unlock)
    return replace(answer, missing=(missing,), sentences=(cannot_tell("what customers write about", missing),))


def _dimensions(settings: Settings, by: str) -> tuple[str, ...]:
    known = [name for name in dimensions_of("responses", settings.dimensions) if name not in ("agent_id", "instrument")]
    if by in ("agent", "agent_id"):
        raise QuestionError("remarks are not split by agent", next="Choose team, site, channel or topic.")
    if by and by not in known:
        raise QuestionError(f"answers have no dimension {by!r}", next=did_you_mean(by, known))
    return (by,) if by else SPLITS


def _written(
    snapshot: Snapshot,
    settings: Settings,
    days: Frame,
    dimensions: set[str],
    where: Mapping[str, Sequence[str]] | None,
) -> Remarks:
    """Remarks of the days shown and of those before."""
    spans = [days.now, *([days.before] if days.before else [])]
    parts = [
        written(snapshot, settings, by=sorted(dimensions), where=where, from_on=span.from_on, to_on=span.to_on)
        for span in spans
    ]
    return Remarks(
        tuple(text for part in parts for text in part.texts),
        {name: np.concatenate([part.columns[name] for part in parts]) for name in parts[0].columns},
        tuple(reading for part in parts for reading in part.readings),
        frozenset().union(*(part.names for part in parts)),
    )


def _themes(held: Documents, tests: Sequence[Test], found: Remarks, quotes: int) -> tuple[Theme, ...]:
    """Tests that stand; of terms that the same customers wrote, the surest alone.

    Phrases come first, since a word by itself says little; then the surest.
    """
    stands = discoveries([test.p for test in tests]) if tests else np.zeros(0, dtype=bool)
    kept: list[Test] = []
    for test in sorted((test for test, is_one in zip(tests, stands, strict=True) if is_one), key=_surest(held)):
        if not any(_is_same(held, test, other) for other in kept):
            kept.append(test)
    phrases_first = sorted(kept[:MOST_THEMES], key=lambda test: " " not in held.names[test.place])
    return tuple(_theme(held, test, found, quotes) for test in phrases_first)


def _surest(held: Documents) -> Callable[[Test], tuple[float, int, str]]:
    """The least probability first; of equals, that of more words."""
    return lambda test: (test.p, -len(held.names[test.place].split()), held.names[test.place])


def _is_same(held: Documents, one: Test, other: Test) -> bool:
    if (one.against, one.dimension, one.label) != (other.against, other.dimension, other.label):
        return False
    first, second = (held.held[:, test.place].toarray().ravel() > 0 for test in (one, other))
    return float((first & second).sum()) >= _SAME * min(first.sum(), second.sum())


def _theme(held: Documents, test: Test, found: Remarks, quotes: int) -> Theme:
    part = {test.dimension: test.label} if test.dimension else {}
    share = _share(test.count, test.of, test.spread, part)
    other = _share(test.other_count, test.other_of, test.spread, part)
    is_more = test.count * test.other_of > test.other_count * test.of
    return Theme(
        held.names[test.place],
        "more" if is_more else "fewer",
        "before" if test.against == BEFORE else "others",
        share,
        other,
        test.count,
        part,
        _quotes(held, test, found, quotes),
    )


def _share(count: float, of: int, spread: float, part: Mapping[str, str]) -> Estimate:
    """A share of customers with Wilson's limits; n as many as were independent."""
    size = of / max(spread, 1.0)
    limits = wilson(count / of * size, size)
    interval = Interval(
        float(limits.low), float(limits.high), method="Wilson with effective n", chances=("customers", "days")
    )
    return Estimate("theme_share", "share", dict(part), count / of, interval, n=of, n_unit="customers")


def _quotes(held: Documents, test: Test, found: Remarks, quotes: int) -> tuple[str, ...]:
    """Remarks that hold the term, the shortest of usual length first, masked."""
    if not quotes or test.count < LEAST_SHOWN:
        return ()
    rows = held.is_now & (held.held[:, test.place].toarray().ravel() > 0)
    if test.dimension:
        codes, labels = held.part[test.dimension]
        rows &= codes == labels.index(test.label)
    places = {found.texts[place]: place for row in np.flatnonzero(rows).tolist() for place in held.remarks[row]}
    words = held.names[test.place].split()
    chosen = sorted((text for text in places if _holds(text, words)), key=lambda text: (abs(len(text) - 80), text))
    usual = usual_words(found.texts)
    return tuple(_quote(found, places[text], usual) for text in chosen[:quotes])


def _quote(found: Remarks, place: int, usual: Collection[str]) -> str:
    has_capitals = found.readings[place].language in CAPITAL_NOUNS
    text = " ".join(found.texts[place].split())
    return masked(text, found.names, None if has_capitals else usual)[:LONGEST_QUOTE]


def _holds(text: str, words: Sequence[str]) -> bool:
    return set(words) <= set(tokens(text))


def _said(held: Documents, has_before: bool) -> tuple[Said, ...]:
    """Asks, leaving and feelings among customers of whom something was read, and whether they moved."""
    read = held.of(held.is_read)
    now = read.is_now
    of, before = int(now.sum()), int((~now).sum())
    if of < LEAST_WRITERS:
        return ()
    compares = has_before and before >= LEAST_WRITERS
    day = np.unique(read.day, return_inverse=True)[1].astype(np.int64)
    excess = term_excess(read.said, now, np.zeros(len(now), dtype=np.int64), [day])
    stands = discoveries(excess.p) if compares else np.zeros(len(SAID), dtype=bool)
    counts = np.asarray(read.said.T @ now.astype(float))
    others = np.asarray(read.said.T @ (~now).astype(float))
    found = []
    for place, kind in enumerate(SAID):
        spread = float(excess.spread[place]) if compares else 1.0
        share = _share(float(counts[place]), of, spread, {"reading": kind})
        other = _share(float(others[place]), before, spread, {"reading": kind}) if compares else None
        moved = int(np.sign(counts[place] - excess.expected[place])) if stands[place] else 0
        found.append(Said(kind, share, other, moved))
    return tuple(found)


def _frequent(held: Documents) -> tuple[tuple[str, int], ...]:
    """The terms most customers wrote in the days shown; single words that a pair says as often are left out."""
    counts = np.asarray(held.held.T @ held.is_now.astype(float))
    order = [place for place in np.argsort(-counts, kind="stable").tolist() if counts[place] >= LEAST_SHOWN]
    pairs = {word for place in order if " " in held.names[place] for word in held.names[place].split()}
    best = {
        word: max(counts[place] for place in order if " " in held.names[place] and word in held.names[place].split())
        for word in pairs
    }
    shown = [place for place in order if counts[place] > best.get(held.names[place], 0) / _SAME]
    return tuple((held.names[place], round(float(counts[place]))) for place in shown[:MOST_FREQUENT])

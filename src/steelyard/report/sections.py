"""From answers to the page's sections: a claim, what goes with it, a picture, and what a reader may unfold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from steelyard import charts
from steelyard.answers import Answer, Caveat, Missing
from steelyard.report.pictures import Picture, picture
from steelyard.view.card import card, ordered, warned
from steelyard.view.table import Table
from steelyard.wording import capital

UNKNOWN_REASON = "The data loaded do not hold what it needs."
SHOWN_SENTENCES = 2
"""How many sentences stand under a section's claim; the rest is unfolded."""


@dataclass(frozen=True)
class Section:
    """One part of the page.

    Args:
        claim: what it says in a sentence, before any picture.
        more: the sentences after it; rest: those a reader unfolds.
        fits: how it goes with what other sections say.
        picture: None where nothing is drawn; is_quiet: nothing stands out, so that it is unfolded with the tables.
        refusals: why the question has no answer; empty where it has one.
        unlocks: what to supply.
        caveats: what a reader must know.
        name: short, for links to it.
        tables: what stands in the place of a picture where none is made.
        evidence: how the answer was reached, as (what, lines).
    """

    id: str
    title: str
    claim: str = ""
    more: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    fits: tuple[str, ...] = ()
    picture: Picture | None = None
    is_quiet: bool = False
    refusals: tuple[str, ...] = ()
    unlocks: tuple[str, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    name: str = ""
    tables: tuple[Table, ...] = ()
    evidence: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def warnings(self) -> tuple[Caveat, ...]:
        """What must be read with the claim."""
        return tuple(caveat for caveat in self.caveats if caveat.weight != "note")

    @property
    def notes(self) -> tuple[Caveat, ...]:
        """What may be read beside it."""
        return tuple(caveat for caveat in self.caveats if caveat.weight == "note")


def plain(answer: Answer) -> Section:
    """Claim, sentences and caveats."""
    return Section(
        answer.question,
        answer.title,
        claim=answer.sentences[0] if answer.sentences else "",
        more=answer.sentences[1 : 1 + SHOWN_SENTENCES],
        rest=answer.sentences[1 + SHOWN_SENTENCES :],
        caveats=tuple(caveat for caveat in warned(answer) if caveat.weight != "refusal"),
    )


def drawn(answer: Answer, is_said: bool, width: float, narrow: float | None = None) -> Section:
    """A section with the answer's picture, or with the reasons why there is none.

    Args:
        narrow: width of a second drawing for a phone; without it one drawing serves both.
    """
    if not is_said:
        return refused(answer)
    shown = card(answer)
    made = picture(charts.of(answer), answer, shown.tables, width, narrow)
    return replace(plain(answer), picture=made, evidence=shown.evidence)


def refused(answer: Answer) -> Section:
    """A question without an answer: why, and what to supply."""
    lacking = [entry for entry in answer.missing if entry.metric == answer.question] or answer.missing[:1]
    reasons = [entry.reason for entry in lacking] or [caveat.text for caveat in ordered(answer.caveats)]
    unlocks = tuple(entry.unlock for entry in lacking if entry.unlock)
    found = plain(answer)
    return replace(found, refusals=tuple(reasons[:1]) or (UNKNOWN_REASON,), unlocks=unlocks[:1], caveats=())


def further(answer: Answer, name: str, width: float) -> Section:
    """The section of an answer that shows itself: claim, picture or tables, evidence, caveats."""
    shown = card(answer)
    if not (answer.estimates or shown.tables):
        return replace(refused(answer), name=name)
    is_drawn = charts.draws(answer)
    section = drawn(answer, True, width) if is_drawn else replace(plain(answer), tables=shown.tables)
    is_quiet = not answer.highlights and answer.evidence is not None
    if is_quiet:
        section = replace(section, more=section.more[:1], rest=(*section.more[1:], *section.rest))
    return replace(section, name=name, evidence=shown.evidence, is_quiet=is_quiet)


def say_once(found: Iterable[Section | None], notes: Mapping[str, int], said: Iterable[str]) -> list[Section | None]:
    """The sections without the caveats that a section before, a numbered note or the head has already said."""
    kept: list[Section | None] = []
    known = {text.lower() for text in (*notes, *said)}
    for section in found:
        if section is not None:
            new = [caveat for caveat in section.caveats if not caveat.text.lower().endswith(tuple(known))]
            section = replace(section, caveats=tuple(new))
            known.update(caveat.text.lower() for caveat in new)
        kept.append(section)
    return kept


NAMED = 3
"""Of what has one reason, the titles that are named."""


def lacking(sections: Sequence[Section | None], missing: Iterable[Missing]) -> tuple[Missing, ...]:
    """What cannot be said, a line each: refused questions, then measures; what has one reason is said once."""
    asked = [
        Missing(section.id, section.title, section.refusals[0], " ".join(section.unlocks))
        for section in sections
        if section is not None and section.refusals
    ]
    found: dict[tuple[str, str], list[Missing]] = {}
    for entry in (*asked, *missing):
        found.setdefault((entry.reason.rstrip("."), entry.unlock), []).append(entry)
    return tuple(
        Missing(entries[0].metric, _titles(entries), sentence(entries[0].reason), sentence(entries[0].unlock))
        for entries in found.values()
    )


def sentence(text: str) -> str:
    """With a capital and a full stop; nothing stays nothing."""
    return f"{capital(text).rstrip('.')}." if text else ""


def _titles(entries: Sequence[Missing]) -> str:
    names = list(dict.fromkeys(entry.title for entry in entries))
    return ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")

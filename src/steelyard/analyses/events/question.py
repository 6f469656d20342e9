"""What was done, and what moved afterwards for those who took part?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from steelyard.analyses.events.answer import After, Log
from steelyard.analyses.initiative.answer import Evaluation
from steelyard.analyses.initiative.question import ask as evaluate
from steelyard.analyses.periods.choice import provenance
from steelyard.answers import Evidence, Missing
from steelyard.errors import QuestionError, did_you_mean
from steelyard.settings.model import Settings
from steelyard.settings.undertaken import Event, Initiative
from steelyard.store import Snapshot
from steelyard.wording import capital, listed, lowered

SHOWN = 6
"""So many of the newest are asked about at once."""

BEFORE, AFTER = timedelta(weeks=12), timedelta(weeks=13)
"""How long before an event another one blurs it, and how long it is followed."""

WHO = {
    "agent_id": "agents", "team": "teams", "site": "sites", "channel": "channels", "topic": "topics",
    "segment": "segments",
}  # fmt: skip

NOBODY = "nobody is named who took part, so there is nobody else to compare with"


def ask(snapshot: Snapshot, settings: Settings, *, event: str = "") -> Log:
    """Each event with what moved for those who took part, by the design the data allow.

    Raises:
        QuestionError: no event is called so.
    """
    blank = Log("events", "What was done", provenance=provenance(snapshot, settings, None))
    names = [one.name for one in settings.events]
    if event and event not in names:
        hint = did_you_mean(event, names) if names else "Log it in steelyard.toml, under [[events]]."
        raise QuestionError(f"no event is called {event!r}", next=hint)
    if not names:
        lacking = Missing(
            "events", "What was done", "no event is logged", "log them in steelyard.toml, under [[events]]"
        )
        return replace(blank, sentences=(f"No event is logged. To unlock this, {lacking.unlock}.",), missing=(lacking,))
    newest = tuple(reversed(settings.events))
    asked = tuple(one for one in newest if one.name == event) if event else newest[:SHOWN]
    entries = tuple(_after(snapshot, settings, one) for one in asked)
    return replace(
        blank,
        sentences=_sentences(entries, len(names), is_one=bool(event)),
        estimates=tuple(one.effect for one in entries if one.effect is not None),
        entries=entries,
        more=() if event else tuple(one.name for one in newest[SHOWN:]),
        evidence=Evidence(
            grade="quasi-experiment" if any(one.verdict != "cannot tell" for one in entries) else "descriptive",
            would_change=("Registering an initiative before it begins, by lot where possible, would tell more.",),
        ),
    )


def as_initiative(event: Event) -> Initiative:
    """An event as an initiative of those who took part, looked at for as many weeks as it is followed."""
    gain = event.purpose or "what customers get"
    starts = dict.fromkeys(event.treated, event.on)
    return Initiative(event.name, gain, event.treats, starts, event.on + AFTER, primary=event.primary)


def _near(event: Event, settings: Settings) -> tuple[Initiative, ...]:
    """What else began shortly before it or while it is followed; what began long before is part of how it was."""
    others = [*settings.initiatives, *(as_initiative(one) for one in settings.events if one.treats and one != event)]
    return tuple(one for one in others if event.on - BEFORE < max(one.starts.values()) <= event.on + AFTER)


def _after(snapshot: Snapshot, settings: Settings, event: Event) -> After:
    who = f"{WHO.get(event.treats, event.treats)} {listed(event.treated)}" if event.treats else ""
    blank = After(event.name, event.kind, event.on, event.until, event.purpose, who, "cannot tell", "", None, "")
    if not event.treats:
        return replace(blank, said=f"Cannot tell what {event.name} moved, because {NOBODY}.", why=NOBODY)
    known = replace(settings, initiatives=(as_initiative(event), *_near(event, settings)))
    try:
        found = evaluate(snapshot, known, name=event.name)
    except QuestionError as error:
        return replace(blank, said=f"Cannot tell what {event.name} moved, because {error.what}.", why=error.what)
    return _told(blank, found)


def _told(blank: After, found: Evaluation) -> After:
    first = found.measures[0] if found.measures else None
    effect = replace(first.effect, part={"event": blank.name}) if first else None
    why = ""
    if found.verdict == "cannot tell":
        why = lowered(found.missing[0].reason) if found.missing and not found.measures else ""
        why = why or _unsure(found)
    said = f"Cannot tell what {blank.name} moved, because {why}." if why else capital(found.sentences[0])
    return replace(
        blank, verdict=found.verdict, measure=first.title if first else "", effect=effect, said=said, why=why
    )


def _unsure(found: Evaluation) -> str:
    """Why the design tells nothing: its sentence, or that what was seen could be no change as well."""
    said = found.sentences[0].partition(": ")[2].rstrip(".")
    return f"what was seen could be luck: {lowered(said)}" if said.endswith("would matter") else lowered(said)


def _sentences(entries: Sequence[After], count: int, *, is_one: bool) -> tuple[str, ...]:
    told = [one for one in entries if one.verdict != "cannot tell"]
    if is_one:
        return tuple(one.said for one in entries)
    logged = f"{count} events are logged" if count > 1 else "1 event is logged"
    asked = f"of the newest {len(entries)}" if len(entries) < count else "of them"
    if count == 1:
        known = "what it moved can be told" if told else "what it moved cannot be told"
    else:
        known = f"{asked}, {len(told) or 'none'} can be told to have moved or not moved what customers got"
    return (f"{logged}: {known}.", *(one.said for one in entries))

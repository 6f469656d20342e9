"""Which measures are associated with customers staying, buying again, recommending or rating well?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from steelyard import measure
from steelyard.analyses.drivers import wording
from steelyard.analyses.drivers.answer import Drivers
from steelyard.analyses.drivers.churn_hazards import Hazard, leaving
from steelyard.analyses.drivers.importance import Carried, Driver, carried, pooled_fits
from steelyard.analyses.drivers.leakage import Leak, leaks
from steelyard.analyses.drivers.predictors import OUTCOMES, RATING, Candidate, Outcome, candidates
from steelyard.analyses.periods.choice import covered, follow_up, frame, provenance
from steelyard.analyses.periods.date_range import Span
from steelyard.answers import Missing
from steelyard.errors import QuestionError, did_you_mean
from steelyard.measure.cells.unidentified import unidentified
from steelyard.measure.estimates.replicates import chances
from steelyard.measure.missing import Unidentified
from steelyard.measure.models.cross_products import MONTH, Asked, Moments, Profile, bands, moments, profile
from steelyard.measure.question import CUSTOMERS, dimensions_of, filters_of
from steelyard.settings.model import Settings
from steelyard.stages import each
from steelyard.stats.regression.importance import MOST_EXACT, shared, subset_fits_of
from steelyard.stats.regression.logit import fit
from steelyard.store import Snapshot
from steelyard.theme import counted
from steelyard.wording import capital, listed

LEAST_CASES = 400
LEAST_EVENTS = 10
"""Cases of either outcome that each measure needs (Peduzzi et al. 1996)."""

LEAST_KNOWN = 0.6
"""A measure that fewer of the cases carry is not asked."""

LEAST_KNOWN_OWN = 0.9
"""The same of numbers in the workspace's own dimensions."""

MOST_ASKED = 24

STRATA = ("segment", "family", "channel")
MOST_STRATA = 400
MOST_LOGIT = 5


@dataclass(frozen=True)
class _Model:
    """Measures that can be asked, out of all that there are.

    Args:
        nobody: contacts without an id in the days, which what is counted over issues misses.
        candidates, profile: the measures; every, seen: all of them.
        found: chance -> their sums by its groups; of many measures by those of customers alone.
    """

    asked: Asked
    nobody: Unidentified
    candidates: tuple[Candidate, ...]
    profile: Profile
    every: tuple[Candidate, ...]
    seen: Profile
    found: Mapping[str, Moments]


def ask(
    snapshot: Snapshot,
    settings: Settings,
    *,
    outcome: str = "",
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Drivers:
    """How much of what the measures explain together each accounts for, among similar cases.

    Shares are the mean over all orders of taking the measures in (Lindeman, Merenda and Gold); a measure is claimed
    only beyond the sampling error of customers, days and agents, their number allowed for. It is associated with the
    outcome; that it causes it is not said.

    Args:
        outcome: retention, repurchase, nps or rating; the first of them with enough cases unless told.
        from_on, to_on: all days unless told.

    Raises:
        QuestionError: no such outcome, or days the data do not hold.
    """
    if outcome and outcome not in OUTCOMES:
        what = f"there is no outcome called {outcome!r}"
        raise QuestionError(what, next=f"{did_you_mean(outcome, OUTCOMES)} There are {', '.join(OUTCOMES)}.")
    first_on, last_on = covered(snapshot, settings)
    if from_on or to_on:
        frame(snapshot, settings, from_on=from_on, to_on=to_on)
    days = Span(from_on or first_on, to_on or last_on)
    snapshot = snapshot.following(follow_up(snapshot, settings, days))
    narrowed = filters_of(where)
    _check(narrowed, settings)
    answer = Drivers(
        "drivers", "What is associated with what customers do", provenance=provenance(snapshot, settings, days, where)
    )
    refusals: list[Missing] = []
    for one in each("outcomes", (OUTCOMES[outcome],) if outcome else tuple(OUTCOMES.values())):
        model = _model(snapshot, settings, one, narrowed, days)
        if isinstance(model, _Model):
            return _answered(snapshot, settings, one, model, answer)
        refusals.append(model)
    return replace(answer, missing=tuple(refusals), sentences=(wording.refused(refusals, outcome),))


def _check(where: Mapping[str, tuple[str, ...]], settings: Settings) -> None:
    known = dimensions_of("contacts", settings.dimensions)
    for name in where:
        if name not in known:
            raise QuestionError(f"there is no dimension called {name!r}", next=did_you_mean(name, known))


def _unfiltered(outcome: Outcome, where: Mapping[str, tuple[str, ...]], settings: Settings) -> Missing | None:
    """Of a contact alone something may be known that is not of its issue."""
    known = dimensions_of("issues" if outcome.grain == "issues" else "contacts", settings.dimensions)
    lacking = [name for name in where if name not in known]
    if not lacking:
        return None
    reason = f"{outcome.cases} cannot be filtered by {listed(lacking)}"
    return Missing("drivers", capital(outcome.title), reason, "drop that filter, or ask about --outcome rating")


def _model(
    snapshot: Snapshot, settings: Settings, outcome: Outcome, where: Mapping[str, tuple[str, ...]], days: Span
) -> _Model | Missing:
    lacking = measure.missing(snapshot, [outcome.metric], settings)
    if lacking:
        return Missing("drivers", capital(outcome.title), lacking[0].reason, lacking[0].unlock)
    unfiltered = _unfiltered(outcome, where, settings)
    if unfiltered:
        return unfiltered
    nobody = unidentified(snapshot, settings, where=where, from_on=days.from_on, to_on=days.to_on)
    untold = nobody.missing("drivers", capital(outcome.title)) if outcome.grain == "issues" else None
    if untold:
        return untold
    every = candidates(outcome, settings.dimensions)
    asked = Asked(
        outcome.grain,
        outcome.column,
        outcome.flags,
        tuple(one.term for one in every),
        round(settings.assumptions.return_window_days) if outcome.is_turned else 0,
        (*STRATA, *_months(outcome, nobody)),
        where,
        days.from_on,
        days.to_on,
    )
    seen = profile(snapshot, settings, asked)
    if seen.strata > MOST_STRATA:
        asked = replace(asked, strata=("segment", "channel", *_months(outcome, nobody)))
    refusal = _few(outcome, seen.n) or _lone(outcome, seen)
    return refusal or _complete(snapshot, settings, asked, nobody, every, seen, outcome)


def _months(outcome: Outcome, nobody: Unidentified) -> tuple[str, ...]:
    """Months are held equal where their shares of missing ids differ: else that difference would pass for one of
    issues."""
    return (MONTH,) if outcome.grain == "issues" and nobody.is_uneven else ()


def _lone(outcome: Outcome, seen: Profile) -> Missing | None:
    """Of a single day nobody knows what it alone made of them."""
    if seen.days > 1:
        return None
    reason = f"all {outcome.cases} are from one day, so the effect of that day cannot be separated from the rest"
    return Missing("drivers", capital(outcome.title), reason, "load more than one day")


def _few(outcome: Outcome, n: int) -> Missing | None:
    if n >= LEAST_CASES:
        return None
    verb = "shows" if n == 1 else "show"
    reason = f"{counted(n, outcome.cases)} {verb} {outcome.of}; at least {LEAST_CASES} are required"
    more = counted(LEAST_CASES - n, f"more {outcome.cases}")
    return Missing("drivers", capital(outcome.title), reason, f"load about {more}")


def _complete(
    snapshot: Snapshot,
    settings: Settings,
    asked: Asked,
    nobody: Unidentified,
    every: Sequence[Candidate],
    seen: Profile,
    outcome: Outcome,
) -> _Model | Missing:
    """The model of the measures enough cases carry and that differ at all."""
    needed = np.array([LEAST_KNOWN_OWN if one.term.kind == "text" else LEAST_KNOWN for one in every])
    differs = (seen.known >= needed * seen.n) & (seen.most > seen.least)
    places = sorted(np.flatnonzero(differs).tolist(), key=lambda place: -seen.known[place])[:MOST_ASKED]
    if not places:
        return Missing(
            "drivers",
            capital(outcome.title),
            f"no measure is known for enough of the {outcome.cases}",
            "map contacts.wait_s, contacts.handle_s or contacts.resolved",
        )
    model = _asked(snapshot, settings, asked, nobody, every, seen, places)
    return _scarce(model, outcome) or model


def _asked(
    snapshot: Snapshot,
    settings: Settings,
    asked: Asked,
    nobody: Unidentified,
    every: Sequence[Candidate],
    seen: Profile,
    places: Sequence[int],
) -> _Model:
    kept = tuple(every[place] for place in places)
    narrowed = replace(asked, terms=tuple(one.term for one in kept))
    own = seen.of(places)
    is_many = len(kept) > MOST_EXACT
    found = moments(snapshot, settings, narrowed) if is_many else _by_chance(snapshot, settings, narrowed, own)
    return _Model(narrowed, nobody, kept, own, tuple(every), seen, found)


def _by_chance(snapshot: Snapshot, settings: Settings, asked: Asked, seen: Profile) -> dict[str, Moments]:
    return moments(snapshot, settings, asked, seen.tails, chances(snapshot.manifest.known))


def _scarce(model: _Model, outcome: Outcome) -> Missing | None:
    """Too few cases that carry every measure, or too few of the rarer outcome."""
    whole = model.found[CUSTOMERS].cross.sum(axis=(0, 1))
    few = _few(outcome, round(float(whole[0, 0])))
    if few or not outcome.is_event:
        return few
    events = round(float(min(whole[0, -1], whole[0, 0] - whole[0, -1])))
    needed = LEAST_EVENTS * len(model.candidates)
    if events >= needed:
        return None
    reason = (
        f"only {events} of the {whole[0, 0]:,.0f} {outcome.cases} had the rarer outcome; at least {needed} are required"
    )
    more = counted(needed - events, f"more {outcome.cases}")
    return Missing("drivers", capital(outcome.title), reason, f"load about {more} with the rarer outcome")


def _answered(snapshot: Snapshot, settings: Settings, outcome: Outcome, model: _Model, answer: Drivers) -> Drivers:
    given = _leaks(snapshot, settings, outcome, model)
    kept = _kept(model, given)
    rated = _with_rating(snapshot, settings, outcome, model, kept)
    rating_given = _leaks(snapshot, settings, outcome, rated, {RATING}) if rated else ()
    answer = replace(answer, outcome=outcome.id, leaks=(*given, *rating_given))
    if not kept:
        return wording.told(answer, outcome, None, model.profile, ())
    found = _carried(snapshot, settings, outcome, model, kept)
    hazards = _hazards(snapshot, settings, outcome, model.asked)
    answer = replace(
        answer,
        drivers=found.drivers,
        explained=found.explained,
        kept=found.kept,
        hazards=hazards,
        rated=_rated(rated, outcome) if rated and not rating_given else None,
        estimates=(
            found.explained,
            found.kept,
            *(
                replace(figure, part={"measure": one.title})
                for one in found.drivers
                for figure in (one.share, one.effect, one.penalty, one.reward)
            ),
            *(replace(one.ratio, part={"measure": one.title}) for one in hazards),
        ),
    )
    told = wording.told(answer, outcome, found, model.profile, _otherwise(snapshot, settings, outcome, model, found))
    if outcome.grain != "issues":
        return told
    return wording.with_unidentified(told, model.nobody, has_months=MONTH in model.asked.strata)


def _carried(snapshot: Snapshot, settings: Settings, outcome: Outcome, model: _Model, places: Sequence[int]) -> Carried:
    """Of some of a model's measures; where not of all, from all cases that carry these."""
    kept, found = [model.candidates[place] for place in places], model.found
    if len(kept) < len(model.candidates):
        asked = replace(model.asked, terms=tuple(one.term for one in kept))
        found = _by_chance(snapshot, settings, asked, model.profile.of(places))
    return carried(found, kept, outcome, model.profile.reach)


def _hazards(snapshot: Snapshot, settings: Settings, outcome: Outcome, asked: Asked) -> tuple[Hazard, ...]:
    if not outcome.is_turned or asked.from_on is None or asked.to_on is None:
        return ()
    return leaving(snapshot, settings, asked.where or {}, asked.from_on, asked.to_on)


def _leaks(
    snapshot: Snapshot, settings: Settings, outcome: Outcome, model: _Model, only: Collection[Candidate] = ()
) -> tuple[Leak, ...]:
    suspects = [place for place, one in enumerate(model.candidates) if not only or one in only]
    kept, fits = [model.candidates[place] for place in suspects], pooled_fits(model.found[CUSTOMERS])[suspects]
    return leaks(snapshot, settings, model.asked, outcome, kept, fits, model.profile.of(suspects))


def _kept(model: _Model, given: Sequence[Leak]) -> list[int]:
    """The places of the measures that give nothing away; of many those that explain most alone."""
    apart = {leak.name for leak in given}
    left = [place for place, one in enumerate(model.candidates) if one.term.column not in apart]
    fits = pooled_fits(model.found[CUSTOMERS])
    return sorted(sorted(left, key=lambda place: -fits[place])[:MOST_EXACT])


def _with_rating(
    snapshot: Snapshot, settings: Settings, outcome: Outcome, model: _Model, kept: Sequence[int]
) -> _Model | None:
    """The rating beside all other measures, among the issues that have one; None where too few have, or most."""
    if outcome.grain != "issues" or RATING in model.candidates:
        return None
    every = (*(model.candidates[place] for place in kept[: MOST_EXACT - 1]), RATING)
    places = [model.every.index(one) for one in every]
    seen = model.seen.of(places)
    if seen.known[-1] < LEAST_CASES or not seen.most[-1] > seen.least[-1]:
        return None
    rated = _asked(snapshot, settings, model.asked, model.nobody, model.every, model.seen, places)
    return None if _scarce(rated, outcome) else rated


def _rated(model: _Model, outcome: Outcome) -> Driver:
    found = carried(model.found, model.candidates, outcome, model.profile.reach)
    return next(one for one in found.drivers if one.name == RATING.term.column)


def _otherwise(
    snapshot: Snapshot, settings: Settings, outcome: Outcome, model: _Model, found: Carried
) -> tuple[tuple[str, float], ...]:
    """Title -> share by a logistic model on bands of the measures that carry most; empty for ratings."""
    if not outcome.is_event:
        return ()
    places = {one.term.column: place for place, one in enumerate(model.candidates)}
    largest = found.drivers[:MOST_LOGIT]
    kept = [places[one.name] for one in largest]
    asked = replace(model.asked, terms=tuple(model.candidates[place].term for place in kept))
    cells, n, events = bands(snapshot, settings, asked, [model.profile.tails[place] for place in kept])
    fits = subset_fits_of(lambda members: fit(cells[:, list(members)], n, events).mcfadden, len(kept))
    shares = shared(fits)
    if not shares.total > 0:
        return ()
    return tuple((one.title, float(shares.shares[place] / shares.total)) for place, one in enumerate(largest))

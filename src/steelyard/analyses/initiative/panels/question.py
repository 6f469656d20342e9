"""Did an initiative help, by sums of units and periods?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from steelyard.analyses.initiative import wording as common
from steelyard.analyses.initiative.answer import Evaluation, Measured
from steelyard.analyses.initiative.panels import checks, designs, looks, wording
from steelyard.analyses.initiative.panels.designs import Found
from steelyard.analyses.initiative.panels.layout import Layout, laid_out
from steelyard.analyses.initiative.panels.study import study
from steelyard.analyses.initiative.verdict import ERROR, Evidenced, Verdict, judge
from steelyard.analyses.periods.choice import provenance
from steelyard.answers import Evidence, Missing
from steelyard.errors import did_you_mean
from steelyard.measure.models import panels
from steelyard.settings.model import Settings
from steelyard.settings.undertaken import PanelInitiative
from steelyard.stats.designs.effect import Effect
from steelyard.store import Snapshot
from steelyard.wording import listed

SMALLEST = 0.02
"""The least change worth having and a guardrail's margin, as a share of what it was, unless told."""


def evaluated(snapshot: Snapshot, settings: Settings, initiative: PanelInitiative) -> Evaluation:
    """The verdict on one initiative that treats units of a panel."""
    blank = Evaluation(
        question="initiative",
        title=f"Initiative: {initiative.name}",
        provenance=provenance(snapshot, settings, None),
        initiative=initiative.name,
        gain=initiative.gain,
        registered=names(settings),
        cost=initiative.cost,
    )
    sums = panels.read(snapshot)
    held = laid_out(sums, initiative)
    refusal = held if isinstance(held, Missing) else _absent(initiative, sums)
    if refusal or isinstance(held, Missing):
        return common.refused(blank, initiative, refusal)  # type: ignore[arg-type]
    look = looks.newest(held, initiative)
    if isinstance(look, Missing):
        return common.refused(blank, initiative, look)  # type: ignore[arg-type]
    whole = held
    held = designs.settled(looks.until(held, look.until) if look else held, initiative.primary)
    roles = _roles(initiative)
    results, margins = _computed(held, initiative, sums)
    primary = results[initiative.primary]
    others = [one.name for one in settings.panel_initiatives if one is not initiative and _meets(held, sums, one)]
    looked = checks.checks(held, initiative, others, primary)
    broken = tuple(check for check in looked if check.id in checks.BLOCKING and check.passed is False)
    verdict, why = _judged(held, roles, results, margins, look.error if look else ERROR)
    answer = replace(
        blank,
        verdict="cannot tell" if broken else verdict,
        design=held.design,
        estimators=wording.ESTIMATORS[held.design],
        measures=tuple(_measured(results[name], role, margins[name], held) for name, role in roles.items()),
        weeks_before=held.first,
        weeks_after=int(held.after[held.treated].any(axis=0).sum()),
        units=(int(held.treated.sum()), int((~held.treated).sum())),
        after_90_days=_after_90_days(whole, initiative, sums, others),
        look=(look.place, look.of) if look else None,
        naive=_naive(roles, results, margins),
        study=tuple(one for name in roles if (one := study(held, results[name])) is not None)[:2],
    )
    grade = "descriptive" if broken else "randomised" if held.design == "randomised" else "quasi-experiment"
    evidence = Evidence(
        grade=grade,  # type: ignore[arg-type]
        adjusted_for=("what changed at the same time where it was not begun",),
        checks=looked,
        sensitivity=wording.sensitivity(answer, primary),
        would_change=wording.would_change(answer, held),
    )
    return replace(
        answer,
        evidence=evidence,
        sentences=wording.sentences(answer, initiative, why, broken, held, settings.currency),
        estimates=tuple(entry for one in answer.measures for entry in (one.effect, one.other, one.before_after)),
    )


def _computed(
    held: Layout, initiative: PanelInitiative, sums: panels.Sums
) -> tuple[dict[str, Found], dict[str, float]]:
    """What each measure did, and how much of it would matter."""
    results = {name: designs.found(held, name, _better(initiative, sums, name)) for name in _roles(initiative)}
    return results, {name: _margin(initiative, found) for name, found in results.items()}


def _after_90_days(whole: Layout, initiative: PanelInitiative, sums: panels.Sums, others: Sequence[str]) -> str:
    """The verdict as it was when all had been treated for 90 days; empty where that is still to come, or not known."""
    place = looks.after_90_days(whole)
    if place is None:
        return ""
    early = designs.settled(looks.until(whole, place), initiative.primary)
    results, margins = _computed(early, initiative, sums)
    looked = checks.checks(early, initiative, others, results[initiative.primary])
    if any(check.id in checks.BLOCKING and check.passed is False for check in looked):
        return "cannot tell"
    return _judged(early, _roles(initiative), results, margins)[0]


def names(settings: Settings) -> tuple[str, ...]:
    """Every initiative that is registered, those on panels last."""
    return tuple(one.name for one in settings.every_initiative)


def _meets(held: Layout, sums: panels.Sums, other: PanelInitiative) -> bool:
    """Whether another initiative treats units that are compared here while this one goes on."""
    found = laid_out(sums, other)
    if isinstance(found, Missing):
        return False
    units = {name for name, is_treated in zip(found.sums.units, found.treated, strict=True) if is_treated}
    periods = held.after.any(axis=0) & found.after[found.treated].any(axis=0)
    return bool(units & {*held.sums.units}) and bool(periods.any())


def _absent(initiative: PanelInitiative, sums: panels.Sums) -> Missing | None:
    wanted = [initiative.primary, *initiative.guardrails, *([initiative.spending] if initiative.spending else [])]
    lost = [name for name in wanted if name not in sums.measures]
    if not lost:
        return None
    hint = did_you_mean(lost[0], sums.measures)
    known = listed(tuple(sums.measures)[:8])
    return Missing("initiative", "", f"the panel has no measure {lost[0]!r}; there are {known}", hint.rstrip("."))


def _roles(initiative: PanelInitiative) -> dict[str, str]:
    """Measure -> what it is there for, the primary one first."""
    found = {initiative.primary: "primary"}
    if initiative.spending:
        found.setdefault(initiative.spending, "cost")
    for name in initiative.guardrails:
        found.setdefault(name, "guardrail")
    return found


def _better(initiative: PanelInitiative, sums: panels.Sums, name: str) -> str:
    """Which direction is good: as registered, as the panel says; of spending less, of others more."""
    if name == initiative.primary and initiative.better:
        return initiative.better
    return sums.measures[name].better or ("low" if name == initiative.spending else "high")


def _margin(initiative: PanelInitiative, found: Found) -> float:
    if found.name in initiative.guardrails:
        return initiative.guardrails[found.name]
    if found.name == initiative.primary and initiative.smallest is not None:
        return initiative.smallest
    level = next((value for value in (found.levels[0], found.levels[2]) if np.isfinite(value)), 0.0)
    return SMALLEST * abs(level)


def _evidenced(held: Layout, found: Found, margin: float) -> Evidenced:
    second = found.other if held.design in ("two-by-two", "staggered") else None
    return Evidenced(
        _turned(found, found.effect),
        margin,
        placebo=found.placebo,
        is_trusted=not checks.trend(held, found).p < 0.05,
        elsewhere=_elsewhere(held, found),
        second=_turned(found, second) if second else None,
        also=tuple(_turned(found, effect) for effect in (found.growth, found.levelled) if effect),
    )


def _elsewhere(held: Layout, found: Found) -> float:
    """What units not treated say against a claim; nan where they can say nothing, so that the dates have to."""
    if held.design != "series" or designs.is_told_by_units(held) or not np.isfinite(found.elsewhere):
        return found.elsewhere
    return float("nan") if designs.is_largest(held, found) else 1.0


def _judged(
    held: Layout,
    roles: Mapping[str, str],
    results: Mapping[str, Found],
    margins: Mapping[str, float],
    error: float = ERROR,
) -> tuple[Verdict, str]:
    tested = {name: _evidenced(held, found, margins[name]) for name, found in results.items()}
    verdict, why = _by_role(roles, tested, error / 2 if held.design in ("series", "synthetic") else error)
    if verdict == "neutral" and checks.spill_over(held).passed is False:
        return "cannot tell", "felt elsewhere"
    return verdict, why


def _naive(roles: Mapping[str, str], results: Mapping[str, Found], margins: Mapping[str, float]) -> Verdict:
    alone = {name: Evidenced(_turned(found, found.alone), margins[name]) for name, found in results.items()}
    return _by_role(roles, alone)[0]


def _by_role(roles: Mapping[str, str], held: Mapping[str, Evidenced], error: float = ERROR) -> tuple[Verdict, str]:
    """The verdict; of few treated units, whose luck periods underrate, at half the error."""

    def those(role: str) -> list[Evidenced]:
        return [held[name] for name, own in roles.items() if own == role]

    (primary,), costs = those("primary"), those("cost")
    return judge(primary, costs[0] if costs else None, those("guardrail"), error=error)


def _turned(found: Found, effect: Effect) -> Effect:
    return effect if found.better == "high" else replace(effect, value=-effect.value)


def _measured(found: Found, role: str, margin: float, held: Layout) -> Measured:
    first, second = wording.ESTIMATORS[held.design]
    levels = [value if np.isfinite(value) else None for value in found.levels]
    return Measured(
        found.name,
        found.name,
        role,
        wording.told(found, found.effect, first),
        wording.told(found, found.other, second),
        wording.told(found, found.alone, "before and after, no control"),
        margin,
        (levels[0], levels[1]),
        (levels[2], levels[3]),
    )

"""Whether evaluations can be trusted, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from steelyard.analyses.evaluations.answer import CriterionTrust, Evaluations, EvaluatorTrust, MeanClaim, Tie
from steelyard.analyses.evidence.agreement import LEAST, TENTATIVE, USE
from steelyard.analyses.periods.date_range import Span
from steelyard.answers import Caveat, Check, Estimate, Evidence, Highlight, Missing
from steelyard.theme import counted, figure
from steelyard.wording import capital, change_of, listed, probability, with_limits

_SCORED = {
    "alike": "score alike",
    "tentative": "agree only so far that conclusions are tentative",
    "unlike": "do not score alike",
}
_KINDS = {
    "lenient": "scores higher than the others",
    "strict": "scores lower than the others",
    "drifts up": "has become more lenient",
    "drifts down": "has become stricter",
    "halo": "scores one impression on every criterion",
}
OUTCOMES = {"solved": "solved", "came_back": "customers who came back", "rating": "the customer's rating"}
ADVICE = {
    "keep": "keep",
    "reword": "reword",
    "reweight": "reweight",
    "drop": "drop",
    "turned": "read its words again",
    "cannot_tell": "cannot tell yet",
}


def number(value: float | None) -> str:
    """An alpha or correlation with two places, a dash where there is none."""
    return figure(None, "number") if value is None else f"{value:.2f}".replace("-", "−")


def number_with_limits(estimate: Estimate) -> str:
    """The same with its limits: "0.71 (0.60–0.80)"."""
    held = estimate.interval
    if estimate.value is None or held is None:
        return number(estimate.value)
    joined = "–" if held.low >= 0 else " to "
    return f"{number(estimate.value)} ({number(held.low)}{joined}{number(held.high)})"


def sentences(answer: Evaluations, now: Span) -> tuple[str, ...]:
    """The mean or why there is none, agreement, evaluators, criteria, what scores tell of customers, the model."""
    return tuple(
        filter(
            None,
            (
                _mean(answer.mean, now, answer) if answer.mean is not None else "",
                _agreement(answer),
                *_criteria(answer.criteria),
                *_evaluators(answer),
                _halo(answer.halo),
                *_validity(answer.criteria),
                _model(answer),
                _picked(answer),
            ),
        )
    )


def _mean(claim: MeanClaim, now: Span, answer: Evaluations) -> str:
    target = figure(claim.target, "score")
    by = f" by the rubric {answer.rubric}" if answer.others and answer.rubric else ""
    if claim.mean.value is None:
        return f"Cannot tell whether interaction quality{by} is at {target}: {claim.refusal}."
    said = f"{with_limits(claim.mean)} in {now.label}"
    if claim.refusal:
        return (
            f"Cannot tell whether interaction quality{by} is at {target} for all contacts: {claim.refusal}. "
            f"As scored it is {said}; to unlock this, {claim.unlock}."
        )
    lower = "" if claim.lower is None else f"; with 95% confidence it is at least {figure(claim.lower, 'score')}"
    chance = (
        ""
        if claim.probability is None
        else f", and it is at {target} with a probability of {_chance(claim.probability)}"
    )
    if claim.state == "held":
        first = f"Interaction quality{by} is at its target of {target}: {said}{lower}."
    elif claim.state == "not_yet":
        first = f"Interaction quality{by} is below its target of {target}: {said}{chance}."
    else:
        first = f"Cannot tell whether interaction quality{by} is at {target}: {said}{lower}{chance}."
        if claim.needed is not None and claim.needed > claim.mean.n:
            first += f" About {counted(claim.needed, 'evaluations')} would tell, if it stays there."
    return first


def _chance(value: float) -> str:
    return "under 1%" if value < 0.005 else probability(value)


def _agreement(answer: Evaluations) -> str:
    total = answer.total
    if total is None or total.value is None or answer.agreed == "cannot_tell":
        n = answer.doubles
        scored = "no contact was scored by two evaluators" if not n else _scored_twice(n)
        return (
            f"Whether evaluators score alike cannot be told: {scored} in the year up to then. "
            f"To unlock this, let a second evaluator score at least {LEAST} blind."
        )
    held = answer.icc
    icc = "" if held is None or held.value is None else f"; intraclass correlation {number(held.value)}"
    return (
        f"Evaluators {_SCORED[answer.agreed]}: Krippendorff's alpha of the whole score is "
        f"{number_with_limits(total)} on {counted(total.n, 'contacts')} scored twice{icc}."
    )


def _scored_twice(n: int) -> str:
    return f"only {counted(n, 'contacts')} {'was' if n == 1 else 'were'} scored by two evaluators"


def _criteria(criteria: Sequence[CriterionTrust]) -> Iterator[str]:
    unlike = [entry for entry in criteria if entry.agreed == "unlike"]
    surely = [entry.name for entry in unlike if entry.is_unlike]
    if surely:
        words, them = ("they are", "them") if len(surely) > 1 else ("it is", "it")
        yield f"Nobody can score {listed(surely)} alike as {words} worded: nothing is compared by {them}."
    rest = [entry.name for entry in unlike if not entry.is_unlike]
    if rest:
        them = "them" if len(rest) > 1 else "it"
        yield f"Agreement on {listed(rest)} is under {TENTATIVE}: nothing is compared by {them}."


def _evaluators(answer: Evaluations) -> Iterator[str]:
    told = answer.evaluators
    if not told:
        return
    found = [entry for entry in told if entry.finding]
    if not found:
        yield f"No evaluator of {len(told)} stands out beyond sampling error as lenient, strict or drifting."
    for entry in found:
        yield f"{entry.name or 'An evaluator'} {_finding(entry)}."


def _finding(entry: EvaluatorTrust) -> str:
    parts = []
    for name in entry.finding.split(", "):
        said = _KINDS[name]
        if name in ("lenient", "strict"):
            said += f", by {with_limits(entry.severity.sized())} of 100 points on the same contacts"
        elif entry.drift is not None and name.startswith("drifts"):
            said += f", by {with_limits(entry.drift.sized())} points in 90 days"
        parts.append(said)
    return " and ".join(parts)


def _halo(halo: Estimate | None) -> str:
    if halo is None or halo.value is None or halo.sign <= 0:
        return ""
    return (
        f"Evaluators' errors run together over criteria (correlation {number_with_limits(halo)}): "
        "part of each score is one impression of the contact."
    )


def tie_said(tie: Tie) -> str:
    """ "1.8 pt more of them solved" for a standard deviation more points."""
    size = change_of(tie.slope)
    return f"{OUTCOMES[tie.outcome]} {size}"


def _validity(criteria: Sequence[CriterionTrust]) -> Iterator[str]:
    ties = [tie for entry in criteria for tie in entry.ties]
    if not ties:
        return
    good = [entry.name for entry in criteria if entry.advice != "turned" and any(tie.is_claimed for tie in entry.ties)]
    if good:
        verb = "is" if len(good) == 1 else "are"
        yield (
            f"{capital(listed(good))} {verb} associated with what became of the same contacts "
            "(solved, returned or rated), beyond sampling error."
        )
    else:
        yield "No criterion is associated with what became of the same contacts beyond sampling error."
    for entry in criteria:
        if entry.advice in ("turned", "reweight", "drop"):
            yield f"{entry.name}: {entry.why}."


def _model(answer: Evaluations) -> str:
    held = answer.models
    if held is None:
        return ""
    if held.difference.value is None:
        n = counted(held.difference.n, "contacts")
        return f"A model's scores are a series of their own; people scored {n} of the same, too few to compare."
    agreed = "" if held.alpha.value is None else f"; alpha with people is {number_with_limits(held.alpha)}"
    way = "higher" if held.difference.value >= 0 else "lower"
    sure = "" if held.difference.sign else ", within sampling error"
    return (
        f"The model scores {with_limits(held.difference.sized())} points {way} than people on the same contacts"
        f"{sure}{agreed}. Its scores enter no mean."
    )


def _picked(answer: Evaluations) -> str:
    if not answer.picked:
        return ""
    verb = "enters" if answer.picked == 1 else "enter"
    return f"{capital(counted(answer.picked, 'evaluations'))} picked for coaching or after a complaint {verb} no mean."


def missing(answer: Evaluations) -> Iterator[Missing]:
    """What is not known, and what would tell."""
    if answer.agreed == "cannot_tell":
        yield Missing(
            "agreement",
            "Whether evaluators score alike",
            _scored_twice(answer.doubles) if answer.doubles else "no contact was scored by two evaluators",
            f"let a second evaluator score at least {LEAST} contacts blind (evaluations.purpose = second)",
        )
    if answer.mean is not None and answer.mean.refusal:
        yield Missing("mean", "Interaction quality of all contacts", answer.mean.refusal, answer.mean.unlock)


def caveats(answer: Evaluations) -> tuple[Caveat, ...]:
    """What a reader must know."""
    found = [
        Caveat(
            "agreement",
            f"from an alpha of {USE} scores may be used, under {TENTATIVE} nothing is compared (Krippendorff); "
            "agreement is read from the year up to the end of the days, the mean from the days alone",
        )
    ]
    if answer.others:
        found.append(Caveat("other_rubrics", f"other rubrics are not in it: {listed(answer.others)}"))
    if answer.mean is not None and answer.mean.frame:
        found.append(
            Caveat(
                "frame",
                f"contacts were {answer.mean.frame}; the lower limit takes in that other agents might have worked",
            )
        )
    if any(entry.ties for entry in answer.criteria):
        found.append(
            Caveat(
                "association", "what scores go with is an association at equal topic and channel, not cause and effect"
            )
        )
    return tuple(found)


def highlights(answer: Evaluations) -> tuple[Highlight, ...]:
    """What is beyond sampling error."""
    found = []
    surely = [entry for entry in answer.criteria if entry.is_unlike]
    if surely:
        alphas = listed([number_with_limits(entry.alpha) for entry in surely])
        found.append(
            Highlight(
                f"Evaluators do not score {listed([entry.name for entry in surely])} alike: "
                f"agreement (alpha) is {alphas}, short of {TENTATIVE}.",
                do="Reword with anchors, calibrate, score again.",
            )
        )
    kinds = [entry for entry in answer.evaluators if entry.finding]
    if kinds:
        n = len(kinds)
        verb = "does" if n == 1 else "do"
        found.append(
            Highlight(
                f"{capital(counted(n, 'evaluators'))} of {len(answer.evaluators)} {verb} not score like the others.",
                do="Calibrate before their scores are compared: steelyard evaluations --evaluators named",
            )
        )
    return tuple(found)


def evidence(answer: Evaluations) -> Evidence:
    """How it was reached."""
    mean = answer.mean
    checks = []
    if mean is not None:
        checks.append(
            Check(
                "frame",
                f"How contacts were picked, and whether evaluators agree: {mean.refusal or mean.frame}",
                not mean.refusal,
            )
        )
    doubled = answer.agreed != "cannot_tell"
    checks.append(
        Check(
            "agreement",
            f"Evaluators' agreement on the whole score is at least {TENTATIVE}",
            answer.agreed in ("alike", "tentative") if doubled else None,
        )
    )
    return Evidence(
        grade="descriptive",
        adjusted_for=("topic family", "channel") if any(entry.ties for entry in answer.criteria) else (),
        checks=tuple(checks),
        sensitivity=(f"{answer.tests} tests share the 5% of false claims.",) if answer.tests else (),
        would_change=(f"{capital(mean.unlock)}.",) if mean is not None and mean.unlock else (),
    )

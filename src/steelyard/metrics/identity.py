"""The sums of the identity: value, resolved, issues, contacts, hours, paid hours and cost of mature issues.

    balance = V/M = V/R x R/I x I/C x C/H x H/P x P/M

Every sum is over issues; one that is not known for all of them (cost, hours, a mark) stands beside the count of those
for which it is, so that the unknown is carried at the mean of the known, never at zero.

A contact without a customer belongs to no issue. It may have been the return to one, which then seems to end before it
did, or the beginning of one, whose rest then seems to be an issue of its own. Both are corrected for as if contacts
without a customer were like others of their month, channel and topic family (`facts.build.hidden`); `odds` says how
much more likely they are to be returns. Times and costs follow the contacts: what one takes stays as it is seen.

In the worst case every one of them counts once against what is resolved and once for it; at the least one issue stays
resolved, so that no cost per unit of value is without limit. A bound with `marked / marked` in it has no number where
nothing is marked: there is no worst case to add.
"""

from __future__ import annotations

from dataclasses import replace

from steelyard.declare import Choice, StratifiedSum, Sum

STRATA = ("segment", "family", "channel", "handled_by")
"""Value is carried stratum by stratum; the first is dropped first."""

_MATURE = ("is_mature",)
_RESOLVED = ("is_mature", "is_resolved")
_BOT = ("is_mature", "is_by_bot")

PLAIN: dict[str, Sum] = {
    "issues": Sum("issues", where=_MATURE),
    "begun": Sum("issues", where=("is_counted",)),
    "resolved": Sum("issues", where=_RESOLVED),
    "marked": Sum("issues", where=_MATURE, known=("is_resolved",)),
    "unmarked": Sum("issues", where=("is_mature", "is_resolution_unknown")),
    "bot_issues": Sum("issues", where=_BOT),
    "bot_resolved": Sum("issues", where=(*_BOT, "is_resolved")),
    "bot_marked": Sum("issues", where=_BOT, known=("is_resolved",)),
    "bot_unmarked": Sum("issues", where=(*_BOT, "is_resolution_unknown")),
    "rated": Sum("issues", where=("is_mature", "is_rated")),
    "contacts": Sum("issues", column="contacts", where=_MATURE),
    "contacts_worked": Sum("issues", column="contacts", where=_MATURE, known=("work_s",)),
    "work": Sum("issues", column="work_s", where=_MATURE),
    "worked": Sum("issues", where=_MATURE, known=("work_s",)),
    "work_paid": Sum("issues", column="work_s", where=_MATURE, known=("paid_s",)),
    "paid": Sum("issues", column="paid_s", where=_MATURE, known=("work_s",)),
    "cost_paid": Sum("issues", column="cost", where=_MATURE, known=("work_s", "paid_s")),
    "cost": Sum("issues", column="cost", where=_MATURE),
    "costed": Sum("issues", where=_MATURE, known=("cost",)),
    "customer_cost": Sum("issues", column="customer_cost", where=_MATURE),
    "timed": Sum("issues", where=_MATURE, known=("customer_cost",)),
    "false_start": Sum("issues", column="false_start", where=_MATURE),
    "hidden_contacts": Sum("issues", column="hidden_contacts", where=_MATURE),
    "hidden_resolved": Sum("issues", column="hidden_resolved", where=_MATURE),
    "hidden_marked": Sum("issues", column="hidden_marked", where=_MATURE),
    "late_resolved": Sum("issues", column="late_end", where=_RESOLVED),
    "late_marked": Sum("issues", column="late_end", where=_MATURE, known=("is_resolved",)),
    "unidentified": Sum("contacts", where=("is_unidentified",)),
    "unidentified_cost": Sum("contacts", column="cost", where=("is_unidentified",)),
    "unidentified_work": Sum("contacts", column="work_s", where=("is_unidentified",)),
    "unidentified_customer_cost": Sum("contacts", column="customer_cost", where=("is_unidentified",)),
}

CARRIED: dict[str, StratifiedSum] = {
    "value_marked": StratifiedSum(
        count=Sum("issues", column="value_weight", where=_RESOLVED),
        total=Sum("issues", column="rating", where=(*_RESOLVED, "is_rated")),
        answers=Sum("issues", where=(*_RESOLVED, "is_rated")),
        strata=STRATA,
    ),
    "value_rated": StratifiedSum(
        count=Sum("issues", column="value_weight", where=_MATURE),
        total=Sum("issues", column="rating", where=("is_mature", "is_rated")),
        answers=Sum("issues", where=("is_mature", "is_rated")),
        strata=STRATA,
    ),
}

BOTS_CARRIED: dict[str, StratifiedSum] = {
    f"bot_{name}": replace(entry, count=replace(entry.count, where=(*entry.count.where, "is_by_bot")))
    for name, entry in CARRIED.items()
}

CHOICES: dict[str, Choice] = {
    "value": Choice(
        "value_marked",
        "value_rated",
        "unmarked",
        "issues",
        "over 20% of issues have no solved mark: experience and effectiveness are one factor, the rating of all issues",
    ),
    "solved": Choice("resolved", "issues", "unmarked", "issues", ""),
    "known": Choice("marked", "issues", "unmarked", "issues", ""),
    "bot_value": Choice("bot_value_marked", "bot_value_rated", "unmarked", "issues", ""),
    "bot_solved": Choice("bot_resolved", "bot_issues", "unmarked", "issues", ""),
    "bot_told": Choice("bot_marked", "bot_issues", "unmarked", "issues", ""),
    "bot_known": Choice(
        "bot_told",
        "bot_issues",
        "bot_unmarked",
        "bot_issues",
        "over 20% of the issues bots handled alone have no solved mark: half of those count as solved; the bounds are "
        "for none and for all of them",
    ),
    "solved_only": Choice(
        "resolved",
        "",
        "unmarked",
        "issues",
        "over 20% of issues carry no mark of being resolved: only bounds",
    ),
}

HIDDEN: dict[str, Choice] = {
    "hidden_solved": Choice("hidden_resolved", "hidden_marked", "unmarked", "issues", ""),
    "late_solved": Choice("late_resolved", "late_marked", "unmarked", "issues", ""),
}
"""What is hidden of `solved`: where all issues count as that, no share of them can be hidden."""

ALL: dict[str, Sum | StratifiedSum | Choice] = {**PLAIN, **CARRIED, **BOTS_CARRIED, **CHOICES, **HIDDEN}

FOR_RESOLVED = ("hidden_resolved", "hidden_marked", "late_resolved", "late_marked", "hidden_solved", "late_solved")
FOR_ISSUES = ("issues", "false_start", "contacts", "hidden_contacts")
"""What it takes to form what is hidden of them."""

VALUE = (
    "value",
    "value_marked",
    "value_rated",
    "issues",
    "marked",
    "unmarked",
    "known",
    "resolved",
    "solved",
    "rated",
    "unidentified",
    "begun",
    "bot_issues",
    "bot_resolved",
    "bot_marked",
    "bot_unmarked",
    "bot_value_marked",
    "bot_value_rated",
    "bot_value",
    "bot_solved",
    "bot_told",
    "bot_known",
    *FOR_RESOLVED,
)
"""What it takes to form V and R of all issues: `WORTH` and `SOLVED`."""

MARKS = (
    "resolved",
    "marked",
    "unmarked",
    "known",
    "solved",
    "solved_only",
    "issues",
    "begun",
    "unidentified",
    "bot_issues",
    "bot_resolved",
    "bot_marked",
    "bot_unmarked",
    "bot_solved",
    "bot_told",
    "bot_known",
    *FOR_RESOLVED,
)
"""What it takes to form R of all issues."""

_OF_ALL = (
    "(({0} - bot_{0}) * (issues - bot_issues) / maximum(known - bot_told, 1) "
    "+ bot_{0} * bot_issues / maximum(bot_known, 1) + (bot_known - bot_told) / 2 * {1})"
)
WORTH = _OF_ALL.format("value", "value / maximum(solved, 1)")
SOLVED = _OF_ALL.format("solved", "1")
"""V and R of all issues: what is not marked is carried within who handled it, so that a bot's silence says nothing of
people. Where over 20% of bots' issues carry no mark those marked do not speak for the others: half of them count."""

_SOLVED_SEEN = "maximum(solved - odds * hidden_solved + (odds - 1) * late_solved, 0)"
_KNOWN = "maximum(known - odds * hidden_marked + (odds - 1) * late_marked, 0)"
RESOLVED = "maximum(resolved - odds * hidden_resolved + (odds - 1) * late_resolved, 0)"
ENDED = "(issues - odds * hidden_marked + (odds - 1) * late_marked)"
ISSUES = "(issues - false_start)"
CONTACTS = "(contacts + (odds - 1) * hidden_contacts)"
"""Sums of identified contacts and issues less what is hidden of them: those resolved, all by how they ended, all by how
they began, and contacts."""

KEPT = f"({_SOLVED_SEEN} + 1e-9) / (solved + 1e-9) * (known + 1e-9) / ({_KNOWN} + 1e-9)"
"""The share solved over that share as it is seen."""


_UNSEEN = "- odds * hidden_resolved + (odds - 1) * late_resolved"
EFFECTIVENESS = f"({SOLVED} + solved_only - resolved) / issues * {KEPT}"
MEAN_RESOLVED = f"(resolved {_UNSEEN}) / (marked - odds * hidden_marked + (odds - 1) * late_marked)"
RESOLVED_BOUNDS = (f"(resolved {_UNSEEN}) / {ENDED}", f"minimum({RESOLVED} + unmarked, {ENDED}) / {ENDED}")
RESOLVED_WORST = (
    "maximum(resolved - unidentified, 0) / issues",
    "minimum(resolved + unmarked + unidentified, issues) / issues",
)
"""The share solved, with the unmarked as unsolved and as solved, and with contacts of nobody as both, too."""

VALUE_PER_ISSUE = f"{WORTH} / issues * {KEPT}"

PER_ISSUE = f"issues / {ISSUES} * {CONTACTS} / contacts"
"""Times an amount per issue as they are seen: as they are, hidden contacts at what others take."""

LEAST_VALUE = f"value_marked * {RESOLVED} / maximum(resolved, 1) * marked / marked / {ENDED}"
MOST_VALUE = f"value / maximum(solved, 1) * minimum({_SOLVED_SEEN} + issues - known, {ENDED}) / {ENDED}"
"""V per issue with what is unmarked counted as unsolved and as solved."""

WORST_VALUE = "value_marked * maximum(resolved - unidentified, 1) / maximum(resolved, 1) * marked / marked"
BEST_VALUE = "value / solved * minimum(solved + issues - known + unidentified, issues)"
"""V with what is unmarked, and what contacts of nobody may have ended, counted as unsolved and as solved."""


def sums(*names: str) -> dict[str, Sum | StratifiedSum | Choice]:
    """The sums of those names."""
    return {name: ALL[name] for name in names}

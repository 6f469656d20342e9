"""What is wrong with a row: why a text gives no value, the first reason to reject the row, what is set aside."""

from __future__ import annotations

from steelyard.declare import Column
from steelyard.formats.raw import literal, quoted
from steelyard.intake.mapping import ratings
from steelyard.intake.mapping.job import Job
from steelyard.intake.mapping.texts import strict
from steelyard.intake.mapping.words import totals

EARLIEST = "1990-01-01"
_SCALED = (
    ("scale_max", '"v:scale_min" >= "v:scale_max"', "is not above scale_min"),
    ("score", '"v:score" NOT BETWEEN "v:scale_min" AND "v:scale_max"', "is outside its scale"),
)
_CHECKS = {
    "surveys": _SCALED,
    "survey_items": _SCALED,
    "evaluations": (
        ("max_score", '"v:max_score" <= 0', "is not above zero"),
        ("score", '"v:score" NOT BETWEEN 0 AND "v:max_score"', "is outside its scale"),
    ),
    "costs": (("to_on", '"v:to_on" < "v:from_on"', "is before from_on"),),
}  # fmt: skip
_NAMED = {
    "contacts": ("contact_id",),
    "surveys": ("survey_id",),
    "survey_items": ("survey_id",),
    "evaluations": ("evaluation_id",),
    "costs": ("team", "channel"),
    "steps": ("step",),
    "customers": ("customer_id",),
    "agents": ("agent_id",),
    "panel": ("unit_id",),
}
"""What a row that sums up the others has a word in the place of."""
_MOST = {"surveys": "scale_max", "survey_items": "scale_max", "evaluations": "max_score"}
_TELLING_WHEN_MISSING = {("surveys", "score"), ("survey_items", "score")}
"""A survey row without a score is an invitation nobody answered: a score that cannot be read must not become one."""
_KINDS = {
    "instant": "does not fit the stated format", "date": "does not fit the stated format",
    "number": "is not a number", "money": "is not a number", "count": "is not a whole number",
    "seconds": "is not a duration", "boolean": "is neither true nor false",
}  # fmt: skip


def reason(job: Job, column: Column) -> str:
    """Why a text that is there gives no value, or a value that cannot be."""
    text, value = quoted("t:" + column.name), quoted("v:" + column.name)
    cases = []
    if any(column.name == strict.name for strict, _ in strict(job)):
        cases.append((f"{quoted('u:' + column.name)}", "is none of the values listed"))
    if column.choices:
        cases.append((f"{text} IS NOT NULL AND {value} IS NULL", f"is none of {', '.join(column.choices)}"))
    elif column.type != "text":
        cases.append((f"{text} IS NOT NULL AND {value} IS NULL", _KINDS[column.type]))
    if column.type in ("seconds", "count"):
        cases.append((f"{value} < 0", "is negative"))
    if column.between:
        low, high = column.between
        cases.append((f"{value} NOT BETWEEN {low} AND {high}", f"is not between {low} and {high}"))
    if column.type == "instant":
        cases.append((f"{value} < TIMESTAMP '{EARLIEST}'", "is before 1990"))
        latest = job.now.isoformat(sep=" ", timespec="seconds")
        cases.append((f"{value} > TIMESTAMP '{latest}' + INTERVAL 1 DAY", "is in the future"))
    whens = " ".join(f"WHEN {condition} THEN {literal(reason)}" for condition, reason in cases)
    return f"CASE {whens} END" if cases else "CAST(NULL AS VARCHAR)"


def problem(job: Job) -> str:
    """The first reason why the row cannot be kept, as a record of column and reason."""
    cases = [("_key IS NULL", ", ".join(job.mapping.key or job.table.key), "'is missing'")]
    for column, entry in job.mapped:
        reason, value = quoted("r:" + column.name), quoted("v:" + column.name)
        if column.is_required or entry.only_values or (job.mapping.table, column.name) in _TELLING_WHEN_MISSING:
            cases.append((f"{reason} IS NOT NULL", column.name, reason))
        if column.is_required:
            cases.append((f"{value} IS NULL", column.name, "'is missing'"))
    names = {column.name for column, _ in job.mapped}
    for name, condition, reason in _checks(job):
        if name in names:
            cases.append((condition, name, literal(reason)))
    whens = " ".join(
        f"WHEN {condition} THEN {{'name': {literal(name)}, 'reason': {reason}}}" for condition, name, reason in cases
    )
    return f"CASE {whens} ELSE {{'name': CAST(NULL AS VARCHAR), 'reason': CAST(NULL AS VARCHAR)}} END"


def _checks(job: Job) -> list[tuple[str, str, str]]:
    """(column, condition, reason) of rows that contradict themselves."""
    checks = [*_CHECKS.get(job.mapping.table, ()), *_owned(job)]
    listed = ", ".join(literal(word) for word in sorted(totals()))
    checks += [
        (name, f"lower(trim({quoted('v:' + name)})) IN ({listed})", "sums up other rows")
        for name in _NAMED.get(job.mapping.table, ())
    ]
    most = _MOST.get(job.mapping.table, "")
    if {most, "score"} <= set(job.mapping.columns):
        said = ratings.most(quoted("t:score"))
        checks.append(("score", f"{said} <> {quoted('v:' + most)}", f"states another most than {most}"))
    return checks


def _owned(job: Job) -> list[tuple[str, str, str]]:
    """The condition of rows that belong to nothing: a step names a contact or an issue."""
    if job.mapping.table != "steps":
        return []
    named = [quoted("v:" + column.name) for column, _ in job.mapped if column.name in ("contact_id", "issue_id")]
    return [("step", f"coalesce({', '.join([*named, 'NULL'])}) IS NULL", "names neither a contact nor an issue")]


def aside(job: Job) -> str:
    """Values set aside from a row that is kept: a list of records of column and reason."""
    entries = [
        f"CASE WHEN {quoted('r:' + column.name)} IS NOT NULL "
        f"THEN {{'name': {literal(column.name)}, 'reason': {quoted('r:' + column.name)}}} END"
        for column, _ in job.mapped
        if not column.is_required
    ]
    listed = ", ".join(["CAST(NULL AS STRUCT(name VARCHAR, reason VARCHAR))", *entries])
    return f"list_filter([{listed}], entry -> entry IS NOT NULL)"

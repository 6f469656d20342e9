"""One mapping of a source to a canonical table as one SELECT.

    texts  ->  parsed  ->  judged  ->  stored columns, beside `_problem_column`, `_problem_reason` and `_aside`

A text is what the file says, trimmed, declared missing values removed, words mapped. Parsed is its typed value, or
missing where it does not fit. Judged adds, per column, the reason why a text that is there gives no value. A row whose
required column has none is a problem; any other such value is set aside and the row kept without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from steelyard import schema
from steelyard.declare import Column, Table
from steelyard.errors import MappingError, did_you_mean
from steelyard.formats.raw import literal, quoted
from steelyard.intake.mapping import durations, instants, ratings, values
from steelyard.intake.mapping.words import totals
from steelyard.settings.model import ColumnMapping, Scalar, TableMapping

SEPARATOR = "chr(31)"
CUSTOMER = "customer_id"
WITH_IDS = ("contacts", "surveys", "survey_items", "evaluations", "agents", "customers")
EARLIEST = "1990-01-01"
_BLANKS = " \t\r\n\u00a0\u200b\ufeff"
_NUMBERS = ("number", "money", "count", "seconds")
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

_RATINGS = {("surveys", "score"), ("survey_items", "score"), ("evaluations", "score")}
_MOST = {"surveys": "scale_max", "survey_items": "scale_max", "evaluations": "max_score"}
_TELLING_WHEN_MISSING = {("surveys", "score"), ("survey_items", "score")}
"""A survey row without a score is an invitation nobody answered: a score that cannot be read must not become one."""

_KINDS = {
    "instant": "does not fit the stated format", "date": "does not fit the stated format",
    "number": "is not a number", "money": "is not a number", "count": "is not a whole number",
    "seconds": "is not a duration", "boolean": "is neither true nor false",
}  # fmt: skip


@dataclass(frozen=True)
class Job:
    """What one mapping needs to become SQL.

    Args:
        columns: the source's columns as the file spells them.
        zone: the reporting time zone; now: naive UTC, later instants are absurd.
        comma: targets whose numbers are written with a decimal comma.
        unspoken: targets of durations of which no text says its units.
        version: SQL of the version as comparable text.
        place: which of the source's mappings to this table it is, from 0.
        folds_ids: customers' ids are brought to one form, see `values.folded_id`.
    """

    source: str
    mapping: TableMapping
    columns: tuple[str, ...]
    dimensions: tuple[str, ...]
    zone: str
    now: datetime
    comma: frozenset[str] = field(default_factory=frozenset)
    unspoken: frozenset[str] = field(default_factory=frozenset)
    version: str = "CAST(NULL AS VARCHAR)"
    place: int = 0
    folds_ids: bool = True

    @property
    def table(self) -> Table:
        """The canonical table."""
        return schema.table(self.mapping.table)

    @property
    def mapped(self) -> tuple[tuple[Column, ColumnMapping], ...]:
        """Canonical columns the mapping fills, in the table's order."""
        return tuple(
            (column, self.mapping.columns[column.name])
            for column in self.table.columns
            if column.name in self.mapping.columns
        )


def where(line: int) -> str:
    """How errors call a line of the settings."""
    return f"steelyard.toml, line {line}"


def check_names(job: Job) -> None:
    """MappingError with a proposal where the mapping names a column the source lacks."""
    known = {name.lower() for name in job.columns}
    wanted = [(name, entry.line) for entry in job.mapping.columns.values() for name in entry.columns]
    own = (*job.mapping.key, *job.mapping.dimensions.values(), *([job.mapping.version] if job.mapping.version else []))
    for name, line in [*wanted, *((name, job.mapping.line) for name in own)]:
        if name.lower() not in known:
            found = sum(other.lower() in known for other, _ in wanted)
            hint = did_you_mean(name, _names(job)) if found > len(wanted) / 2 else _strange(job)
            raise MappingError(f"{job.source} has no column {name!r}", where=where(line), next=hint)


def _names(job: Job) -> list[str]:
    """Columns that may be named: a long one, or one with quotes or line breaks in it, may be data and no name."""
    return [name for name in job.columns if len(name) <= 60 and '"' not in name and name.isprintable()]


def _strange(job: Job) -> str:
    """Most of what is mapped is not there: the first line may be no header but data, so it is not quoted."""
    if len(job.columns) == 1:
        return "Only one column was found: is the delimiter right, and is this the right file?"
    return (
        f"Most of the mapped columns are not among the {len(job.columns)} of its first line: is that line a header, "
        "and is this the right file? To map it anew: steelyard init FILE --dry-run"
    )


def texts(job: Job, relation: str) -> str:
    """Every mapped column's text, as `"t:name"`, beside position, key, version and whether the filter holds."""
    fields = [f"{_text(column, entry)} AS {quoted('t:' + column.name)}" for column, entry in job.mapped]
    fields += [f"{trimmed(source)} AS {quoted('x:' + name)}" for name, source in job.mapping.dimensions.items()]
    fields += [f"{_unmapped(column, entry)} AS {quoted('u:' + column.name)}" for column, entry in _strict(job)]
    kept = f"coalesce((\n{job.mapping.filter}\n), false)" if job.mapping.filter else "true"
    fields += [f"{_key(job)} AS _key", f"{job.version} AS _version", f"{kept} AS _is_kept", "_file", "_row"]
    return f"SELECT {', '.join(fields)} FROM {relation}"


def select(job: Job, relation: str) -> str:
    """The whole mapping: stored columns and what is wrong with each row; rows the filter drops are not in it."""
    parsed = [f"{sql} AS {quoted(name)}" for column, entry in job.mapped for name, sql in _parsed(job, column, entry)]
    finished = [f"{_instant(job, entry)} AS {quoted('v:' + column.name)}" for column, entry in _instants(job)]
    judged = [f"{_reason(job, column)} AS {quoted('r:' + column.name)}" for column, _ in job.mapped]
    return (
        f"WITH texts AS ({texts(job, relation)}), "
        f"parsed AS (SELECT *{_more(parsed)} FROM texts WHERE _is_kept), "
        f"finished AS (SELECT *{_more(finished)} FROM parsed), "
        f"judged AS (SELECT *{_more(judged)} FROM finished), "
        f"stored AS (SELECT {', '.join(_stored(job))}, {_problem(job)} AS _problem, {_aside(job)} AS _aside, "
        "_file, _row FROM judged) "
        f"SELECT * EXCLUDE (_problem), _problem.name AS _problem_column, _problem.reason AS _problem_reason FROM stored"
    )


def joined_ids(job: Job, relation: str) -> str:
    """SELECT of how many spellings of customers' ids fold into one that is there already; empty where none can."""
    entry = job.mapping.columns.get(CUSTOMER)
    if entry is None or not job.folds_ids or entry.constant is not None:
        return ""
    text, folded = _text(job.table.column(CUSTOMER), entry), values.folded_id("spelled", entry.prefix)
    rows = f"SELECT {text} AS spelled FROM {relation}" + (
        f" WHERE (\n{job.mapping.filter}\n)" if job.mapping.filter else ""
    )
    return (
        f"SELECT count(DISTINCT hash(spelled)) - count(DISTINCT hash({folded})) FROM ({rows}) WHERE spelled IS NOT NULL"
    )


def _more(fields: Sequence[str]) -> str:
    return "".join(f", {entry}" for entry in fields)


def trimmed(name: str) -> str:
    """A source column's text without blanks around it, missing where nothing is left.

    Trimming looks at every sign; what is ASCII and neither begins nor ends with a blank is seen to be trimmed.
    """
    text = quoted(name)
    ends = " OR ".join(f"suffix({text}, {literal(sign)})" for sign in " \t\r\n")
    is_bare = f"strlen({text}) = length({text}) AND {text} >= '!' AND NOT ({ends})"
    return f"CASE WHEN {is_bare} THEN {text} ELSE nullif(trim({text}, {literal(_BLANKS)}), '') END"


def _strict(job: Job) -> list[tuple[Column, ColumnMapping]]:
    return [(column, entry) for column, entry in job.mapped if entry.only_values and entry.values]


def _instants(job: Job) -> list[tuple[Column, ColumnMapping]]:
    return [(column, entry) for column, entry in job.mapped if column.type == "instant"]


def _text(column: Column, entry: ColumnMapping) -> str:
    if entry.constant is not None:
        return literal(_spelled(entry.constant)) if entry.constant != "" else "CAST(NULL AS VARCHAR)"
    text = _mapped_words(_present(column, entry), entry)
    return f"{literal(entry.prefix)} || {text}" if entry.prefix else text


def _present(column: Column, entry: ColumnMapping) -> str:
    """The text as the source gives it, missing where a missing value or condition says so."""
    if entry.sql:
        text = _without(f"nullif(trim(CAST((\n{entry.sql}\n) AS VARCHAR), {literal(_BLANKS)}), '')", entry)
    else:
        parts = [_without(trimmed(name), entry) for name in entry.columns]
        joined = (
            f"nullif(concat_ws(' ', {', '.join(parts)}), '')" if column.type == "text" else " || ' ' || ".join(parts)
        )
        text = parts[0] if len(parts) == 1 else _without(joined, entry)
    return f"CASE WHEN (\n{entry.missing_when}\n) THEN NULL ELSE {text} END" if entry.missing_when else text


def _without(text: str, entry: ColumnMapping) -> str:
    gone = [word.strip() for word in entry.missing if word.strip()]
    return f"CASE WHEN {text} IN ({', '.join(map(literal, gone))}) THEN NULL ELSE {text} END" if gone else text


def _mapped_words(text: str, entry: ColumnMapping) -> str:
    """Words compare without case unless two of them differ in case only; an empty value means missing."""
    if not entry.values:
        return text
    cases = [
        f"WHEN {_folded(text, entry)} = {literal(_fold(word, entry))} "
        f"THEN {literal(_spelled(value)) if value != '' else 'NULL'}"
        for word, value in entry.values.items()
    ]
    return f"CASE {' '.join(cases)} ELSE {text} END"


def _unmapped(column: Column, entry: ColumnMapping) -> str:
    words = ", ".join(literal(_fold(word, entry)) for word in entry.values)
    text = _present(column, entry)
    return f"{text} IS NOT NULL AND {_folded(text, entry)} NOT IN ({words})"


def _fold(word: str, entry: ColumnMapping) -> str:
    return word.strip() if _minds_case(entry) else word.strip().lower()


def _folded(text: str, entry: ColumnMapping) -> str:
    return text if _minds_case(entry) else f"lower({text})"


def _minds_case(entry: ColumnMapping) -> bool:
    return len({word.strip().lower() for word in entry.values}) < len(entry.values)


def _spelled(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _key(job: Job) -> str:
    """What identifies a row across loads, joined: the declared key, else the table's own ids.

    Tables without an id (`is_keyless`) take a digest of all the source's columns; its occurrences are numbered later.
    """
    suffix = f" || {literal(f'#{job.place}')}" if job.place else ""
    if is_keyless(job):
        whole = ", ".join(f"coalesce({quoted(name)}, '')" for name in job.columns)
        return f"md5(concat_ws({SEPARATOR}, {whole})){suffix}"
    parts = [trimmed(name) for name in job.mapping.key]
    parts = parts or [_text(column, entry) for column, entry in job.mapped if column.name in job.table.key]
    joined = f" || {SEPARATOR} || ".join(f"coalesce({part}, '')" for part in parts)
    return f"CASE WHEN coalesce({', '.join(parts)}) IS NOT NULL THEN {joined}{suffix} END"


def is_keyless(job: Job) -> bool:
    """Whether neither the source nor the table gives rows an identity: a ledger, a list of events."""
    return not job.mapping.key and job.mapping.table not in WITH_IDS


def _parsed(job: Job, column: Column, entry: ColumnMapping) -> list[tuple[str, str]]:
    """(name, SQL) of a column's typed value; of an instant its parts, which `_instant` puts together."""
    text, name = quoted("t:" + column.name), column.name
    is_comma = name in job.comma
    if column.type == "instant":
        return _instant_parts(text, name, entry)
    if column.type == "date":
        stamp = f"coalesce({instants.without_offset(text, entry.formats)}, {_local_of_offset(job, text, entry)})"
        return [("v:" + name, f"CAST({stamp} AS DATE)")]
    if column.type == "seconds":
        is_spoken = name not in job.unspoken
        return [("v:" + name, durations.seconds(text, entry.unit, is_comma=is_comma, is_spoken=is_spoken))]
    if (job.mapping.table, name) in _RATINGS:
        return [("v:" + name, ratings.rating(text, is_comma=is_comma))]
    if column.type in ("number", "money"):
        return [("v:" + name, values.number(text, is_comma=is_comma))]
    if column.type == "count":
        return [("v:" + name, values.whole(f"({values.number(text, is_comma=is_comma)})"))]
    if column.type == "boolean":
        return [("v:" + name, values.boolean(text))]
    if column.choices:
        listed = ", ".join(map(literal, column.choices))
        return [("v:" + name, f"CASE WHEN lower({text}) IN ({listed}) THEN lower({text}) END")]
    return [("v:" + name, values.folded_id(text, entry.prefix) if job.folds_ids and name == CUSTOMER else text)]


def _local_of_offset(job: Job, text: str, entry: ColumnMapping) -> str:
    return instants.local(instants.with_offset(text, entry.formats), job.zone)


def _instant_parts(text: str, name: str, entry: ColumnMapping) -> list[tuple[str, str]]:
    none = "CAST(NULL AS TIMESTAMP)"
    if entry.unit == instants.EXCEL_DAYS:
        known, wall, is_date = none, instants.excel_days(text), f"NOT regexp_matches({text}, '[.,]')"
    elif entry.unit:
        known, wall, is_date = instants.epoch(text, entry.unit), none, "false"
    else:
        known, wall = instants.with_offset(text, entry.formats), instants.without_offset(text, entry.formats)
        is_date = instants.is_date_only(text, entry.formats)
    return [("o:" + name, known), ("l:" + name, wall), ("d:" + name, f"({is_date}) AND {text} IS NOT NULL")]


def _instant(job: Job, entry: ColumnMapping) -> str:
    """Naive UTC: the text's own offset, else the source's zone; a lone day begins at midnight of the reporting zone."""
    known, wall = quoted("o:" + entry.target), quoted("l:" + entry.target)
    day = instants.utc(f"date_trunc('day', {wall})", job.zone)
    return (
        f"CASE WHEN {known} IS NOT NULL THEN {known} WHEN {_is_date(entry)} THEN {day} "
        f"ELSE {instants.utc(wall, entry.zone or job.zone)} END"
    )


def _is_date(entry: ColumnMapping) -> str:
    flag = quoted("d:" + entry.target)
    if not entry.lost_time:
        return flag
    shape = "%H:%M:%S" if entry.lost_time.count(":") == 2 else "%H:%M"
    hour, _, rest = entry.lost_time.partition(":")
    wall = f"strftime({quoted('l:' + entry.target)}, '{shape}')"
    return f"({flag} OR coalesce({wall} = {literal(f'{hour:0>2}:{rest}')}, false))"


def _reason(job: Job, column: Column) -> str:
    """Why a text that is there gives no value, or a value that cannot be."""
    text, value = quoted("t:" + column.name), quoted("v:" + column.name)
    cases = []
    if any(column.name == strict.name for strict, _ in _strict(job)):
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


def _problem(job: Job) -> str:
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


def _aside(job: Job) -> str:
    """Values set aside from a row that is kept: a list of records of column and reason."""
    entries = [
        f"CASE WHEN {quoted('r:' + column.name)} IS NOT NULL "
        f"THEN {{'name': {literal(column.name)}, 'reason': {quoted('r:' + column.name)}}} END"
        for column, _ in job.mapped
        if not column.is_required
    ]
    listed = ", ".join(["CAST(NULL AS STRUCT(name VARCHAR, reason VARCHAR))", *entries])
    return f"list_filter([{listed}], entry -> entry IS NOT NULL)"


def _stored(job: Job) -> list[str]:
    mapped = {column.name: entry for column, entry in job.mapped}
    fields = []
    for column in schema.stored_columns(job.mapping.table, job.dimensions):
        kind = schema.SQL_TYPES[column.type]
        fields.append(f"CAST({_stored_value(job, column.name, mapped)} AS {kind}) AS {quoted(column.name)}")
    return fields


def _stored_value(job: Job, name: str, mapped: dict[str, ColumnMapping]) -> str:
    if name in mapped:
        return _good(name)
    if name.removesuffix("_is_date") in mapped and name.endswith("_is_date"):
        entry = mapped[name.removesuffix("_is_date")]
        return f"CASE WHEN {_good(entry.target)} IS NOT NULL THEN {_is_date(entry)} END"
    if name in job.mapping.dimensions:
        return quoted("x:" + name)
    return _computed(job, name, mapped)


def _good(name: str) -> str:
    return f"(CASE WHEN {quoted('r:' + name)} IS NULL THEN {quoted('v:' + name)} END)"


def _computed(job: Job, name: str, mapped: dict[str, ColumnMapping]) -> str:
    time = job.table.time
    if name in ("on", "hour") and time in mapped:
        is_instant = job.table.column(time).type == "instant"
        wall = instants.local(_good(time), job.zone)
        if name == "on":
            return wall if is_instant else _good(time)
        return f"CASE WHEN NOT {_is_date(mapped[time])} THEN hour({wall}) END" if is_instant else "NULL"
    if name == "row_group":
        return values.group(_good("contact_id"))
    if name == "customer_group":
        identity = (
            f"coalesce({_good('customer_id')}, {_good('contact_id')})"
            if "customer_id" in mapped
            else _good("contact_id")
        )
        return values.group(identity)
    return {"source": literal(job.source), "source_key": "_key", "source_version": "_version"}.get(name, "NULL")

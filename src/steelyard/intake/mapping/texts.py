"""What a file says of each mapped column: trimmed, without missing values, words mapped; and what identifies a row."""

from __future__ import annotations

from steelyard.declare import Column
from steelyard.formats.raw import literal, quoted
from steelyard.intake.mapping import values
from steelyard.intake.mapping.job import CUSTOMER, WITH_IDS, Job
from steelyard.settings.mapping import ColumnMapping, Scalar

SEPARATOR = "chr(31)"
_BLANKS = " \t\r\n\u00a0\u200b\ufeff"


def texts(job: Job, relation: str) -> str:
    """Every mapped column's text, as `"t:name"`, beside position, key, version and whether the filter holds."""
    fields = [f"{_text(column, entry)} AS {quoted('t:' + column.name)}" for column, entry in job.mapped]
    fields += [f"{trimmed(source)} AS {quoted('x:' + name)}" for name, source in job.mapping.dimensions.items()]
    fields += [f"{_unmapped(column, entry)} AS {quoted('u:' + column.name)}" for column, entry in strict(job)]
    kept = f"coalesce((\n{job.mapping.filter}\n), false)" if job.mapping.filter else "true"
    fields += [f"{_key(job)} AS _key", f"{job.version} AS _version", f"{kept} AS _is_kept", "_file", "_row"]
    return f"SELECT {', '.join(fields)} FROM {relation}"


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


def trimmed(name: str) -> str:
    """A source column's text without blanks around it, missing where nothing is left.

    Trimming looks at every sign; what is ASCII and neither begins nor ends with a blank is seen to be trimmed.
    """
    text = quoted(name)
    ends = " OR ".join(f"suffix({text}, {literal(sign)})" for sign in " \t\r\n")
    is_bare = f"strlen({text}) = length({text}) AND {text} >= '!' AND NOT ({ends})"
    return f"CASE WHEN {is_bare} THEN {text} ELSE nullif(trim({text}, {literal(_BLANKS)}), '') END"


def strict(job: Job) -> list[tuple[Column, ColumnMapping]]:
    return [(column, entry) for column, entry in job.mapped if entry.only_values and entry.values]


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

"""What an expert would write by hand in DuckDB SQL, without intervals.

`RAW` asks the raw files, one unordered Parquet file of contacts with the return window in the query; `FACTS` asks
Steelyard's own stored facts, and is what the price of a group-by is compared with.
"""

from __future__ import annotations

CONTACTS = {
    "handle_time": "sum(work_s) FILTER (is_answered) / count(work_s) FILTER (is_answered)",
    "hold_time": "sum(hold_s) FILTER (is_answered) / count(hold_s) FILTER (is_answered)",
    "wrap_time": "sum(wrap_s) FILTER (is_answered) / count(wrap_s) FILTER (is_answered)",
    "wait_time": "avg(wait_s)",
    "speed_of_answer": "avg(wait_s) FILTER (is_answered)",
    "service_level": "count(*) FILTER (is_answered AND wait_s <= 60) / count(wait_s)",
    "abandonment_rate": "1 - count(*) FILTER (is_answered) / count(*)",
    "transfer_rate": "count(*) FILTER (is_answered AND transfers > 0) / count(*) FILTER (is_answered)",
    "transfers_per_contact": "sum(transfers) FILTER (is_answered) / count(*) FILTER (is_answered)",
    "reopen_rate": "count(*) FILTER (is_answered AND reopens > 0) / count(*) FILTER (is_answered)",
    "resolution_time": "avg(resolution_s) FILTER (is_answered)",
    "contacts_per_hour": "3600 * count(work_s) FILTER (is_answered) / sum(work_s) FILTER (is_answered)",
    "contacts_resolved": "count(*) FILTER (is_answered AND is_resolved) / count(is_resolved) FILTER (is_answered)",
    "cost_per_contact": "any_value(amount) / count(*) FILTER (is_answered)",
}
"""Measures of contacts: exact, the facts hold the same numbers."""

ISSUES = {
    "first_contact_resolution": "count(*) FILTER (is_first AND is_fixed) / count(*) FILTER (is_first)",
    "contacts_per_issue": "count(*) FILTER (is_known) / count(*) FILTER (is_first)",
    "repeat_contacts": "1 - count(*) FILTER (is_first) / count(*) FILTER (is_known)",
}
"""Measures of issues: by hand a contact counts in its own month, in the facts in that of its issue; they are close."""

RESPONSES = {
    "csat_score": "avg((score - 1) * 25.0)",
    "csat_top_two": "count(*) FILTER (score >= 4) / count(score)",
    "survey_answer_rate": "count(score) / count(survey_id)",
}
"""Measures of answers: exact."""

METRICS = (*CONTACTS, *ISSUES, *RESPONSES)

QUANTILES = {
    "handle_time_median": ("work_s", 0.5),
    "handle_time_p90": ("work_s", 0.9),
    "resolution_time_median": ("resolution_s", 0.5),
    "resolution_time_p90": ("resolution_s", 0.9),
}


def chained(folder: str) -> str:
    """The raw contacts with the return window: what came before and after, over one 64-bit key."""
    return f"""
      SELECT *, coalesce(resolved_at, ended_at) AS solved_at, customer_id * 1000 + topic AS thread,
             lead(opened_at) OVER w AS next_at, lag(coalesce(resolved_at, ended_at)) OVER w AS before_at,
             date_trunc('month', opened_at) AS month
      FROM read_parquet('{folder}/contacts.parquet')
      WINDOW w AS (PARTITION BY CASE WHEN customer_id IS NULL THEN -contact_id - 1 ELSE customer_id * 1000 + topic END
                   ORDER BY opened_at)"""


def raw(folder: str) -> str:
    """The measures over the raw files: the window over one 64-bit key, surveys joined, costs joined by month."""
    picked = ", ".join(f"{sql} AS {name}" for name, sql in (CONTACTS | ISSUES | RESPONSES).items())
    return f"""
    WITH chained AS ({chained(folder)}),
    told AS (
      SELECT month, team, contact_id, NOT abandoned AS is_answered, wait_s, hold_s,
             wrap_s, handle_s + wrap_s AS work_s, transfers, reopens, resolved AS is_resolved,
             date_diff('second', opened_at, resolved_at) AS resolution_s,
             customer_id IS NOT NULL AND NOT abandoned AS is_known,
             customer_id IS NOT NULL AND (before_at IS NULL OR opened_at > before_at + INTERVAL 7 DAY) AS is_start,
             is_start AND NOT abandoned AS is_first,
             resolved AND reopens = 0 AND (next_at IS NULL OR next_at > solved_at + INTERVAL 7 DAY) AS is_fixed
      FROM chained
    )
    SELECT told.month, told.team, {picked}
    FROM told
    LEFT JOIN read_parquet('{folder}/surveys.parquet') AS s ON s.contact_id = told.contact_id
    LEFT JOIN read_parquet('{folder}/costs.parquet') AS c ON c.from_on = told.month AND c.team = told.team
    GROUP BY 1, 2 ORDER BY 1, 2
    """


FACTS = {
    "contacts": """
    SELECT date_trunc('month', "on") AS month, team,
           sum(work_s) FILTER (is_contact AND is_human) / count(work_s) FILTER (is_contact AND is_human),
           sum(hold_s) FILTER (is_contact) / count(hold_s) FILTER (is_contact),
           sum(wrap_s) FILTER (is_contact) / count(wrap_s) FILTER (is_contact),
           sum(wait_s) FILTER (is_attempt) / count(wait_s) FILTER (is_attempt),
           sum(answer_s) FILTER (is_contact) / count(answer_s) FILTER (is_contact),
           count(*) FILTER (is_attempt AND is_within_service_level)
             / count(is_within_service_level) FILTER (is_attempt),
           count(*) FILTER (is_attempt AND is_abandoned) / count(*) FILTER (is_attempt),
           count(*) FILTER (is_contact AND is_transferred) / count(is_transferred) FILTER (is_contact),
           sum(transfers) FILTER (is_contact) / count(transfers) FILTER (is_contact),
           count(*) FILTER (is_contact AND is_reopened) / count(is_reopened) FILTER (is_contact),
           sum(resolution_s) FILTER (is_contact) / count(resolution_s) FILTER (is_contact),
           count(*) FILTER (is_contact AND is_resolved) / count(is_resolved) FILTER (is_contact),
           sum(cost) FILTER (is_contact) / count(cost) FILTER (is_contact),
           count(*) FILTER (is_attempt AND is_unidentified) / count(*) FILTER (is_attempt)
    FROM fact_contacts GROUP BY 1, 2""",
    "issues": """
    SELECT date_trunc('month', "on") AS month, team,
           count(*) FILTER (is_first_mature AND is_fixed_first) / count(is_fixed_first) FILTER (is_first_mature),
           sum(contacts) FILTER (is_mature) / count(*) FILTER (is_mature),
           1 - count(is_fixed_first) FILTER (is_mature) / sum(contacts) FILTER (is_mature),
           count(*) FILTER (is_counted)
    FROM fact_issues GROUP BY 1, 2""",
    "responses": """
    SELECT date_trunc('month', "on") AS month, team,
           sum(score_share) FILTER (is_csat) / count(score_share) FILTER (is_csat),
           count(*) FILTER (is_csat AND is_top_two) / count(is_top_two) FILTER (is_csat),
           count(*) FILTER (is_sent AND is_answered) / count(is_answered) FILTER (is_sent)
    FROM fact_responses GROUP BY 1, 2""",
}
"""The same measures over the stored facts."""

FACT_QUANTILES = """
SELECT date_trunc('month', "on") AS month, team,
       quantile_cont(work_s, [0.5, 0.9]) FILTER (is_contact AND is_human),
       quantile_cont(resolution_s, [0.5, 0.9]) FILTER (is_contact)
FROM fact_contacts GROUP BY 1, 2
"""

FACT_BALANCE = """
SELECT "on" >= DATE '2026-01-01' AS is_after, team, handled_by,
       sum(rating) FILTER (is_mature AND is_resolved), count(*) FILTER (is_mature AND is_resolved),
       count(*) FILTER (is_mature), sum(contacts) FILTER (is_mature), sum(work_s) FILTER (is_mature),
       sum(paid_s) FILTER (is_mature), sum(cost) FILTER (is_mature)
FROM fact_issues GROUP BY 1, 2, 3
"""
"""The sums a change of the balance splits, of all days before and after the turn of the year."""

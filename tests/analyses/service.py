"""A service made in the engine: sites that do the same work, some of them wastefully."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from measure.conftest import Facts
from steelyard.settings.model import Settings
from steelyard.store.engine.duckdb import DuckEngine

SETTINGS = Settings(Path("."), Path("."), name="Made", currency="EUR", time_zone="UTC")

ISSUES_SQL = """
SELECT setseed({seed});
INSERT INTO fact_issues BY NAME
WITH unit AS (
    SELECT site, DATE '2025-01-01' + to_months(CAST(month AS INTEGER)) AS first_on, month, waste, size
    FROM range({months}) AS m(month), (VALUES {sites}) AS s(site, waste, size)
), issue AS (
    SELECT *, random() AS who, random() AS what, random() AS day, random() AS agent, random() AS solved,
        random() AS asked, -ln(1 - random()) AS effort
    FROM unit, range(CAST(unit.size AS BIGINT)) AS i(number)
)
SELECT
    site || '-' || month || '-' || number AS issue_id,
    CAST(first_on + to_days(CAST(floor(28 * day) AS INTEGER)) AS DATE) AS "on",
    'K' || CAST(floor(9000 * who) AS INTEGER) AS customer_id,
    CAST(floor(9000 * who) AS INTEGER) % 64 AS customer_group,
    number % 64 AS row_group,
    site || CAST(floor(12 * agent) AS INTEGER) AS agent_id,
    site, site AS team, 'phone' AS channel, 'human' AS handled_by, NULL AS segment,
    CASE WHEN what < 0.5 THEN 'billing' WHEN what < 0.8 THEN 'delivery' ELSE 'technical' END AS family,
    TRUE AS is_counted, TRUE AS is_mature, 1 AS contacts,
    solved < 0.8 AS is_resolved, CAST(solved < 0.8 AS DOUBLE) AS expected_resolved, 1.0 AS expected_marked,
    1.0 AS expected_issue, FALSE AS is_resolution_unknown,
    waste * effort * CASE WHEN what < 0.5 THEN 300 WHEN what < 0.8 THEN 500 ELSE 900 END AS work_s,
    work_s * 30 / 3600 AS labour_cost, labour_cost AS cost,
    1.0 AS value_weight,
    CASE WHEN asked < 0.3 THEN 0.6 + 0.4 * solved END AS rating, asked < 0.3 AS is_rated
FROM issue;
"""


def service(
    waste: Mapping[str, float],
    *,
    months: int = 12,
    seed: int = 1,
    size: int = 260,
    sizes: Mapping[str, int] | None = None,
) -> Facts:
    """Sites over months from January 2025, each with how much more its work takes than it need.

    Args:
        size: issues a month; `sizes` where a site has another.
    """
    facts = Facts(DuckEngine(memory="1GB", threads=1))
    sites = ", ".join(f"('{name}', {factor}, {(sizes or {}).get(name, size)})" for name, factor in waste.items())
    for statement in ISSUES_SQL.format(seed=seed / 100, months=months, sites=sites).split(";"):
        if statement.strip():
            facts.engine.execute(statement)
    return facts

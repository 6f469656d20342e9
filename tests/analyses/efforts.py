"""A service made in the engine, in which it is known what a minute of handling goes with, and where that ends."""

from __future__ import annotations

from pathlib import Path

from measure.conftest import Facts
from steelyard.settings.model import Assumptions, Settings
from steelyard.store.engine.duckdb import DuckEngine

SETTINGS = Settings(
    Path("."),
    Path("."),
    name="Made",
    currency="EUR",
    time_zone="UTC",
    assumptions=Assumptions(customer_hour_value=12.0),
)

WORLD_SQL = """
SELECT setseed({seed});
CREATE TEMP TABLE world AS
WITH draw AS (
    SELECT number, random() < 0.5 AS is_hard, CAST(floor(40 * random()) AS INTEGER) AS agent,
        sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()) AS length, random() AS solved, random() AS asked,
        random() AS left_, random() AS waited, CAST(floor(6000 * random()) AS INTEGER) AS customer,
        CAST(floor(300 * random()) AS INTEGER) AS day, CASE WHEN random() < 0.3 THEN 'plus' ELSE 'plain' END AS segment
    FROM range({size}) AS n(number)
), timed AS (
    SELECT *, (CASE WHEN is_hard THEN 8 ELSE 4 END) * (0.7 + 0.6 * agent / 39) * exp(0.4 * length) AS minutes
    FROM draw
)
SELECT *, (CASE WHEN is_hard THEN 0.1 ELSE 0.45 END) + {gain} * least(minutes, {knee})
    + {skill} * (CASE WHEN agent % 2 = 0 THEN 1 ELSE -1 END) AS chance
FROM timed;
INSERT INTO fact_contacts BY NAME
SELECT 'I' || number AS contact_id, 'I' || number AS issue_id, DATE '2025-01-01' + day AS "on",
    customer % 64 AS customer_group, number % 64 AS row_group, 'K' || customer AS customer_id,
    'agent ' || agent AS agent_id, 'one' AS team, 'phone' AS channel, segment,
    CASE WHEN is_hard THEN 'dispute' ELSE 'question' END AS topic, '1' AS weekday,
    TRUE AS is_contact, TRUE AS is_human, TRUE AS is_attempt, TRUE AS is_identified, FALSE AS is_unidentified,
    number % 50 = 0 AS is_reopened, 60 * minutes * (CASE WHEN number % 50 = 0 THEN 9 ELSE 1 END) AS work_s,
    600 * waited AS wait_s, work_s AS customer_s, work_s * 30 / 3600 AS labour_cost, labour_cost AS cost
FROM world;
INSERT INTO fact_issues BY NAME
SELECT 'I' || number AS issue_id, DATE '2025-01-01' + day AS "on", 'K' || customer AS customer_id,
    customer % 64 AS customer_group, number % 64 AS row_group, 'agent ' || agent AS agent_id, 'one' AS team,
    'phone' AS channel, CASE WHEN is_hard THEN 'dispute' ELSE 'question' END AS topic, 'all' AS family, segment,
    'human' AS handled_by, TRUE AS is_counted, TRUE AS is_mature, TRUE AS is_first_mature, TRUE AS is_loyalty_mature,
    1 AS contacts, solved < chance AS is_resolved, CAST(solved < chance AS DOUBLE) AS expected_resolved,
    1.0 AS expected_marked,
    FALSE AS is_resolution_unknown, solved < chance AS is_fixed_first,
    60 * minutes AS work_s, 60 * minutes AS customer_s, minutes / 2 AS labour_cost, minutes / 2 AS cost,
    minutes / 5 AS customer_cost, 1.0 AS value_weight, left_ < 0.05 AS is_churned,
    CASE WHEN asked < {asked} THEN 0.8 END AS rating, asked < {asked} AS is_rated
FROM world;
INSERT INTO fact_responses BY NAME
SELECT 'S' || number AS survey_id, DATE '2025-01-01' + day AS "on", customer % 64 AS customer_group,
    number % 64 AS row_group, 'K' || customer AS customer_id, 'phone' AS channel, 'all' AS family, segment,
    'human' AS handled_by, 'csat' AS instrument, '1-5 high' AS scale, TRUE AS is_sent, TRUE AS is_answered,
    TRUE AS is_csat, TRUE AS is_quality, 0.8 AS score_share
FROM world WHERE asked < {asked};
DROP TABLE world;
"""


def effort(
    *,
    gain: float = 0.06,
    knee: float = 6.0,
    skill: float = 0.0,
    size: int = 16_000,
    asked: float = 0.5,
    seed: int = 1,
) -> Facts:
    """Easy questions and hard disputes, which take twice as long and end worse.

    Args:
        gain: of the chance to resolve for each minute up to `knee`.
        skill: by which every other agent resolves more, and the others less, than their pace says.
    """
    facts = Facts(DuckEngine(memory="1GB", threads=1))
    spoken = WORLD_SQL.format(gain=gain, knee=knee, skill=skill, size=size, asked=asked, seed=seed / 100)
    for statement in spoken.split(";"):
        if statement.strip():
            facts.engine.execute(statement)
    return facts

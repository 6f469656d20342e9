"""Functions that SQL in a mapping may call, on top of the engine's own."""

from __future__ import annotations

from typing import Any

from steelyard.intake.mapping import durations


def define(connection: Any) -> None:
    """Give a connection `seconds(text)`: a duration in seconds, "7:05" being minutes, "0:07:05" hours in front.

    A number counts as seconds: `60 * seconds("Time spent (min)")`. What is no duration gives no value.
    """
    text = "nullif(trim(CAST(given AS VARCHAR)), '')"
    either = durations.of_any_shape("t")
    connection.execute(f"CREATE OR REPLACE MACRO seconds(given) AS (SELECT {either} FROM (SELECT {text} AS t))")

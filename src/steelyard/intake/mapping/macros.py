"""Functions that SQL in a mapping may call, on top of the engine's own."""

from __future__ import annotations

from typing import Any

from steelyard.intake.mapping import durations

SECONDS = "seconds"


def define(connection: Any) -> None:
    """Give a connection `seconds(text)`: a duration in seconds, "7:05" being minutes, "0:07:05" hours in front.

    A number counts as seconds: `60 * seconds("Time spent (min)")`; with a decimal comma where a second argument says
    so: `seconds("Talk", ',')`. What is no duration gives no value.
    """
    point, comma = (_seconds(durations.of_any_shape("t", is_comma=is_comma)) for is_comma in (False, True))
    connection.execute(
        f"CREATE OR REPLACE MACRO {SECONDS}(given) AS ({point}), "
        f"(given, sign) AS (CASE WHEN sign = ',' THEN ({comma}) ELSE ({point}) END)"
    )


def _seconds(read: str) -> str:
    return f"SELECT {read} FROM (SELECT nullif(trim(CAST(given AS VARCHAR)), '') AS t)"

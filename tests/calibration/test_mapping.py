from __future__ import annotations

import tomllib
from datetime import date

from calibration.mapping import Source, spell_mapping


def test_what_is_spelled_is_read_again() -> None:
    desk = Source(
        "desk",
        "contacts-*.parquet",
        "contacts",
        ("contact_id", "wait_s"),
        {"direction": "inbound", "channel": 'a "b" é'},
        ("world",),
        {"covers_until": date(2026, 1, 31)},
    )
    staff = Source("staff", "agents.csv", "agents", ("agent_id",))
    found = tomllib.loads(spell_mapping("Worlds", {"service_level_s": 20.0, "loyalty_days": 31}, [desk, staff]))
    assert found == {
        "workspace": {"name": "Worlds", "currency": "EUR", "time_zone": "UTC"},
        "assumptions": {"service_level_s": 20.0, "loyalty_days": 31},
        "sources": {
            "desk": {
                "files": "contacts-*.parquet",
                "covers_until": date(2026, 1, 31),
                "contacts": {
                    "dimensions": {"world": "world"},
                    "columns": {
                        "contact_id": "contact_id",
                        "wait_s": "wait_s",
                        "direction": {"constant": "inbound"},
                        "channel": {"constant": 'a "b" é'},
                    },
                },
            },
            "staff": {"files": "agents.csv", "agents": {"columns": {"agent_id": "agent_id"}}},
        },
    }

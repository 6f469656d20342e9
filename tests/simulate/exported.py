"""An export, and how tests ask its files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from steelyard.simulate import Truth


@dataclass(frozen=True)
class Exported:
    """An export on disk and its truth."""

    folder: Path
    truth: Truth

    def ask(self, question: str) -> list[tuple]:
        """Rows of a query; `{name}` of calls, tickets, bot, surveys, evaluations, customers, events is a table."""
        tables = {
            "calls": f"read_csv('{self.folder}/telephone_calls.csv', delim=';', all_varchar=true)",
            "tickets": f"read_csv('{self.folder}/helpdesk_tickets.csv', all_varchar=true)",
            "bot": f"read_json('{self.folder}/bot_sessions.jsonl')",
            "surveys": f"read_csv('{self.folder}/survey_invitations.csv.gz', all_varchar=true)",
            "evaluations": f"read_csv('{self.folder}/quality_evaluations.csv', all_varchar=true)",
            "customers": f"read_csv('{self.folder}/crm_customers.csv', all_varchar=true)",
            "events": f"read_csv('{self.folder}/crm_events.csv', all_varchar=true)",
        }
        return duckdb.sql(question.format(**tables)).fetchall()

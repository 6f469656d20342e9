"""A step of the journey has to be done twice: customers who ask about an invoice must get in touch again.

Planted: from March 2026 on the form for invoices loses what was entered: two of five customers with a question about an
invoice have to get in touch a second time, whatever was solved.
Must be found: what the returns cost every month, since when, and that they are about billing.
Must not be found: more issues about invoices; slower agents.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from steelyard.simulate.scenarios import steady
from steelyard.simulate.setting.plants import Break

SCENARIO = replace(
    steady.SCENARIO,
    name="doubled-step",
    breaks=(
        Break(
            name="form-loses-entries",
            topic="invoice_question",
            begins_on=date(2026, 3, 1),
            volume_share=0.0,
            touched_share=0.4,
            repeat_share=1.0,
        ),
    ),
)

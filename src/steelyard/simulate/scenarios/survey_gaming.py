"""One site makes its ratings look better than its service.

Planted: from 2026 on Porto withholds most invitations after contacts that solved nothing, and its agents ask for the
top score in a third of the others. What customers would say if all were asked stays the same, and remarks sound as
customers felt, whatever they clicked.
Must be found: fewer invitations after unsolved contacts, ratings that rise while returns and resolution do not.
Must not be found: that Porto's customers are better served than before.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from steelyard.simulate.scenarios import steady
from steelyard.simulate.setting.plants import Gaming

SCENARIO = replace(
    steady.SCENARIO,
    name="survey-gaming",
    gaming=(Gaming("Porto", date(2026, 1, 1), withheld_share=0.8, begged_share=0.33),),
)

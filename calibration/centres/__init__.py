"""Contact centres drawn by mechanisms that are neither the product's simulator nor its closed-form worlds.

    truth = write(folder, PLANTS["gain"], seed=1)      parquet files and a steelyard.toml; what was planted, counted
    truth = write(folder, centre("null", contacts=45_000), seed=1)

Every issue has a difficulty nobody sees, every agent a skill and a pace, every customer a mood and a habit of calling,
and days hang together. A contact is solved or not by all of these; the source's mark is only what somebody ticked;
work comes back because it was not solved. Something may be planted from a day on: a change of a place's pace or of its
odds of solving, a bot, other agents, another mix, ids that get lost. The truth is counted in what was drawn.
"""

from calibration.centres.centre import PLANTS, Bot, Centre, Change, centre
from calibration.centres.truth import Truth
from calibration.centres.write import write

__all__ = ["PLANTS", "Bot", "Centre", "Change", "Truth", "centre", "write"]

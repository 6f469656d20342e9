"""How a simulated centre is run: who gets which contact, who is there, and what its teams are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

TEAMS = ("Phone 1", "Phone 2", "Digital", "Specialists")
"""The teams of every site; a team's name is its site's and its own, `Porto Digital`."""
PHONE_1, PHONE_2, DIGITAL, SPECIALISTS = range(len(TEAMS))


@dataclass(frozen=True)
class Route:
    """A rule that sends contacts of a site to one of its teams; later rules win.

    Attributes:
        team: Phone 1, Phone 2, Digital or Specialists.
        share: share of those contacts that go there.
        topics: topics it is about, by name; none named are all.
    """

    team: str
    share: float
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trait:
    """What the agents of a unit have in common, beside what is their own.

    Attributes:
        unit: name of a site, of a team (`Porto Digital`), or of a kind of team at every site (`Digital`).
        skill: log-odds added to solving.
        speed: log units added to handle time (negative is faster).
    """

    unit: str
    skill: float = 0.0
    speed: float = 0.0


@dataclass(frozen=True)
class MixChange:
    """A topic that becomes more or less frequent; the number of issues in all stays as it is.

    Attributes:
        topic: its name.
        begins_on: first local day.
        factor: what its weight is multiplied by in the end.
        ramp_days: days until it is.
        site: the site where it happens; None is everywhere.
    """

    topic: str
    begins_on: date
    factor: float
    ramp_days: int = 1
    site: str | None = None


@dataclass(frozen=True)
class Staffing:
    """Waits that follow from the agents present against the load.

    Calls and chats of a site queue for its agents. The chance of waiting is rho^(sqrt(2(c+1)) - 1) and those who
    wait do so for handle time / (c(1 - rho)) seconds on average, c agents present and rho their load: together
    the mean wait of Sakasegawa (1977, An approximation formula Lq = alpha rho^beta / (1 - rho)) with random
    arrivals and handle times.

    Attributes:
        seats: agents present at a site in an average open hour. It does not grow with the number of contacts
            simulated: these are then a sample of the centre's.
        load_share: share of their time that planned work takes in an average open hour.
        roster_share: how closely presence follows the hours of the day, 0 (flat) to 1 (as the volume does).
        absence_sd: a day's own shock to presence, log units.
    """

    seats: float = 14.0
    load_share: float = 0.68
    roster_share: float = 0.8
    absence_sd: float = 0.05

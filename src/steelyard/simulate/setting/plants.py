"""What can be planted in a simulated centre: initiatives, broken steps, doctored surveys, lost customer numbers.

A unit is a site (its teams and the bot sessions of its customers) or a team (`Porto Digital`). Log-odds and log
units are natural; a log unit of -0.1 is about 10% less.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Adoption:
    """One unit takes an initiative up.

    Attributes:
        unit: name of a site or of a team.
        begins_on: first local day.
        strength: effects there relative to those stated; unequal strengths make an effect heterogeneous.
    """

    unit: str
    begins_on: date
    strength: float = 1.0


@dataclass(frozen=True)
class Initiative:
    """A change somebody decided on, and what it really does to the contacts of the units that adopt it.

    Attributes:
        name: as the truth names it.
        adoptions: who takes it up, and when; different days make the adoption staggered.
        topics: topics it is about, by name; none named are all.
        lag_days: days from the adoption until its effects begin.
        ramp_days: days until they are complete.
        handle_log: log units added to handle time, with nothing lost or gained by it (cost only).
        haste_share: share of the time a case needs that is cut, which costs solutions, transfers and ratings.
        solve_odds: log-odds added to agents' solving (experience only).
        rating_sd: standard deviations added to ratings, whatever was solved.
        wait_log: log units added to the mean wait.
        staff_share: share added to the agents present and to paid hours (negative: taken away); it acts on waits
            where `Scenario.staffing` is set.
        bot_share: share of issues added to those that begin with the bot.
        bot_solve_odds: log-odds added to the bot's solving.
        bot_containment_share: share of sessions the bot did not solve by which more end without a hand-off.
    """

    name: str
    adoptions: tuple[Adoption, ...]
    topics: tuple[str, ...] = ()
    lag_days: int = 0
    ramp_days: int = 1
    handle_log: float = 0.0
    haste_share: float = 0.0
    solve_odds: float = 0.0
    rating_sd: float = 0.0
    wait_log: float = 0.0
    staff_share: float = 0.0
    bot_share: float = 0.0
    bot_solve_odds: float = 0.0
    bot_containment_share: float = 0.0


@dataclass(frozen=True)
class Break:
    """A broken step of the journey: from a day on it makes customers get in touch who otherwise would not, or spoils
    issues that would have been there anyway.

    Attributes:
        name: as the truth names it.
        topic: what those customers say they need.
        begins_on: first local day.
        ends_on: last local day; None is the end of the data.
        volume_share: issues it causes, as a share of the topic's ordinary ones.
        touched_share: share of the topic's ordinary issues that it spoils.
        handle_s: seconds of talk each contact of the issues it causes or spoils takes more than the topic's.
        solve_odds: log-odds added to their being solved.
        repeat_share: share of them whose customer has to get in touch a second time, whatever was solved.
        churn_share: share of its issues after whose first contact the customer leaves for it.
        repaired_on: local day from which it causes and spoils fewer; None for never.
        repaired_share: by which share fewer.
    """

    name: str
    topic: str
    begins_on: date
    ends_on: date | None = None
    volume_share: float = 0.2
    touched_share: float = 0.0
    handle_s: float = 0.0
    solve_odds: float = 0.0
    repeat_share: float = 0.0
    churn_share: float = 0.0
    repaired_on: date | None = None
    repaired_share: float = 1.0


@dataclass(frozen=True)
class Gaming:
    """A unit that makes its survey figures look better than its service.

    Attributes:
        unit: name of a site or of a team.
        begins_on: first local day.
        withheld_share: share of invitations withheld after contacts that left the issue unsolved.
        begged_share: share of contacts after which the agent asks for the top score.
        begged_answer_odds: log-odds added to answering when asked so; such an answer gives the top score.
    """

    unit: str
    begins_on: date
    withheld_share: float = 0.0
    begged_share: float = 0.0
    begged_answer_odds: float = 1.0


@dataclass(frozen=True)
class LostIds:
    """Customer numbers that go missing from a day on.

    Attributes:
        begins_on: first local day.
        phone_share, chat_share, email_share, bot_share: share of each channel's contacts without a customer number
            from then on.
    """

    begins_on: date
    phone_share: float = 0.0
    chat_share: float = 0.0
    email_share: float = 0.0
    bot_share: float = 0.0


@dataclass(frozen=True)
class SecondScorer:
    """Somebody who scores evaluated contacts a second time, not knowing the first.

    Attributes:
        severity: points of 100 above what others would give, below zero for strict ones.
        drift: points gained in a year, nothing in the middle of the days.
        halo: the share of the variance of their errors that is one impression on all criteria.
    """

    severity: float = 0.0
    drift: float = 0.0
    halo: float = 0.0

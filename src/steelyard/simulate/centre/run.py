"""The contact centre at work: week after week, in order of time, holding no more than a week at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np

from steelyard.simulate.centre import reactions
from steelyard.simulate.centre.arrivals import (
    FIRST_CAUSED,
    draw_caused_issues,
    draw_new_issues,
    keep_quiet,
    shift,
)
from steelyard.simulate.centre.clock import DAY_S
from steelyard.simulate.centre.clutter import add_clutter
from steelyard.simulate.centre.columns import Columns, count_rows, order_by, stack, take
from steelyard.simulate.centre.draws import Draws, RowDraws
from steelyard.simulate.centre.followed import FollowedUp
from steelyard.simulate.centre.handling import handle_contacts
from steelyard.simulate.centre.opinions import draw_evaluations, draw_seconds, draw_sentiment, draw_surveys
from steelyard.simulate.centre.pages import draw_pages
from steelyard.simulate.centre.promises import add_promises
from steelyard.simulate.centre.remarks import draw_remarks
from steelyard.simulate.centre.tally import Tally
from steelyard.simulate.centre.world import World

STEP_DAYS = 7


@dataclass(frozen=True)
class Week:
    """What arose in one week: contacts (with clutter, by time), surveys, their pages, evaluations, second ones too."""

    contacts: Columns
    surveys: Columns
    pages: Columns
    evaluations: Columns
    seconds: Columns


class Centre:
    """Runs a world once. Iterate `weeks` to the end, then ask for `outcomes` and read `tally`.

    Every week draws from a generator of its own, seeded by the world's seed and the week's number, so what is
    drawn does not depend on how many weeks are kept or written together.

    Args:
        followed: follow-ups that were done, to which customers react.
    """

    def __init__(self, world: World, followed: FollowedUp | None = None) -> None:
        self.world, self._followed = world, followed
        self.tally = Tally(world)
        self._memory = reactions.begin_memory(world, self._stream(1))
        if followed:
            self._memory.left_at[followed.keep_all(world.seed, self._memory.left_at)] = reactions.NEVER
        self._pending: Columns = {}
        self._serial = 1
        self._issues = 1
        self._caused = [FIRST_CAUSED * (cause + 1) for cause in range(len(world.scenario.breaks))]
        self._load = np.ones(len(world.scenario.sites))
        families = len({topic.family for topic in world.scenario.topics})
        customers = len(self._memory.left_at) if world.scenario.quiet_days else 0
        self._last_day = np.full((customers, families), -10_000, np.int16)

    def weeks(self) -> Iterator[Week]:
        """The weeks, the last one perhaps shorter."""
        for rng, contacts in self._warm_up():
            draw_surveys(self.world, rng, self._memory, contacts)
        for number, (rng, contacts) in enumerate(self._work()):
            surveys = draw_surveys(self.world, rng, self._memory, contacts)
            surveys["sentiment"] = draw_sentiment(self._stream(6, number), surveys)
            topics = np.array([topic.family for topic in self.world.scenario.topics])
            surveys["remark"] = draw_remarks(self._stream(7, number), surveys, topics[surveys["topic"]])
            evaluations = draw_evaluations(self.world, rng, contacts)
            seconds = draw_seconds(self.world, self._stream(9, number), evaluations)
            contacts = add_clutter(self.world, rng, contacts, self._serial)
            self._serial += int(np.sum(contacts["kind"] > 0))
            contacts = add_promises(self._stream(8, number), contacts, topics)
            pages = draw_pages(self._stream(10, number), surveys)
            kept = take(contacts, contacts["at"] < self.world.exported_at)
            yield Week(order_by(kept, "at", "contact"), surveys, pages, evaluations, seconds)

    def rehearse(self) -> None:
        """Runs every week without what is only exported: what happens to customers is the same."""
        for _ in chain(self._warm_up(), self._work()):
            pass

    def outcomes(self) -> Columns:
        """Churn, purchases, renewals and complaints of the whole time: customer, at, kind, amount."""
        return reactions.finish_outcomes(self.world, self._stream(3), self._memory)

    def _stream(self, *path: int) -> np.random.Generator:
        return np.random.default_rng([self.world.seed, *path])

    def _work(self) -> Iterator[tuple[np.random.Generator, Columns]]:
        """Each week's generator, as far as it was used, and the contacts of customers by time."""
        for number, first in enumerate(range(0, self.world.known_days, STEP_DAYS)):
            last = min(first + STEP_DAYS, self.world.day_count)
            rng = self._stream(2, number)
            fresh = [self._open_issues(rng, first, last)]
            fresh += [self._cause_issues(number, cause, first, last) for cause in range(len(self._caused))]
            contacts = self._run_week(rng, stack(fresh), last)
            self.tally.add(contacts)
            self._load = self.tally.recent_load(first, last)
            yield rng, contacts

    def _warm_up(self) -> Iterator[tuple[np.random.Generator, Columns]]:
        """The weeks before the data, made from the first one: their issues go on into the data."""
        for number in range(self.world.scenario.warm_up_weeks, 0, -1):
            rng = self._stream(5, number)
            early = STEP_DAYS * number
            fresh = shift(self._open_issues(rng, 0, STEP_DAYS), early)
            yield rng, self._run_week(rng, fresh, STEP_DAYS - early)

    def _open_issues(self, rng: np.random.Generator, first: int, last: int) -> Columns:
        fresh = draw_new_issues(self.world, rng, first, last, self._issues)
        self._issues += count_rows(fresh)
        return fresh

    def _cause_issues(self, number: int, cause: int, first: int, last: int) -> Columns:
        rng = self._stream(4, number, cause)
        caused = draw_caused_issues(self.world, rng, first, last, self._caused[cause], cause)
        self._caused[cause] += count_rows(caused)
        return caused

    def _run_week(self, rng: np.random.Generator, fresh: Columns, last: int) -> Columns:
        world = self.world
        if world.scenario.quiet_days:
            fresh = keep_quiet(world, fresh, self._last_day)
        waiting = stack([fresh, self._pending])
        week_skill = rng.normal(0, world.scenario.agent_week_sd, len(world.agents["team"]))
        end = int(world.clock.to_utc(np.array([(world.first_day + last) * DAY_S]))[0])
        draws: Draws = RowDraws(world.seed, np.zeros(0), 0) if world.scenario.is_paired else rng
        waves = []
        while count_rows(due := take(waiting, waiting["at"] < end)):
            later = take(waiting, waiting["at"] >= end)
            wave = self._run_wave(draws, due, week_skill)
            waves.append(wave)
            waiting = stack([later, reactions.draw_returns(world, draws, wave, self._followed)])
        self._pending = waiting
        reactions.fade(world, self._memory, STEP_DAYS)
        return order_by(stack(waves), "at", "contact")

    def _run_wave(self, rng: Draws, due: Columns, week_skill: np.ndarray) -> Columns:
        arrivals = reactions.select_active(self.world, self._memory, due)
        arrivals["contact"] = self._serial + np.arange(count_rows(arrivals))
        self._serial += count_rows(arrivals)
        wave = handle_contacts(self.world, rng, arrivals, self._load, week_skill, self._memory.grudge)
        reactions.remember(self.world, self._memory, wave)
        wave["makes_leave"] = reactions.draw_outcomes(self.world, rng, self._memory, wave, self._followed)
        return wave

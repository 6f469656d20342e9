"""The contact centre at work: week after week, in order of time, holding no more than a week at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from steelyard.simulate import reactions
from steelyard.simulate.arrivals import draw_new_issues
from steelyard.simulate.clock import DAY_S
from steelyard.simulate.clutter import add_clutter
from steelyard.simulate.columns import Columns, count_rows, order_by, stack, take
from steelyard.simulate.handling import handle_contacts
from steelyard.simulate.opinions import draw_evaluations, draw_surveys
from steelyard.simulate.tally import Tally
from steelyard.simulate.world import World

STEP_DAYS = 7


@dataclass(frozen=True)
class Week:
    """What arose in one week: contacts (with clutter, by time), surveys and evaluations about them."""

    contacts: Columns
    surveys: Columns
    evaluations: Columns


class Centre:
    """Runs a world once. Iterate `weeks` to the end, then ask for `outcomes` and read `tally`.

    Every week draws from a generator of its own, seeded by the world's seed and the week's number, so what is
    drawn does not depend on how many weeks are kept or written together.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.tally = Tally(world)
        self._memory = reactions.begin_memory(world, self._stream(1))
        self._pending: Columns = {}
        self._serial = 1
        self._issues = 1
        self._load = np.ones(len(world.scenario.sites))

    def weeks(self) -> Iterator[Week]:
        """The weeks, the last one perhaps shorter."""
        for number, first in enumerate(range(0, self.world.day_count, STEP_DAYS)):
            last = min(first + STEP_DAYS, self.world.day_count)
            yield self._run_week(self._stream(2, number), first, last)

    def outcomes(self) -> Columns:
        """Churn, purchases, renewals and complaints of the whole time: customer, at, kind, amount."""
        return reactions.finish_outcomes(self.world, self._stream(3), self._memory)

    def _stream(self, *path: int) -> np.random.Generator:
        return np.random.default_rng([self.world.seed, *path])

    def _run_week(self, rng: np.random.Generator, first: int, last: int) -> Week:
        world, memory = self.world, self._memory
        fresh = draw_new_issues(world, rng, first, last, self._issues)
        self._issues += count_rows(fresh)
        waiting = stack([fresh, self._pending])
        week_skill = rng.normal(0, world.scenario.agent_week_sd, len(world.agents["team"]))
        end = int(world.clock.to_utc(np.array([(world.first_day + last) * DAY_S]))[0])
        waves = []
        while count_rows(due := take(waiting, waiting["at"] < end)):
            later = take(waiting, waiting["at"] >= end)
            wave = self._run_wave(rng, due, week_skill)
            waves.append(wave)
            waiting = stack([later, reactions.draw_returns(world, rng, wave)])
        self._pending = waiting
        contacts = order_by(stack(waves), "at", "contact")
        reactions.fade(world, memory, last - first)
        self.tally.add(contacts)
        self._load = self.tally.recent_load(first, last)
        surveys = draw_surveys(world, rng, memory, contacts)
        evaluations = draw_evaluations(world, rng, contacts)
        contacts = add_clutter(world, rng, contacts, self._serial)
        self._serial += int(np.sum(contacts["kind"] > 0))
        kept = take(contacts, contacts["at"] < world.exported_at)
        return Week(order_by(kept, "at", "contact"), surveys, evaluations)

    def _run_wave(self, rng: np.random.Generator, due: Columns, week_skill: np.ndarray) -> Columns:
        arrivals = reactions.select_active(self.world, self._memory, due)
        arrivals["contact"] = self._serial + np.arange(count_rows(arrivals))
        self._serial += count_rows(arrivals)
        wave = handle_contacts(self.world, rng, arrivals, self._load, week_skill, self._memory.grudge)
        reactions.remember(self.world, self._memory, wave)
        reactions.draw_outcomes(self.world, rng, self._memory, wave)
        return wave

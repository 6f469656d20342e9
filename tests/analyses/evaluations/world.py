"""A centre whose evaluators are known: who is lenient, drifts, scores impressions; and what customers notice."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from tests.workspaces import loaded

from steelyard.workspace import Workspace

CRITERIA = (("Tone", "brand", 10), ("Knows", "product", 30), ("Listens", "connection", 20), ("Settles", "process", 40))
FIRST = date(2026, 1, 1)
DAYS = 120

MAPPING = """
[sources.calls]
files = "calls.csv"

[sources.calls.contacts.columns]
contact_id = "id"
customer_id = "who"
opened_at = "start"
ended_at = "end"
agent_id = "agent"
team = "team"
topic = "topic"
channel = { constant = "phone" }
resolved = "solved"

[sources.answers]
files = "answers.csv"

[sources.answers.surveys.columns]
survey_id = "id"
contact_id = "id"
instrument = { constant = "csat" }
score = "score"
scale_min = { constant = 1 }
scale_max = { constant = 5 }
better = { constant = "high" }
answered_at = "at"

[sources.quality]
files = "quality.csv"

[sources.quality.evaluations.columns]
evaluation_id = "evaluation"
contact_id = "contact"
evaluator_id = "evaluator"
rubric = { constant = "calls" }
criterion = "criterion"
dimension = "dimension"
score = "points"
max_score = "most"
evaluated_at = "on"
purpose = "purpose"
chance = "chance"
scorer = "scorer"
"""


@dataclass(frozen=True)
class World:
    """What is planted; points of 100.

    Args:
        level: mean score. notices: criterion -> what a full point more does to the log odds of solving.
        noise: criterion -> deviation of an evaluator's error. impressions: evaluator -> share of error in common.
        drift: evaluator -> points gained over all days. purposes: whether the file says why contacts were picked.
    """

    contacts: int = 1500
    evaluators: int = 6
    doubles: int = 300
    level: float = 88.0
    notices: Mapping[str, float] = field(default_factory=dict)
    noise: Mapping[str, float] = field(default_factory=dict)
    usual_noise: float = 5.0
    lenient: Mapping[int, float] = field(default_factory=dict)
    drift: Mapping[int, float] = field(default_factory=dict)
    impressions: Mapping[int, float] = field(default_factory=dict)
    purposes: bool = True
    model: float | None = None
    coached: int = 0


def write(world: World, seed: int = 1) -> Mapping[str, str]:
    """The files of a world."""
    rng = np.random.default_rng(seed)
    n = world.contacts
    agent = rng.integers(0, 30, n)
    ability = rng.normal(0, 3, 30)
    worth = world.level + ability[agent][:, None] + rng.normal(0, 4, (n, 1)) + rng.normal(0, 7, (n, len(CRITERIA)))
    pull = np.array([world.notices.get(name, 0.0) for name, *_ in CRITERIA])
    odds = 0.4 + ((worth - world.level) / 10) @ pull
    solved = rng.random(n) < 1 / (1 + np.exp(-odds))
    score = np.clip(np.round(3.5 + ((worth - world.level) / 10) @ pull + rng.normal(0, 1, n)), 1, 5).astype(int)
    day = np.sort(rng.integers(0, DAYS, n))
    calls, answers, quality = (csv.writer(target := io.StringIO()) and target for _ in range(3))
    call, answer, judged = csv.writer(calls), csv.writer(answers), csv.writer(quality)
    call.writerow(["id", "who", "start", "end", "agent", "team", "topic", "solved"])
    answer.writerow(["id", "score", "at"])
    heads = (
        "evaluation",
        "contact",
        "evaluator",
        "criterion",
        "dimension",
        "points",
        "most",
        "on",
        "purpose",
        "chance",
    )
    judged.writerow([*heads, "scorer"])
    for one in range(n):
        at = f"{FIRST + timedelta(days=int(day[one]))} 10:{one % 60:02}"
        team = "North" if agent[one] < 15 else "South"
        ended = at.replace(" 10:", " 11:")
        call.writerow(
            [f"c{one}", f"u{one}", at, ended, f"a{agent[one]}", team, "ab"[one % 2], str(bool(solved[one])).lower()]
        )
        if one % 3 == 0:
            answer.writerow([f"c{one}", score[one], ended])

    noise = np.array([world.noise.get(name, world.usual_noise) for name, *_ in CRITERIA])

    def judge(one: int, who: int, purpose: str, number: str, scorer: str = "") -> None:
        common = world.impressions.get(who, 0.0)
        error = np.sqrt(common) * rng.normal() + np.sqrt(1 - common) * rng.normal(size=len(CRITERIA))
        moved = world.lenient.get(who, 0.0) + world.drift.get(who, 0.0) * (day[one] / DAYS - 0.5)
        points = np.clip(worth[one] + noise * error + moved + (world.model or 0.0) * (scorer == "model"), 0, 100)
        on = FIRST + timedelta(days=int(day[one]) + 2)
        told = purpose if world.purposes else ""
        for (name, dimension, most), share in zip(CRITERIA, points, strict=True):
            given = round(share / 100 * most, 4)
            judged.writerow([number, f"c{one}", f"S{who}", name, dimension, given, most, on, told, "0.2", scorer])

    for one in range(n):
        judge(one, int(rng.integers(0, world.evaluators)), "random", f"e{one}")
    first = {}
    for place in range(world.doubles):
        one = int(place * n / max(world.doubles, 1))
        pair = rng.choice(world.evaluators, 2, replace=False)
        first[one] = pair
        for turn, who in enumerate(pair):
            judge(one, int(who), "second", f"d{place}-{turn}")
    for place in range(world.coached):
        judge(place, 0, "coaching", f"k{place}")
    if world.model is not None:
        for one in range(0, n, 5):
            judge(one, 99, "random", f"m{one}", "model")
    return {"calls.csv": calls.getvalue(), "answers.csv": answers.getvalue(), "quality.csv": quality.getvalue()}


def centre(folder: Path, world: World, seed: int = 1) -> Workspace:
    """A world, loaded."""
    return loaded(folder, MAPPING, write(world, seed))


PLANTED = World(
    lenient={0: 7.0},
    drift={1: 14.0},
    impressions={2: 0.9},
    noise={"Tone": 22.0},
    notices={"Settles": 0.8, "Knows": 0.4},
    model=4.0,
    coached=25,
)
NULL = replace(PLANTED, lenient={}, drift={}, impressions={}, noise={}, notices={}, model=None, coached=0)

"""python -m calibration perspectives: what three perspectives claim of worlds in which nothing contradicts.

Each world is written, loaded and asked as a user's would be. Two kinds, both at the edge of what must not be claimed:

- *all at their targets*: quality, ratings, every item and every criterion lie exactly at their targets; items are alike
  in what customers expected, call important and are moved by.
- *one side sure*: evaluations and criteria lie surely above their targets, first contact resolution surely below its
  own, while ratings and items lie exactly at theirs, as many recommend as do not, and items differ in what they carry
  but not in what customers call important. One step beyond, each of these would be a contradiction.

It prints the shares of worlds in which each is claimed, and any of them; it writes no results.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from calibration.tally import limits
from steelyard import open as opened
from steelyard.analyses.perspectives.answer import Perspectives

ITEMS = ("speed", "friendliness", "solution", "clarity")
SPLITS = ("", "team")
CUSTOMERS = 1_200
START = datetime(2026, 1, 5, 8)
EVERY = timedelta(minutes=45)
SCORES = np.arange(1, 6)
AT_TARGET = np.array([0.04, 0.06, 0.05, 0.16, 0.69])
"""Of scores from 1 to 5: their mean, from 0 to 100, is 85."""

TOML = """
[workspace]
name = "Null"
currency = "EUR"
time_zone = "UTC"
[sources.contacts]
files = "contacts.csv"
[sources.contacts.contacts.columns]
contact_id = "contact"
customer_id = "customer"
agent_id = "agent"
team = "team"
channel = { constant = "email" }
direction = { constant = "inbound" }
opened_at = "opened"
ended_at = "ended"
[sources.answers]
files = "answers.csv"
[sources.answers.surveys.columns]
survey_id = "survey"
contact_id = "contact"
instrument = "instrument"
score = "score"
scale_min = "least"
scale_max = "most"
better = { constant = "high" }
[sources.items]
files = "items.csv"
[sources.items.survey_items.columns]
survey_id = "survey"
contact_id = "contact"
item = "item"
kind = "kind"
score = "score"
scale_min = { constant = 1 }
scale_max = { constant = 5 }
[sources.scores]
files = "scores.csv"
[sources.scores.evaluations.columns]
evaluation_id = "evaluation"
contact_id = "contact"
criterion = "criterion"
score = "points"
max_score = { constant = 100 }
purpose = { constant = "random" }
"""


@dataclass(frozen=True)
class Null:
    """A kind of world.

    Args:
        quality: mean points of 100. returns: share of customers back within the return window.
        pull: how much each item carries of how the whole is felt; scores are cut from what is felt.
    """

    quality: float
    returns: float
    pull: tuple[float, ...]


NULLS: Mapping[str, Null] = {
    "all at their targets": Null(91.0, 0.1, (0.5, 0.5, 0.5, 0.5)),
    "one side sure": Null(96.0, 0.5, (0.9, 0.5, 0.4, 0.2)),
}


def main(given: Sequence[str]) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m calibration perspectives", description=__doc__)
    parser.add_argument("--worlds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=20261)
    asked = parser.parse_args(given)
    print(table(asked.worlds, asked.seed))


def table(worlds: int, seed: int) -> str:
    """The shares of worlds, of the whole and split by team."""
    rows = ["| worlds | split | claimed | any (95% limits) |", "|---|---|---|--:|"]
    for place, (name, null) in enumerate(NULLS.items()):
        found = [claimed(null, seed + 100_000 * place + world) for world in range(worlds)]
        for by in SPLITS:
            said = Counter(what for one in found for what in one[by])
            any_ = sum(bool(one[by]) for one in found)
            low, high = limits(any_, worlds)
            told = ", ".join(f"{what} {n / worlds:.1%}" for what, n in sorted(said.items())) or "nothing"
            rows.append(f"| {name} | {by or '–'} | {told} | {any_ / worlds:.1%} ({low:.1%}–{high:.1%}) |")
    return "\n".join(rows)


def claimed(null: Null, seed: int) -> dict[str, set[str]]:
    """Split -> what the question claims of one world, each of it false."""
    said = {}
    with TemporaryDirectory() as folder:
        written(Path(folder), null, np.random.default_rng(seed))
        workspace = opened(Path(folder))
        workspace.load()
        until = (START + EVERY * CUSTOMERS).date()
        for by in SPLITS:
            found = workspace.ask("perspectives", by=by, from_on=START.date(), to_on=until)
            assert isinstance(found, Perspectives)
            said[by] = set(_claims(found))
    return said


def _claims(found: Perspectives) -> list[str]:
    said = [view.outcome for view in (found.whole, *found.views) if view.outcome in CONTRADICTIONS]
    said += [pair.outcome for pair in found.unfelt]
    for part in (found.items, *found.item_parts):
        for entry in part.items if part else ():
            said += [f"a {entry.kind} item"] if entry.kind in ("basic", "excitement") else []
            said += ["expectation missed or passed"] if entry.side else []
            said += [entry.conflict] if entry.conflict else []
            said += ["importance beside rating"] if entry.field != "cannot tell" else []
    return said


CONTRADICTIONS = ("unfelt", "unscored", "pleased without value")


def written(folder: Path, null: Null, rng: np.random.Generator) -> None:
    """The files of one world."""
    mood = rng.normal(size=CUSTOMERS)
    felt = 0.4 * mood[:, None] + rng.normal(size=(CUSTOMERS, len(ITEMS)))
    items = [_ranked(one, rng) for one in felt.T]
    overall = _ranked(felt @ np.array(null.pull) + rng.normal(size=CUSTOMERS), rng)
    promoted = rng.choice([3, 8, 10], CUSTOMERS, p=[0.3, 0.4, 0.3])
    contacts, answers = ["contact,customer,agent,team,opened,ended"], ["survey,contact,instrument,score,least,most"]
    asked, scores = ["survey,contact,item,kind,score"], ["evaluation,contact,criterion,points"]
    for n in range(CUSTOMERS):
        begun = START + EVERY * n
        who = f"C{n},a{n % 16},{('North', 'South')[n % 2]}"
        contacts.append(f"T{n},{who},{begun.isoformat()}Z,{(begun + timedelta(minutes=20)).isoformat()}Z")
        if rng.random() < null.returns:
            again = begun + timedelta(days=2)
            contacts.append(f"B{n},{who},{again.isoformat()}Z,{(again + timedelta(minutes=20)).isoformat()}Z")
        answers.append(f"R{n},T{n},csat,{overall[n]},1,5")
        answers.append(f"N{n},T{n},nps,{promoted[n]},0,10")
        expected = rng.choice(SCORES, len(ITEMS), p=AT_TARGET)
        important = rng.choice([3, 4, 5], len(ITEMS), p=[0.3, 0.4, 0.3])
        for at, name in enumerate(ITEMS):
            asked.append(f"R{n},T{n},{name},rating,{items[at][n]}")
            asked.append(f"R{n},T{n},{name},expectation,{expected[at]}")
            asked.append(f"R{n},T{n},{name},importance,{important[at]}")
        if n % 8 == 0:
            spread = min(18.0, 2 * (100 - null.quality))
            points = null.quality + rng.uniform(-spread / 2, spread / 2, len(ITEMS))
            scores += [f"E{n},T{n},{name.capitalize()},{points[at]:.2f}" for at, name in enumerate(ITEMS)]
    for name, rows in (("contacts", contacts), ("answers", answers), ("items", asked), ("scores", scores)):
        (folder / f"{name}.csv").write_text("\n".join(rows) + "\n")
    (folder / "steelyard.toml").write_text(TOML)


def _ranked(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Scores from 1 to 5 with the probabilities at the target, higher where the values are."""
    places = (np.argsort(np.argsort(values)) + rng.random()) / len(values)
    drawn = np.sort(rng.choice(SCORES, len(values), p=AT_TARGET))
    return drawn[np.minimum((places * len(values)).astype(int), len(values) - 1)]

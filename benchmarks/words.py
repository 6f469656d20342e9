"""Does "In their words" claim anything where nothing changed? python -m benchmarks.words [WORLDS]

Each world has 1,500 customers of two teams and three topics over two months. What they write depends on the topic,
on the customer (some write the same several times) and, by chance alone, on the day; never on the team, nor on
whether it is the first month or the second. A world counts where one theme or more is claimed. Printed: how many do.
"""

from __future__ import annotations

import csv
import random
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import steelyard
from steelyard.analyses.words.answer import Words

MAPPING = """
[sources.calls]
files = "calls.csv"

[sources.calls.contacts.columns]
contact_id = "id"
customer_id = "who"
opened_at = "start"
ended_at = "end"
team = "team"
topic = "topic"

[sources.answers]
files = "answers.csv"

[sources.answers.surveys.columns]
survey_id = "id"
contact_id = "call"
instrument = { constant = "csat" }
score = "score"
scale_min = { constant = 1 }
scale_max = { constant = 5 }
better = { constant = "high" }
sent_at = "at"
answered_at = "at"
comment = "remark"
"""
WRITTEN = {
    "bill": ("the invoice was explained", "wrong amount again", "nobody could tell me the price", "quick and clear"),
    "order": ("my order arrived late", "the parcel was damaged", "friendly driver", "tracking page is down"),
    "fault": ("router works now", "had to restart it twice", "technician came in time", "line drops every evening"),
}
EXTRA = ("thank you", "please call me back", "waited far too long", "very patient agent", "I will think about leaving")
FIRST, DAYS, CUSTOMERS, CALLS = date(2026, 1, 1), 59, 1500, 2400


def world(folder: Path, seed: int) -> None:
    """A world in which nothing changes."""
    chance = random.Random(seed)
    topics = list(WRITTEN)
    habits = {who: chance.choice(EXTRA) for who in range(CUSTOMERS) if chance.random() < 0.2}
    moods = [chance.choice(EXTRA) for _ in range(DAYS)]
    with (folder / "calls.csv").open("w", newline="") as one, (folder / "answers.csv").open("w", newline="") as two:
        calls, answers = csv.writer(one), csv.writer(two)
        calls.writerow(["id", "who", "start", "end", "team", "topic"])
        answers.writerow(["id", "call", "score", "at", "remark"])
        for number in range(CALLS):
            day, who = chance.randrange(DAYS), chance.randrange(CUSTOMERS)
            at = f"{FIRST + timedelta(days=day)} {chance.randrange(8, 18):02}:00:00"
            topic = topics[who % 3] if chance.random() < 0.7 else chance.choice(topics)
            calls.writerow([number, f"c{who}", at, at.replace(":00:00", ":10:00"), f"Team {number % 2}", topic])
            said = [chance.choice(WRITTEN[topic])]
            said += [habits[who]] if who in habits else []
            said += [moods[day]] if chance.random() < 0.1 else []
            answers.writerow([number, number, chance.randrange(1, 6), at, ", ".join(said)])
    (folder / "steelyard.toml").write_text(MAPPING, "utf-8")


def claimed(seed: int) -> int:
    """How many themes are claimed in one world."""
    with TemporaryDirectory() as place:
        world(Path(place), seed)
        workspace = steelyard.open(place)
        workspace.load()
        second = FIRST + timedelta(days=31)
        before = (FIRST, second - timedelta(days=1))
        found = workspace.ask("words", from_on=second, to_on=FIRST + timedelta(days=DAYS - 1), against=before)
        assert isinstance(found, Words)
        return len(found.themes)


def main(worlds: int = 40) -> None:
    """Print how many worlds claim something, and what it took."""
    begun_s = time.process_time()
    found = [claimed(seed) for seed in range(1, worlds + 1)]
    many = sum(n > 0 for n in found)
    print(f"{many} of {worlds} worlds without a change claim a theme ({sum(found)} themes); at most 5% may.")
    print(f"{time.process_time() - begun_s:.0f} CPU seconds")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

"""docs/simulator.md: the scenarios, every knob with its unit, the files and the truth, from where each is defined.

`python -m steelyard.simulate.words > docs/simulator.md` writes the page; a test compares the two.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import MISSING, fields

from steelyard import simulate
from steelyard.simulate.setting.house import MixChange, Route, Staffing, Trait
from steelyard.simulate.setting.plants import Adoption, Break, Gaming, Initiative, LostIds
from steelyard.simulate.setting.scenario import (
    Scenario,
    Segment,
    Site,
    Target,
    Topic,
    describe_scenario,
    list_scenarios,
)
from steelyard.simulate.truth.truth import Truth

KNOBS = (
    Scenario,
    Topic,
    Segment,
    Site,
    Route,
    Trait,
    MixChange,
    Staffing,
    Target,
    Initiative,
    Adoption,
    Break,
    Gaming,
    LostIds,
)
"""What a scenario is made of, in the order of the page."""

_HEAD = """# The simulator

A simulated contact centre whose truth is known: it is there to judge Steelyard, and anything else that claims to say
what a contact centre's figures mean. It writes what a helpdesk, a telephone system, a bot, a survey tool, payroll and
a customer system would export, with their own spellings and their faults, and beside the files what was really so.

```sh
steelyard simulate                                     # which scenarios there are
steelyard simulate bot-that-deflects --contacts 50000 --seed 1 --out deflects
steelyard load -w deflects
steelyard weigh -w deflects
```

The same seed gives the same bytes. Ten million contacts take about 100 seconds of one core, and a third of it again for
each plant whose effect the truth tells. Memory is one week of contacts and some 400 bytes per customer: 0.2 GB at a
million contacts, 1.1 GB at ten.

This page is generated from the files in `src/steelyard/simulate`.
"""

_SCENARIOS = """## Scenarios

Each is one small file in `src/steelyard/simulate/scenarios` that sets `SCENARIO`; a new file is a new scenario. What
must not be found is as much a requirement as what must.
"""

_KNOBS = """## Knobs

Log-odds and log units are natural: 0.1 log units are about 10%; one log-odds moves a share of 50% to 73%, one of
80% to 92%. Standard deviations of ratings are those of an experience before it is cut into five scores. A knob
without a default must be set.
"""

_TRUTH = """## The truth

`DIR.truth.json` lies beside the folder, not in it, and nothing of Steelyard reads it. Figures of issues, work and
churn are counted in the world that was exported, with what no system records (whether an issue was really solved,
what everybody would have answered, whom a call without a number came from). Effects and teams are paired simulations
with the same random numbers, as said there. What happened after the export belongs to no figure: issues of the last
two weeks lack returns that came later.
"""

_FILES = """## The files

What the systems write, as `src/steelyard/simulate/__init__.py` tells it:
"""

_FOLLOWED = """
## Customers who are followed up

`export(..., until=DAY)` writes what the systems know at the end of a day, the last of a week;
`export(..., followed=FollowedUp(customer, at))` writes the same centre in which these customers were followed up at
these instants. Of the further contacts about what was open then `settles_share` do not happen, and `keeps_share` of the
departures of the next 90 days. Up to the first follow-up nothing differs, and nothing at all where nobody is followed
up.
"""


def page() -> str:
    """docs/simulator.md."""
    knobs = [_table(kind) for kind in KNOBS]
    files = (simulate.__doc__ or "").partition("\n\n")[2].strip()
    scenarios = [_scenario(name) for name in list_scenarios()]
    truth = [f"- `{names}`: {text}" for names, text in explain(Truth)]
    shown = f"```text\n{files}\n```"
    parts = [_HEAD, _SCENARIOS, *scenarios, _KNOBS, *knobs, _TRUTH, *truth, _FOLLOWED, _FILES, shown]
    return "\n".join(parts) + "\n"


def explain(kind: type) -> list[tuple[str, str]]:
    """Names and meaning of each entry in the Attributes of a class's docstring; one entry may explain several."""
    lines = inspect.getdoc(kind).partition("Attributes:\n")[2].splitlines()  # type: ignore[union-attr]
    entries: list[tuple[str, list[str]]] = []
    for line in lines:
        begins = re.match(r"    (\w[\w, ]*): (.+)", line)
        if begins:
            entries.append((begins[1], [begins[2]]))
        elif line.startswith("     "):
            entries[-1][1].append(line.strip())
        elif line.strip():
            break
    return [(names, _join(texts)) for names, texts in entries]


def _join(lines: list[str]) -> str:
    """Lines as one, but for items of a list."""
    return re.sub(r" (- \w[\w, ]*:)", r"\n  \1", " ".join(lines))


def _scenario(name: str) -> str:
    head, _, rest = describe_scenario(name).partition("\n")
    points = re.sub(r"\n?^(Planted|Must be found|Must not be found):", r"\n- *\1:*", rest.strip(), flags=re.MULTILINE)
    return f"### `{name}`\n\n{head}\n{points}\n"


def _table(kind: type) -> str:
    defaults = {field.name: "" if field.default is MISSING else _spell(field.default) for field in fields(kind)}
    summary = (inspect.getdoc(kind) or "").partition("\n")[0]
    rows = []
    for names, text in explain(kind):
        listed = [name.strip() for name in names.split(",")]
        told = ", ".join(f"`{name}`" for name in listed)
        default = ", ".join(defaults[name] for name in listed if defaults[name])
        rows.append(f"| {told} | {default} | {text} |")
    return "\n".join(
        [f"### {kind.__name__}\n\n{summary}\n", "| knob | default | meaning |", "|---|---|---|", *rows, ""]
    )


def _spell(default: object) -> str:
    if default == () or default is None:
        return "none"
    if isinstance(default, bool):
        return "yes" if default else "no"
    return f"{default:,}" if isinstance(default, int) else str(default)


if __name__ == "__main__":
    print(page(), end="")

"""The pictures of the questions' pages, drawn from a workspace (make demo makes one), all or those named.

python -m docs.draw WORKSPACE [QUESTION ...]

`readings` is drawn from the scenario survey-gaming, the others from the demo.
"""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path

import vl_convert

import steelyard
from steelyard import charts
from steelyard.report.asking import sections
from steelyard.theme import LIGHT

FOLDER = Path(__file__).parent / "pictures"
WIDTH_PX = 620


ELSEWHERE = frozenset({"readings", "volume"})
"""What the demo has nothing to show of, or has no page of its own: drawn where it is named."""


def draw(folder: Path, named: Collection[str] = ()) -> None:
    """Ask every question that has a section of its own and write what it draws."""
    workspace = steelyard.open(folder)
    FOLDER.mkdir(exist_ok=True)
    for analysis in sections():
        if (analysis.id not in named) if named else (analysis.id in ELSEWHERE):
            continue
        answer = workspace.ask(analysis.id)
        if charts.draws(answer):
            picture = {**charts.specification(answer, width=WIDTH_PX), "background": LIGHT["card"]}
            (FOLDER / f"{analysis.id}.svg").write_text(vl_convert.vegalite_to_svg(picture))
            print(f"docs/pictures/{analysis.id}.svg")


if __name__ == "__main__":
    draw(Path(sys.argv[1]), sys.argv[2:])

"""docs/calibration.md and its pictures, from docs/calibration/results.json and nothing else.

Each section is a file: its words, and the picture beside them.
"""

from __future__ import annotations

from pathlib import Path

from calibration.page import centres, circumstances, claims, head, levels, misses, newest, short, splits, worlds, worse
from calibration.results import Results, read

_NEEDED = {*levels.PLACES, "splits-400", "splits-2000", "newest-1000", "newest-10000", worse.PART}


def publish(results: Path) -> None:
    """Write the page beside the folder the results lie in, and its pictures into it."""
    found = read(results)
    for name, picture in pictures(found).items():
        (results.parent / name).write_text(picture + "\n", "utf-8")
    (results.parent.parent / "calibration.md").write_text(page(found), "utf-8")


def is_whole(results: Results) -> bool:
    """Whether there is something to say in every section."""
    return results.keys() >= _NEEDED and all(
        any(name.startswith(f"claims-{scenario}") for name in results) for scenario in claims.SCENARIOS
    )


def page(results: Results) -> str:
    """The page as Markdown."""
    sections = (head, short, worlds, levels, splits, newest, worse, claims, centres, misses, circumstances)
    return "\n".join(said for said in (section.write(results) for section in sections) if said)


def pictures(results: Results) -> dict[str, str]:
    """Name of the file -> SVG."""
    drawn = {"centres.svg": centres.draw(results)} if any(name in results for name in centres.NULLS) else {}
    return {
        **drawn,
        "coverage.svg": levels.draw(results),
        "splits.svg": splits.draw(results),
        "newest.svg": newest.draw(results),
        "newest-bias.svg": newest.draw_bias(results),
        "worse.svg": worse.draw(results),
        "claims.svg": claims.draw(results),
    }

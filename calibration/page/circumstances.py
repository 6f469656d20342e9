"""How the calibration was run."""

from __future__ import annotations

from calibration.parts import PARTS
from calibration.results import Results


def write(results: Results) -> str:
    """A row for each part: worlds, seed, day and time; and the remark a part's results carry, where one was made."""
    lines = [
        "## How it was run",
        "",
        "`make calibrate`; one part again: `python -m calibration --part newest`. The truth enters nowhere but in the "
        "comparison; the product's public functions answer.",
        "",
        "| part | worlds | contacts | seed | run on | minutes | CPU minutes |",
        "|---|--:|--:|--:|---|--:|--:|",
    ]
    for name in (name for name in PARTS if name in results):
        part = results[name]
        contacts = part["contacts"] * (part["worlds"] if name.startswith("claims") else 1)
        lines.append(
            f"| {name} | {part['worlds']:,} | {contacts:,} | {part['seed']} | {part['on']} | "
            f"{part['took_s'] / 60:.1f} | {part['cpu_s'] / 60:.1f} |"
        )
    versions = "; ".join(sorted({part["versions"] for part in results.values()}))
    total = sum(part["cpu_s"] for part in results.values()) / 60
    absent = [name for name in PARTS if name not in results]
    left = f" Not run this time: {', '.join(absent)}." if absent else ""
    said = ["", *_remarks(results)] if any("remark" in part for part in results.values()) else []
    return "\n".join([*lines, "", f"{total:.0f} CPU minutes in all. {versions}.{left}", *said, ""])


def _remarks(results: Results) -> list[str]:
    """What has to be known of how parts came about, each remark once."""
    of: dict[str, list[str]] = {}
    for name in PARTS:
        for remark in results.get(name, {}).get("remark", []):
            of.setdefault(remark, []).append(f"`{name}`")
    return [f"- {', '.join(names)}: {remark}" for remark, names in of.items()]

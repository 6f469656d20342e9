"""python -m benchmarks.answers: what a small service waits for: the load, `weigh`, every question, the report.

Each command runs in a process of its own, and all of its CPU counts: starting, importing, reading, saying. *First* is
asked right after the load, *again* the same once more. What the store keeps beside its data is weighed after each.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.process import python, run

SCENARIO = "handle-time-target"
CONTACTS, FEW = 240_000, 7_000

MOST_S = {"load": 3.0, "report": 8.0}
"""CPU seconds a command may take at the most; any question `QUESTION_S`."""
QUESTION_S = 1.5

KEPT = ("sums", "texts.json")
"""What the store keeps beside its data."""


@dataclass(frozen=True)
class Waited:
    """What one command took: CPU seconds asked first and again, and what the store keeps afterwards, in MB.

    Args:
        contacts: of the service it was typed in.
    """

    command: str
    contacts: int
    first_s: float
    again_s: float | None
    kept_mb: float

    @property
    def most_s(self) -> float | None:
        """The target; none for the load of the larger service."""
        return MOST_S.get(self.command, QUESTION_S) if (self.command, self.contacts) != ("load", CONTACTS) else None

    def row(self) -> list[str]:
        """Texts for a table."""
        again = "" if self.again_s is None else f"{self.again_s:.2f}"
        most = "" if self.most_s is None else f"{self.most_s:g}"
        return [f"`{self.command}`", f"{self.contacts:,}", f"{self.first_s:.2f}", again, most, f"{self.kept_mb:.0f}"]


def waited(folder: Path, only: Sequence[str] = ()) -> list[Waited]:
    """Build both services in a folder, type every command, print and give what each took."""
    few, centre = folder / "few", folder / "centre"
    found = [_loaded(few, FEW), _loaded(centre, CONTACTS)]
    for each in found:
        print(*each.row(), sep="\t", flush=True)
    _keep(centre / "store", folder / "kept")
    for command in only or ("weigh", *_questions(), "report"):
        _put_back(folder / "kept", centre / "store")
        extra = (str(folder / "report.html"),) if command == "report" else ()
        first, again = (_typed(command, "-w", str(centre), *extra) for _ in range(2))
        found.append(Waited(command, CONTACTS, first, again, _kept_mb(centre / "store")))
        print(*found[-1].row(), sep="\t", flush=True)
    return found


def _loaded(place: Path, contacts: int) -> Waited:
    if not place.exists():
        _typed("simulate", SCENARIO, "--contacts", str(contacts), "--out", str(place))
    shutil.rmtree(place / "store", ignore_errors=True)
    return Waited("load", contacts, _typed("load", "-w", str(place)), None, _kept_mb(place / "store"))


def _typed(*command: str) -> float:
    """CPU seconds of a command of the command line."""
    return run(python("-c", "from steelyard.cli import main; main()", *command)).cpu_s


def _questions() -> list[str]:
    from steelyard.cli import questions

    return list(questions())


def _keep(store: Path, aside: Path) -> None:
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    for name in KEPT:
        if (store / name).is_dir():
            shutil.copytree(store / name, aside / name)
        elif (store / name).exists():
            shutil.copy2(store / name, aside / name)


def _put_back(aside: Path, store: Path) -> None:
    for name in KEPT:
        if (store / name).is_dir():
            shutil.rmtree(store / name)
        (store / name).unlink(missing_ok=True)
        if (aside / name).is_dir():
            shutil.copytree(aside / name, store / name)
        elif (aside / name).exists():
            shutil.copy2(aside / name, store / name)


def _kept_mb(store: Path) -> float:
    files = [path for name in KEPT for path in [store / name, *(store / name).rglob("*")]]
    return sum(path.stat().st_size for path in files if path.is_file()) / 1e6


def main() -> None:
    """Print what every command took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.answers", description=__doc__)
    parser.add_argument("commands", nargs="*", help="all unless told")
    parser.add_argument("--dry", action="store_true", help="print only; leave the page as it is")
    parser.add_argument("--folder", help="where the services are built, and kept; a scratch folder unless told")
    asked = parser.parse_args()
    folder = Path(asked.folder or tempfile.mkdtemp(prefix="steelyard-answers-"))
    folder.mkdir(parents=True, exist_ok=True)
    print("command\tcontacts\tfirst\tagain\ttarget\tkept MB")
    try:
        found = waited(folder, asked.commands)
    finally:
        if not asked.folder:
            shutil.rmtree(folder, ignore_errors=True)
    if not asked.dry:
        from benchmarks import page

        page.keep_answers(found, date.today().isoformat())


if __name__ == "__main__":
    main()

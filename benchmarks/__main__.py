"""python -m benchmarks [SIZES ...]: weigh some sizes, print the tables, and write them to docs/benchmarks.md."""

from __future__ import annotations

import argparse

from benchmarks import page
from benchmarks.start import start
from benchmarks.weigh import STEPS, weigh

SIZES = (100_000, 1_000_000)


def main() -> None:
    """Weigh, print, keep."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, help="contacts; 100000 and 1000000 unless told")
    parser.add_argument("--scratch", help="folder for about 300 bytes a contact, removed at the end")
    parser.add_argument("--dry", action="store_true", help="print only; leave the page as it is")
    parser.add_argument("--only", nargs="+", choices=STEPS, default=STEPS, metavar="STEP", help=", ".join(STEPS))
    asked = parser.parse_args()
    found = [weigh(contacts, asked.scratch, only=asked.only) for contacts in asked.sizes]
    print("\n" + page.ratios(found) + "\n" + page.costs(found))
    if not asked.dry:
        page.keep(found, start())
        print(f"written to {page.PAGE}")


if __name__ == "__main__":
    main()

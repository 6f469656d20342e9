"""python -m benchmarks.people: fifty people browse the pages of a million contacts while a load runs.

Each person has a key, opens a page, reads for a while, opens the next. Pages are opened once beforehand, so that their
sums are warm. Beside it the same people ask the same store by SQL, as a dashboard does: in DuckDB, without intervals.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import duckdb
import httpx

import steelyard
from benchmarks import expert, world
from benchmarks.process import python, run

CONTACTS, PEOPLE, SECONDS, READING_S = 1_000_000, 50, 60, 5.0
MEDIAN_S, P95_S, MOST_MIB = 0.3, 1.0, 2048
PORT = 8471
MORE = 1.02
"""What is loaded meanwhile: the files of so many times the contacts a version, in which every contact differs."""

PAGES = (
    *("/", "/scorecard", "/scorecard?by=team", "/scorecard?by=channel", "/ask", "/data", "/measure/fcr"),
    *("/ask/change", "/ask/tradeoff", "/ask/compare", "/ask/readings", "/ask/frontier", "/ask/enough"),
)

_SERVE = "from steelyard.cli import main; main()"


@dataclass
class Waits:
    """How long each page took, in seconds; what failed; how many pages were still being computed."""

    seconds: list[float] = field(default_factory=list)
    by_page: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    pending: int = 0

    def note(self, page: str, took_s: float) -> None:
        """One more page."""
        self.seconds.append(took_s)
        self.by_page.setdefault(page, []).append(took_s)

    @property
    def row(self) -> str:
        """In one line."""
        middle, p95 = median(self.seconds) * 1000, quantiles(self.seconds, n=20)[-1] * 1000
        failed = f"{len(self.errors)} errors, {self.pending} not ready"
        return f"{len(self.seconds):5} pages  median {middle:5.0f} ms  p95 {p95:5.0f} ms  {failed}"


def main() -> None:
    """Build, load, serve, browse, print."""
    asked = _arguments()
    folder = Path(asked.folder or tempfile.mkdtemp(prefix="steelyard-people-"))
    try:
        centre = folder / "centre"
        if not (centre / "store").exists():
            world.build(centre, asked.contacts)
            print(f"loaded in {_typed('load', '-w', str(centre)):.0f} CPU-s", flush=True)
        keys = [_key(centre, number) for number in range(asked.people)]
        with _serving(centre, asked.port) as server:
            asyncio.run(_warmed(asked.port, keys[0]))
            for what, is_loading in (("alone", False), ("while a load runs", True)):
                print(f"{what:20}", _browsed(asked, centre, keys, server, is_loading=is_loading), flush=True)
        print(f"{'by SQL':20}", asyncio.run(_asked_by_sql(asked, centre)).row)
        print(f"targets: median {MEDIAN_S * 1000:.0f} ms, p95 {P95_S * 1000:.0f} ms, no error, {MOST_MIB} MiB")
    finally:
        if not asked.folder:
            shutil.rmtree(folder, ignore_errors=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.people", description=__doc__)
    parser.add_argument("--contacts", type=int, default=CONTACTS)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seconds", type=int, default=SECONDS, help="how long they browse")
    parser.add_argument("--reading", type=float, default=READING_S, help="seconds a page is read, on average")
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--folder", help="where the centre is built, and kept; a scratch folder unless told")
    parser.add_argument("--slowest", action="store_true", help="also say what each page took")
    return parser.parse_args()


def _typed(*command: str) -> float:
    return run(python("-c", _SERVE, *command)).cpu_s


def _key(centre: Path, number: int) -> str:
    """The key of a person who is made for it; an analyst, who may open every page."""
    name = f"person-{number}-{time.time_ns()}"
    run(python("-c", _SERVE, "user", "add", name, "--role", "analyst", "--no-password", "-w", str(centre)))
    said = run(python("-c", _SERVE, "key", "add", name, "browsing", "--role", "analyst", "-w", str(centre))).said
    return max(re.findall(r"\S{30,}", said), key=len)


@contextmanager
def _serving(centre: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The application at a port, until the block ends."""
    with subprocess.Popen(python("-c", _SERVE, "serve", "-w", str(centre), "--port", str(port))) as server:
        try:
            yield server
        finally:
            server.send_signal(signal.SIGINT)


async def _warmed(port: int, key: str) -> None:
    """Every page opened until it is there."""
    async with _client(port, key) as client:
        for page in PAGES:
            while not await _is_whole(client, page):
                await asyncio.sleep(1)
        print("all pages are warm", flush=True)


async def _is_whole(client: httpx.AsyncClient, page: str) -> bool:
    try:
        answer = await client.get(page)
    except httpx.TransportError:
        return False
    if answer.status_code >= 400:
        raise RuntimeError(f"{page} answers {answer.status_code}: {answer.text[:200]}")
    return answer.status_code == 200 and not _is_pending(answer.text)


def _is_pending(text: str) -> bool:
    """Whether a page asks for the rest of itself."""
    return 'hx-trigger="load delay' in text


def _client(port: int, key: str) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {key}", "Accept": "text/html"}
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=120)


def _browsed(
    asked: argparse.Namespace, centre: Path, keys: list[str], server: subprocess.Popen[bytes], *, is_loading: bool
) -> str:
    """What people wait for, with a load beside them or without."""
    loader, begun = None, 0.0
    if is_loading:
        versions = len(list((centre / "store").glob("manifest-*.json")))
        world.build(centre, round(asked.contacts * MORE**versions))
        begun = time.monotonic()
        loader = subprocess.Popen(python("-c", _SERVE, "load", "-w", str(centre)), stdout=subprocess.DEVNULL)
        time.sleep(1)
    waits, most = asyncio.run(_watched(asked, keys, server.pid, loader))
    if loader is not None:
        runs = loader.poll() is None
        loader.wait()
        print(f"the load took {time.monotonic() - begun:.0f} s", flush=True)
        waits.errors += [] if runs or not loader.returncode else ["the load failed"]
    if asked.slowest:
        for page, seconds in sorted(waits.by_page.items(), key=lambda item: -median(item[1])):
            print(f"  {page:26}{median(seconds) * 1000:6.0f} ms", flush=True)
    return f"{waits.row}  {most:,.0f} MiB at the most"


async def _watched(
    asked: argparse.Namespace, keys: list[str], server: int, loader: subprocess.Popen[bytes] | None
) -> tuple[Waits, float]:
    """Everybody browses until the time is over, or the load is; with the server's memory at its largest."""
    waits, most = Waits(), 0.0
    end = time.monotonic() + asked.seconds

    def is_over() -> bool:
        return time.monotonic() > end or (loader is not None and loader.poll() is not None)

    async def opened(client: httpx.AsyncClient, page: str) -> None:
        answer = await client.get(page)
        if answer.status_code not in (200, 202):
            waits.errors.append(f"{page}: {answer.status_code}")
        waits.pending += answer.status_code == 202 or _is_pending(answer.text)

    async def person(number: int) -> None:
        async with _client(asked.port, keys[number]) as client:
            await _browse(number, asked.reading, waits, is_over, lambda page: opened(client, page))

    people = [asyncio.create_task(person(number)) for number in range(asked.people)]
    while not all(task.done() for task in people):
        most = max(most, _tree_mib(server))
        await asyncio.sleep(0.5)
    await asyncio.gather(*people)
    return waits, most


async def _browse(
    number: int, reading_s: float, waits: Waits, is_over: Callable[[], bool], opened: Callable[[str], Awaitable[None]]
) -> None:
    """One person: a page, a while, the next."""
    drawn = random.Random(number)
    await asyncio.sleep(drawn.uniform(0, reading_s))
    while not is_over():
        page = drawn.choice(PAGES)
        begun = time.monotonic()
        try:
            await opened(page)
        except (httpx.HTTPError, RuntimeError) as error:
            waits.errors.append(f"{page}: {type(error).__name__}")
        waits.note(page, time.monotonic() - begun)
        await asyncio.sleep(drawn.expovariate(1 / reading_s))


async def _asked_by_sql(asked: argparse.Namespace, centre: Path) -> Waits:
    """The same people, each page some group-bys over the facts; nothing else runs."""
    waits, queries = Waits(), tuple(expert.FACTS.values())
    end = time.monotonic() + asked.seconds
    with tempfile.TemporaryDirectory(prefix="steelyard-by-sql-") as scratch, duckdb.connect() as connection:
        _copied(centre, Path(scratch), connection)

        def ask() -> None:
            with connection.cursor() as cursor:
                for sql in queries:
                    cursor.execute(sql).fetchall()

        async def opened(_: str) -> None:
            await asyncio.to_thread(ask)

        people = (
            _browse(number, asked.reading, waits, lambda: time.monotonic() > end, opened)
            for number in range(asked.people)
        )
        await asyncio.gather(*people)
    return waits


def _copied(centre: Path, scratch: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """The facts as files of their own, and as views of the connection."""
    with steelyard.open(centre).snapshot() as snapshot:
        for table in ("fact_contacts", "fact_issues", "fact_responses"):
            path = scratch / f"{table}.parquet"
            snapshot.engine.execute(f"COPY (FROM {table}) TO '{path}' (FORMAT parquet)")
            connection.execute(f"CREATE VIEW {table} AS FROM read_parquet('{path}')")


def _tree_mib(process: int) -> float:
    """Memory of a process and all it started, shared pages counted once."""
    parents = {int(path.name): _parent(path) for path in Path("/proc").glob("[0-9]*")}
    tree = {process}
    while grown := {child for child, parent in parents.items() if parent in tree} - tree:
        tree |= grown
    return sum(_pss_kib(each) for each in tree) / 1024


def _parent(path: Path) -> int:
    try:
        return int((path / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _pss_kib(process: int) -> int:
    try:
        said = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    return int(re.search(r"^Pss:\s+(\d+)", said, re.M)[1])  # type: ignore[index]


if __name__ == "__main__":
    main()

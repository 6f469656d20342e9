"""What every test may ask for."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests import workspaces
from tests.postgres import free_port

from steelyard.cli import GARBAGE
from steelyard.store import answers
from steelyard.store import engine as engines
from steelyard.workspace import Workspace

gc.set_threshold(GARBAGE)

ROOT = Path(__file__).resolve().parents[1]

COMPLETE = "STEELYARD_TEST_EVERYTHING"
"""Set where nothing that a script can install may be missing: a test that skips for want of it fails."""

EXCUSED = ("no reference data", "mounting a small disk is not allowed", "folders have no such permissions", "npm")
"""What no script can install for certain."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """A skip for want of a program becomes a failure where everything must run; absent reference data may skip."""
    report = yield
    is_excused = any(reason in str(report.longrepr) for reason in EXCUSED)
    if os.environ.get(COMPLETE) and report.skipped and not is_excused and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, but {COMPLETE} is set: {report.longrepr}"
    return report


THOROUGH = frozenset(Path(__file__).with_name("thorough.txt").read_text("utf-8").split())
"""Modules that try the same again: every engine, page, file and world. `make test` leaves them to `make thorough`."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A module runs on one worker, and so does all that needs one of what a session has once."""
    for item in items:
        module = item.nodeid.partition("::")[0]
        if module in THOROUGH:
            item.add_marker("thorough")
        needed = [name for name in ("spark", "public", "another") if name in getattr(item, "fixturenames", ())]
        item.add_marker(pytest.mark.xdist_group(next(iter(needed), module)))


@pytest.fixture(scope="session", autouse=True)
def _nothing_answered_from_memory() -> Iterator[None]:
    """Every test asks anew: it may have changed what a kept answer does not know of."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answers, "kept", lambda snapshot, settings, question, given, ask: ask())
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference results and public data; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("STEELYARD_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no reference data: {folder} is absent (set STEELYARD_SHARED)")
    return folder


@pytest.fixture(scope="session")
def public(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Workspace]:
    """Public data by recipe, loaded once. Tests only ask."""
    return cache(lambda name: workspaces.recipe(name, shared, tmp_path_factory.mktemp(name)))


@pytest.fixture(scope="session")
def another(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Workspace]:
    """Worlds of another maker by name, loaded once. Tests only ask."""
    return cache(lambda name: workspaces.another(name, shared, tmp_path_factory.mktemp("worlds") / name))


SPARK = {
    "spark.plugins": "org.apache.spark.sql.connect.SparkConnectPlugin",
    "spark.connect.grpc.binding.address": "127.0.0.1",
    "spark.sql.adaptive.enabled": "false",
}
"""The tests' one Spark answers Spark Connect too, and does not plan anew after each step: tiny data gain nothing."""


@pytest.fixture(scope="session")
def connect_port() -> int:
    """Where the tests' Spark answers Spark Connect."""
    return free_port()


@pytest.fixture(scope="session")
def spark(connect_port: int) -> Iterator[str]:
    """Address of Spark on this machine; what the tests start is stopped at their end. Skips where it cannot start."""
    context = pytest.importorskip("pyspark", reason="pyspark is not installed").SparkContext
    if not shutil.which("java"):
        pytest.skip("Java is not installed")
    settings = {**SPARK, "spark.connect.grpc.binding.port": str(connect_port)}
    given = " ".join(f"--conf {name}={value}" for name, value in settings.items())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        patch.setenv("PYSPARK_SUBMIT_ARGS", f"{given} pyspark-shell")
        yield "local[2]"
        if context._active_spark_context:
            context._active_spark_context.stop()


@pytest.fixture(scope="session")
def spark_connect(spark: str, connect_port: int) -> str:
    """Address of Spark Connect: a server in the Java process of the tests' other Spark, which is started here."""
    engines.open("spark", spark, memory="1GB")
    return f"sc://127.0.0.1:{connect_port}"

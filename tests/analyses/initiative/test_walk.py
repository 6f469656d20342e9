"""What docs/initiatives.md walks through on the demo, from registering to the verdict, is what happens."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from tests import workspaces

from steelyard import simulate
from steelyard.cli.register import COMMAND
from steelyard.workspace import Workspace

PAGE = Path(__file__).resolve().parents[3] / "docs" / "initiatives.md"


def quoted() -> list[str]:
    """The sentences the walk quotes, a line each."""
    walk = PAGE.read_text("utf-8").split("## From registering to the verdict, on the demo")[1].split("\n## ")[0]
    return [line.removeprefix("> ") for line in walk.splitlines() if line.startswith("> ")]


def test_the_walk_on_the_demo(tmp_path: Path) -> None:
    simulate.export("handle-time-target", tmp_path / "exports", has_effects=False, contacts=24_000, seed=1)
    (tmp_path / "steelyard.toml").write_text(workspaces.demo_mapping(), "utf-8")
    treated = ("--treats", "sites", "--treated", "Porto", "--from", "2026-01-01")
    given = ["handle-time-target", "--gain", "shorter waits", *treated, "-w", str(tmp_path)]
    registered = CliRunner().invoke(COMMAND, given)
    assert registered.exit_code == 0, registered.output
    workspace: Workspace = workspaces.loaded_at(tmp_path)
    plan, verdict, naive = quoted()[:3]
    assert workspace.plan(by="site").sentences[0] == plan
    answer = workspace.initiative()
    assert answer.verdict == "hurt"
    assert answer.sentences[0] == verdict
    assert naive in answer.sentences

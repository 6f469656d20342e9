"""The pages of the reasons for a follow-up, from the catalogue.

python -m docs.reasons
"""

from __future__ import annotations

from pathlib import Path

from steelyard.declare import Reason
from steelyard.measure.missing import unlock
from steelyard.reasons import reasons
from steelyard.settings.model import FollowupSettings
from steelyard.wording import capital

FOLDER = Path(__file__).parent / "reasons"


def pages() -> dict[str, str]:
    """File name -> text of every page in docs/reasons."""
    return {f"{name}.md": page(reason) for name, reason in reasons().items()}


def page(reason: Reason) -> str:
    """The page of one reason."""
    usual = FollowupSettings()
    named = {name: f"`{name}` ({getattr(usual, name):g})" for name in reason.settings}
    rows = [f"| `followup.{name}` | {getattr(usual, name):g} |" for name in reason.settings]
    needs = "\n".join(f"- {unlock(need)}" for need in reason.needs)
    return f"""# {capital(reason.title)}

`{reason.id}`, one of the reasons that put a customer on [today's list](../list.md). Generated from
`src/steelyard/reasons/{reason.id}.py`.

**It holds when:** {reason.meaning.format(**named)}

**It does not see:** {reason.blind}

**It asks for:** {_action(reason)}, unless `followup.actions.{reason.id}` says otherwise.

**Its weight:** {reason.weight:g}{", half of it at the end of the window" if reason.fades else ""}, unless `followup.weights.{reason.id}` says otherwise.

**It needs:**

{needs}

| setting | unless told |
|---|---|
{chr(10).join(rows)}
"""


def _action(reason: Reason) -> str:
    """What it asks for, and what else where that is what was found."""
    others = [action for action in dict.fromkeys(reason.actions.values()) if action != reason.action]
    return f"{reason.action} ({' or '.join(others)} where that was read)" if others else reason.action


def main() -> None:
    """Write every page."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()

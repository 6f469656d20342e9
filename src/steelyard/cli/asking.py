"""What init asks at a terminal: each thing it is unsure of, with what the columns hold in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from steelyard.cli.options import say
from steelyard.wording import capital

if TYPE_CHECKING:
    from steelyard.intake.proposal.answering import Question
    from steelyard.intake.proposal.propose import Proposal


def answered(proposal: Proposal, *, has_workspace: bool) -> Proposal:
    """The proposal with a person's answers; Enter leaves a thing as it is, marked unsure.

    Args:
        has_workspace: the time zone and the currency are declared already.
    """
    from steelyard.intake.proposal import answering

    open_ = answering.questions(proposal, has_workspace=has_workspace)
    if not open_:
        return proposal
    things = "1 thing is" if len(open_) == 1 else f"{len(open_)} things are"
    say(f"{things} unsure. Enter leaves a thing open: it stays in the file, marked and not in force.")
    return answering.answered(proposal, {question.id: _asked(question) for question in open_})


def _asked(question: Question) -> str:
    """What was typed, as accepted; empty where only Enter was. Asks again where it is not accepted."""
    from steelyard.errors import SteelyardError
    from steelyard.intake.proposal.answering import accepted

    click.echo()
    prompt = _shown(question)
    while typed := click.prompt(prompt, default="", show_default=False).strip():
        try:
            return accepted(question, typed)
        except SteelyardError as error:
            say(f"{capital(error.what)}. {error.next}", 2)
    return ""


def _shown(question: Question) -> str:
    """Say what is open, what the columns hold and why it may hold; the prompt for the answer."""
    from steelyard.intake.proposal.answering import NO, YES

    if not question.proposed:
        say(question.asks)
        return f"  {question.why}"
    say(f"{question.id}: {question.asks}")
    say(f"Proposed: {question.proposed}", 2)
    if question.held:
        say(f"Holds: {question.held}", 2)
    say(f"Why unsure: {question.why}", 2)
    if question.choices == (YES, NO):
        return "  Does it hold? y or n"
    return f"  Which? {', '.join(question.choices)}"

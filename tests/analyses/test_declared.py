"""What a question declares is what its function takes, with the same defaults; nothing is declared twice."""

from __future__ import annotations

from importlib import import_module
from inspect import signature

import pytest

from steelyard import catalogue
from steelyard.declare import Analysis
from steelyard.parameters import Required

QUESTIONS: dict[str, Analysis] = catalogue.entries("analyses", "ANALYSIS")


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_function_takes_what_is_declared(name: str) -> None:
    function = import_module(f"steelyard.analyses.{name}.question").ask
    taken = {key: entry.default for key, entry in list(signature(function).parameters.items())[2:]}
    declared = {entry.name: entry.default for entry in QUESTIONS[name].takes}
    assert declared.keys() == taken.keys()
    for key, default in declared.items():
        assert default is Required or taken[key] == default, key


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_command_says_what_it_does(name: str) -> None:
    question = QUESTIONS[name]
    assert question.id == name
    assert bool(question.command) == bool(question.listed) == bool(question.examples)
    assert all(example.startswith(f"steelyard {name}") for example in question.examples)

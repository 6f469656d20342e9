import pytest

from steelyard.remarks import LANGUAGES
from steelyard.remarks.matching import Matcher
from steelyard.remarks.rules import RULED, extended, shipped, written
from steelyard.remarks.tokens import tokens


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_rules_for_everything(language):
    means = {phrase.means for phrase in shipped(language).phrases}
    assert set(RULED) <= means


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("call|ring me", "please RING me", True),
        ("call me", "call him", False),
        ("cancel*", "cancellation", True),
        ("big red? box", "a big box", True),
        ("big red? box", "a big red box", True),
        ("give ... back", "give my money back", True),
        ("give ... back", "give me all of my money back", False),
        ("give ... back", "give me. Back then", False),
        ("éte", "ETE", True),
    ],
)
def test_a_phrase_is_found_as_it_is_written(phrase, text, found):
    bare = shipped("en")
    rules = extended(type(bare)((), bare.negations, bare.before, bare.after, bare.ends), {"refund": [phrase]})
    assert ("refund" in Matcher(rules).read(tokens(text)).said) is found


def test_a_question_mark_may_stand_for_itself():
    assert len(written("where ... order|?")) == 1


def test_a_phrase_marked_so_is_not_taken_back():
    rules = extended(shipped("en"), {"escalation": ["!purple lorry"]})
    assert "escalation" in Matcher(rules).read(tokens("he said no purple lorry")).said
    rules = extended(shipped("en"), {"escalation": ["purple lorry"]})
    assert "escalation" not in Matcher(rules).read(tokens("he said no purple lorry")).said

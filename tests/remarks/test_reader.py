import csv

import pytest
from tests.remarks.labelled_remarks import agreement, claims, labelled

from steelyard.errors import SettingsError
from steelyard.remarks import ASKS, read
from steelyard.remarks.examples import LABELS, OTHER, shipped


def one(text, **options):
    return read([text], **options)[0]


@pytest.mark.parametrize(
    ("text", "asks", "feeling", "leaving"),
    [
        ("Nobody called me back!", ("callback",), "displeased", False),
        ("I want my money back or I am leaving", ("refund",), None, True),
        ("Please cancel my contract", ("cancel",), None, False),
        ("I want to speak to a manager", ("escalation",), None, False),
        ("Could you tell me when it will be repaired?", ("information",), None, False),
        ("I want to make a complaint", ("apology",), None, False),
        ("You are thieves!!!", (), "angry", False),
        ("Thanks a lot, very helpful", (), "pleased", False),
        ("Bitte rufen Sie mich zurück", ("callback",), None, False),
        ("Je ne veux pas être rappelé.", (), None, False),
        ("Je souhaite être rappelé", ("callback",), None, False),
        ("refund received, thank you", (), "pleased", False),
        ("Je veux parler à un responsable", ("escalation",), None, False),
        ("Quiero mi dinero de vuelta", ("refund",), None, False),
        ("Voglio disdire il contratto", ("cancel",), None, False),
        ("Vou mudar de operadora", (), None, True),
    ],
)
def test_asks_feelings_and_leaving(text, asks, feeling, leaving):
    reading = one(text)
    assert reading.asks == asks
    assert feeling is None or reading.feeling == feeling
    assert reading.leaving is leaving
    assert len(reading.because) == len(asks) + leaving + bool(reading.feeling)


@pytest.mark.parametrize(
    "text",
    [
        "I do not need a call back, it is sorted",
        "Thanks for calling me back so quickly",
        "They told me to cancel my contract",
        "The agent offered to call me on Thursday",
        "My sister cancelled her contract last year",
        "I don't want to cancel",
        "Got my refund, thank you",
        "Sorted.\n> Please call me back\n> and refund me",
        "Einen Rückruf brauche ich nicht mehr",
        "Je ne demande pas de remboursement",
    ],
)
def test_what_is_negated_reported_done_or_quoted_is_not_asked_for(text):
    assert not one(text).asks
    assert not one(text).leaving


def test_negation_turns_praise_round_and_mixed_feelings_stay_open():
    assert one("I am not happy with this").feeling == "displeased"
    assert one("Agent was nice but my problem is not solved").feeling == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "empty"),
        ("  ", "empty"),
        ("07700 900123", "empty"),
        ("...", "empty"),
        ("niemand belt mij terug, ik ben niet tevreden over de hulp", "other language"),
        ("Спасибо за помощь", "other language"),
        ("Leeds", "too short"),
        ("The box is standing in the hall of the second house", "in doubt"),
    ],
)
def test_unread_is_an_answer(text, why):
    reading = one(text)
    assert reading.unread == why
    assert not claims(reading)


def test_languages_not_asked_for_are_not_read():
    text = "Bitte rufen Sie mich zurück, ich warte seit Wochen auf Ihren Anruf"
    assert one(text).language == "de"
    assert one(text, languages=("en",)).unread
    with pytest.raises(SettingsError, match="en, de, fr, es, it, pt"):
        read(["x"], languages=("nl",))


def test_a_workspace_adds_its_own_phrases():
    text = "bring the lorry round to the depot"
    assert not one(text).asks
    assert one(text, phrases={"escalation": ["bring the lorry"]}).asks == ("escalation",)
    with pytest.raises(SettingsError, match="nothing that a remark is read for"):
        one(text, phrases={"praise": ["well"]})
    with pytest.raises(SettingsError, match="has to begin and end with a word"):
        one(text, phrases={"refund": ["..."]})


def test_each_reading_says_why():
    reading = one("Please call me back, you are useless")
    assert reading.because[0].startswith('callback: "please call me')
    assert '(rule "' in reading.because[0]


def test_readings_do_not_depend_on_what_stands_beside():
    texts = [example.text for example in labelled()]
    together = read(texts)
    assert [one(text) for text in texts[::17]] == together[::17]
    assert read([*texts[:5], *texts[:5]])[5:] == together[:5]


def test_what_is_tested_on_was_not_learnt_from():
    learnt = {example.text.casefold().strip(" .!") for example in shipped() if len(example.text.split()) > 3}
    assert not [example.text for example in labelled() if example.text.casefold().strip(" .!") in learnt]


LEAST = {"callback": 0.85, "refund": 0.85, "information": 0.7, "pleased": 0.85, "displeased": 0.8, "neutral": 0.8}
"""Share of claims that are right; of all others at least 0.9."""


def test_claims_on_remarks_kept_apart_are_mostly_right():
    shown = labelled()
    readings = read([example.text for example in shown])
    for label in LABELS:
        right, claimed, _ = agreement(shown, readings, label)
        assert right >= LEAST.get(label, 0.9) * claimed, label
    for label in ASKS:
        right, _, there = agreement(shown, readings, label)
        assert right >= 0.5 * there, label


def test_other_languages_stay_unread():
    shown = [example for example in labelled() if example.language == OTHER]
    claimed = [reading for reading in read([example.text for example in shown]) if claims(reading)]
    assert len(claimed) <= 0.05 * len(shown)


@pytest.mark.shared
def test_feelings_go_with_ratings_of_indian_customers(shared):
    with (shared / "data" / "ecommerce-csat" / "customer_support_sample.csv").open(encoding="utf-8") as rows:
        told = [(int(row["CSAT Score"]), row["Customer Remarks"]) for row in csv.DictReader(rows)]
    told = [(score, text) for score, text in told if text.strip()]
    feelings = [reading.feeling for reading in read([text for _, text in told])]
    good = [score for (score, _), feeling in zip(told, feelings, strict=True) if feeling == "pleased"]
    bad = [score for (score, _), feeling in zip(told, feelings, strict=True) if feeling in {"displeased", "angry"}]
    assert len(good) > 0.4 * len(told)
    assert sum(score >= 4 for score in good) / len(good) > 0.95
    assert sum(score <= 3 for score in bad) / len(bad) > 0.7

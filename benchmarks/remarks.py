"""python -m benchmarks.remarks: how often readings of remarks are right, beside a plain word list, and what they cost.

Precision (of what is claimed, how much is right) and recall (of what is there, how much is claimed) on labelled
remarks that nothing learnt from, with Wilson's 95% limits; where the shared folder has public remarks with ratings,
how feelings go with them; CPU seconds for 100,000 remarks that all differ.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time

import numpy as np
from tests.remarks.labelled_remarks import agreement, labelled

from steelyard.remarks import LANGUAGES, Reading, read
from steelyard.remarks.examples import LABELS, OTHER, Example, shipped
from steelyard.stats.sampling.intervals import wilson

PLAIN = {
    "callback": "call ring phone callback anrufen rückruf rappeler rappel llamar llamen richiamare ligar",
    "refund": "refund money geld erstattung remboursement argent dinero reembolso rimborso soldi dinheiro estorno",
    "information": "when where how why wann wo wie warum quand où comment cuándo dónde cómo quando dove come onde como",
    "apology": "complaint apology sorry beschwerde entschuldigung réclamation excuses queja disculpa reclamo scuse",
    "escalation": "manager supervisor lawyer vorgesetzten anwalt responsable avocat jefe abogado responsabile avvocato",
    "cancel": "cancel cancellation kündigen stornieren résilier annuler cancelar disdire annullare rescindir",
    "pleased": "good great thanks thank happy gut danke super bien merci gracias bueno bene grazie ottimo bom obrigado",
    "displeased": "bad poor slow disappointed schlecht enttäuscht mauvais déçu malo mal pessimo deluso mau péssimo",
    "angry": "disgusting angry thieves scam frechheit betrüger honte voleurs vergüenza ladrones vergogna ladri",
    "leaving": "leave leaving switch never wechseln wechsle jamais partir nunca mai competencia concorrenza",
    "neutral": "ok okay average nothing",
}
"""What a plain list of words takes for each, in six languages."""

MANY = 100_000


def main() -> None:
    """Print it all."""
    shown = labelled()
    texts = [example.text for example in shown]
    sides: dict[str, Callable[[Sequence[str]], list[Reading]]] = {"steelyard": read, "word list": plain}
    for language in ("all", *LANGUAGES):
        _table(language, [example for example in shown if language in ("all", example.language)], sides)
    there = [reading for example, reading in zip(shown, read(texts), strict=True) if example.language != OTHER]
    print(f"\nunread: {sum(bool(reading.unread) for reading in there)} of {len(there)}")
    others = [reading for example, reading in zip(shown, read(texts), strict=True) if example.language == OTHER]
    print(f"other languages: {sum(not reading.unread for reading in others)} of {len(others)} read all the same")
    _rated()
    many = _many()
    began = process_time()
    read(many)
    size = sum(map(len, many)) / len(many)
    print(
        f"{len(many):,} remarks that all differ, {size:.0f} characters each: {process_time() - began:.1f} CPU seconds"
    )


def plain(texts: Sequence[str]) -> list[Reading]:
    """The baseline: a word of the list is there, or it is not."""
    lists = {label: set(words.split()) for label, words in PLAIN.items()}
    found = []
    for text in texts:
        words = set(text.casefold().replace("?", " ").replace("!", " ").replace(".", " ").replace(",", " ").split())
        said = [label for label in LABELS if words & lists[label]]
        feeling = next((label for label in ("angry", "displeased", "pleased", "neutral") if label in said), "")
        asks = tuple(label for label in said if label in LABELS[:6])
        found.append(Reading("", asks, feeling, "leaving" in said))
    return found


def _table(language: str, shown: Sequence[Example], sides: dict[str, Callable[[Sequence[str]], list[Reading]]]) -> None:
    print(f"\n{language}: {len(shown)} remarks")
    for label in LABELS:
        told = []
        for name, side in sides.items():
            right, claimed, there = agreement(shown, side([example.text for example in shown]), label)
            told.append(f"{name} precision {_share(right, claimed)} recall {_share(right, there)}")
        print(f"  {label:<12} " + "   ".join(told))


def _share(part: int, whole: int) -> str:
    if not whole:
        return f"{'none claimed':<22}"
    limits = wilson(part, whole)
    return f"{part / whole:4.0%} ({float(limits.low):3.0%}-{float(limits.high):4.0%}) of {whole:<4}"


def _rated() -> None:
    """Feelings against the ratings beside them, where public remarks are at hand."""
    file = Path(os.environ.get("STEELYARD_SHARED", "/nowhere"), "data", "ecommerce-csat", "customer_support_sample.csv")
    if not file.exists():
        print("\nno public remarks with ratings here: set STEELYARD_SHARED")
        return
    with file.open(encoding="utf-8") as rows:
        told = [(int(row["CSAT Score"]), row["Customer Remarks"]) for row in csv.DictReader(rows)]
    told = [(score, text) for score, text in told if text.strip()]
    print(f"\nIndian English remarks with ratings: {len(told)}")
    for name, side in (("steelyard", read), ("word list", plain)):
        readings = side([text for _, text in told])
        for kind, feelings, is_right in (("good", {"pleased"}, (4, 5)), ("bad", {"displeased", "angry"}, (1, 2, 3))):
            scores = [score for (score, _), one in zip(told, readings, strict=True) if one.feeling in feelings]
            truly = sum(score in is_right for score, _ in told)
            right = sum(score in is_right for score in scores)
            print(
                f"  {name} {kind}: rated so {_share(right, len(scores))} of the rated so found {_share(right, truly)}"
            )


def _many() -> list[str]:
    """Remarks that all differ: two of those there are, in every pairing."""
    rng = np.random.default_rng(7)
    texts = [example.text for example in (*labelled(), *shipped()) if example.language == "en"]
    first, second = rng.integers(0, len(texts), (2, MANY))
    return [
        f"{texts[one]} {texts[other]} {place}" for place, (one, other) in enumerate(zip(first, second, strict=True))
    ]


if __name__ == "__main__":
    main()

"""Words of a remark as rules and the classifier see them: lower case, without accents, apostrophes joined or cut."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

STOPS = frozenset(".!?\n…")
"""Signs that end a sentence."""

_SPLIT = re.compile(
    r"(?<![^\W_])(?:l|d|n|j|qu|s|c|m|t|dell|nell|un|all|sull|dall|quest|quell|aujourd|c|e|com)['’](?=[^\W\d_]{2})"
)
_TOKEN = re.compile(r"[^\W_]+(?:['’`´][^\W_]+)*|[.!?,;:\n…]|[\u2600-\u27bf\U0001f300-\U0001faff]|:-?[()]|[:;]-?d\b")
_REPEATED = re.compile(r"(.)\1{2,}")
_SIGNS = re.compile(r"([!?.])[!?. ]*[!?.]")
_LETTERS = re.compile(r"[^\W\d_]")


@lru_cache(maxsize=1 << 16)
def plain(word: str) -> str:
    """A lower-case word without accents or apostrophes, no letter more than twice in a row."""
    if word.isascii():
        found = word
    else:
        apart = unicodedata.normalize("NFKD", word)
        found = "".join(sign for sign in apart if not unicodedata.combining(sign))
    for apostrophe in "'’`´":
        found = found.replace(apostrophe, "")
    return _REPEATED.sub(r"\1\1", found)


def tokens(text: str) -> list[str]:
    """Words, emoji and signs in their order; "!!!" and "?!" are one sign."""
    text = text.casefold()
    if "'" in text or "’" in text:
        text = _SPLIT.sub(lambda found: f"{found[0][:-1]} ", text)
    if not text.isascii():
        text = text.replace("\ufe0f", "").replace("\u200d", "")
    found = _TOKEN.findall(_SIGNS.sub(_one_sign, text))
    return [word if len(word) == 1 and not word.isalpha() else plain(word) for word in found]


def is_word(token: str) -> bool:
    """Whether a token has a letter."""
    return token[0].isalpha() or bool(_LETTERS.search(token))


def _one_sign(found: re.Match[str]) -> str:
    signs = found[0]
    return "?" if "?" in signs else "!" if "!" in signs else "…" if len(signs) > 2 else "."

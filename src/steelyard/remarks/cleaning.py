"""A remark without what the customer did not write: markup, quoted replies, signatures, addresses, numbers."""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"<(?:style|script)\b.*?</(?:style|script)>|<[^<>]{1,400}>", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li|/tr)\b[^<>]*>", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_EMAIL = re.compile(r"\S+@\S+\.\w+")
_NUMBER = re.compile(r"[+(]?\d(?:[\d ()./:-]{4,}\d)")
_SIGNATURE = re.compile(
    r"^\s*(?:--\s*$|sent from my |get outlook for |von meinem .{0,20}gesendet|envoyé de mon |enviado desde mi |"
    r"inviato da(?:l mio)? |enviado do meu |(?:best |kind |warm )?regards\b|mit freundlichen gr|viele grüße|"
    r"cordialement\b|un saludo\b|saludos\b|cordiali saluti|distinti saluti|cumprimentos\b|atenciosamente\b)",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"^\s*(?:-{2,}\s*(?:original|urspr|message d|mensaje orig|messaggio orig|mensagem orig|forwarded)|_{8,}|"
    r"on .{4,80} wrote:|am .{4,80} schrieb .{0,60}:|le .{4,80} a écrit ?:|el .{4,80} escribió:|"
    r"il .{4,80} ha scritto:|em .{4,80} escreveu:|from: .+|von: .+|de ?: .+@)",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """The customer's own words; a link, an address or a long number leaves a blank."""
    if "<" in text or "&" in text:
        text = html.unescape(_TAG.sub(" ", _BREAK.sub("\n", text)))
    if "\n" in text or "\r" in text:
        text = _own_lines(text)
    if "@" in text:
        text = _EMAIL.sub(" ", text)
    if "://" in text or "www." in text:
        text = _LINK.sub(" ", text)
    return _NUMBER.sub(" ", text) if any(map(str.isdigit, text)) else text


def _own_lines(text: str) -> str:
    """Lines that are no quotation; what stands below a quotation marked line by line is the customer's own."""
    kept: list[str] = []
    lines = text.splitlines()
    for place, line in enumerate(lines):
        if _QUOTED.match(line):
            below = next((later for later in lines[place + 1 :] if later.strip()), "")
            if below.lstrip().startswith(">"):
                continue
            break
        if _SIGNATURE.match(line) and any(kept):
            break
        if not line.lstrip().startswith(">"):
            kept.append(line)
    return "\n".join(kept)

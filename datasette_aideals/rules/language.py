"""Telling whether a text is in English, which is all that the rules read."""

import re
from collections import Counter

_WORD = re.compile(r"[^\W\d_]+")
_COMMON = {
    "en": ["the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "with", "was", "on", "as", "are", "by", "from", "has", "have", "will", "its", "this", "at", "be", "which"],
    "de": ["der", "die", "das", "und", "ist", "von", "den", "mit", "für", "auf", "ein", "eine", "nicht", "sich", "des", "dem", "wird", "auch", "bei", "hat"],
    "fr": ["le", "la", "les", "et", "des", "est", "une", "dans", "pour", "que", "qui", "sur", "avec", "par", "plus", "au", "du", "ce", "cette", "a", "été"],
    "es": ["el", "la", "los", "las", "de", "que", "y", "en", "un", "una", "por", "con", "para", "del", "se", "su", "es", "al", "lo", "como"],
    "it": ["il", "di", "che", "e", "la", "per", "un", "una", "con", "del", "della", "sono", "è", "nel", "gli", "anche", "più", "alla"],
    "pt": ["o", "a", "os", "as", "de", "que", "e", "do", "da", "em", "um", "uma", "para", "com", "não", "por", "mais", "dos", "ao"],
    "nl": ["de", "het", "een", "van", "en", "in", "is", "dat", "op", "te", "zijn", "met", "voor", "niet", "aan", "door", "ook"],
}
_LOOKED_AT = 20_000
_FEWEST_WORDS = 8


def language_of(text: str) -> str:
    """The language of ``text`` as a BCP 47 tag: the one whose commonest words it has most of.

    Scripts without Latin letters give "und"; a text too short to tell, such as a headline, passes as English.
    """
    words = [word.casefold() for word in _WORD.findall(text[:_LOOKED_AT])]
    latin = sum(word.isascii() for word in words)
    if words and latin < len(words) / 2:
        return "und"
    if len(words) < _FEWEST_WORDS:
        return "en"
    counts = Counter(words)
    found = {language: sum(counts[word] for word in common) for language, common in _COMMON.items()}
    best = max(found, key=lambda language: found[language])
    return best if found[best] > found["en"] * 1.5 else "en"

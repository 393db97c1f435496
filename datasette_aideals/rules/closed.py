"""The words of closed classes, each with the tag that it has in most places."""

from .lexicon import word_class

_SIMPLE = (
    ("pronoun", "p"),
    ("be", "b"),
    ("have", "h"),
    ("do", "o"),
    ("modal", "m"),
    ("negation", "!"),
    ("conjunction", "c"),
    ("relative", "r"),
    ("subordinator", "s"),
    ("preposition", "i"),
    ("determiner", "d"),
    ("adverb", "a"),
)


def closed_tags() -> dict[str, str]:
    """The usual tag of each word of a closed class, such as "i" for a preposition."""
    tags: dict[str, str] = {}
    for label, tag in _SIMPLE:
        for word in word_class(label):
            tags.setdefault(word, tag)
    tags.update({"that": "r", "who": "r", "which": "r", "where": "r", "whose": "r", "her": "d", "no": "d", "'s": "'"})
    return tags

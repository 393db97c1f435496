"""The words of closed classes, each with the tag that it has in most places."""

from collections.abc import Sequence

from .lexicon import verb_forms, word_class
from .tokens import Token

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


# Words that stand together for one, by the first: the words, their tag and what they mean.
TOGETHER: dict[str, tuple[tuple[tuple[str, ...], str, str], ...]] = {
    "based": (),
    "headquartered": (),
    "as": (
        (("as", "well", "as"), "c", "as well as"),
        (("as", "did"), "i", "alongside"),
        (("as", "many", "as"), "a", "up to"),
        (("as", "much", "as"), "a", "up to"),
        (("as", "few", "as"), "a", "up to"),
    ),
    "in": ((("in", "addition", "to"), "i", "alongside"),),
    "along": ((("along", "with"), "i", "alongside"),),
    "together": ((("together", "with"), "i", "alongside"),),
    "aside": ((("aside", "from"), "i", "besides"),),
    "apart": ((("apart", "from"), "i", "besides"),),
    "due": ((("due", "to"), "i", "amid"),),
    "prior": ((("prior", "to"), "i", "before"),),
    "ahead": ((("ahead", "of"), "i", "before"),),
    "pursuant": ((("pursuant", "to"), "i", "under"),),
    "subject": ((("subject", "to"), "i", "amid"),),
    "thanks": ((("thanks", "to"), "i", "amid"),),
    "issued": (
        (("issued", "share", "capital"), "n", "capital"),
        (("issued", "and", "outstanding"), "n", "outstanding"),
    ),
}


def is_tail(tokens: Sequence[Token], i: int, last: int) -> bool:
    """Whether a word says where a company is without a hyphen: "a Leeds based startup"."""
    if tokens[i].lower not in ("based", "headquartered") or i + 1 >= last or not i:
        return False
    following = tokens[i + 1]
    return tokens[i - 1].text[0].isupper() and following.text[0].isalnum() and following.lower not in _BEHIND


_BEHIND = word_class("preposition") | word_class("adverb") | word_class("determiner") | word_class("conjunction")


def before_infinitive(tokens: Sequence[Token], i: int, last: int) -> bool:
    """Whether a verb follows "to", so that it opens an infinitive."""
    for k in range(i + 1, min(i + 4, last)):
        word = tokens[k].lower
        if word in ("be", "have", "not", "also", "jointly", "further"):
            continue
        form = verb_forms().get(word)
        if form and "b" in form.forms:
            follower = tokens[k + 1].lower if k + 1 < last else ""
            noun = word in word_class("noun_after_to") and (follower in ("of", ".", ",", "") or company_word(follower))
            return not noun
        return k > i + 1 and tokens[k - 1].lower == "be"
    return False


def company_word(word: str) -> bool:
    """Whether a common noun stands for a company."""
    return word in word_class("company") or word in word_class("company_plural")

"""The words that the rules know: closed classes, verbs with their forms, places, given names.

Everything stands in plain files under ``data/``; their first lines say how they are written.
Files are read once, when the first article is.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
_VOWELS = frozenset("aeiou")


@dataclass(frozen=True)
class VerbForm:
    """What a word is as a verb: its base form, and which of the forms b, s, d, n, g it may be.

    b base, s third person, d past, n participle, g with -ing.
    """

    lemma: str
    forms: str


def read_lines(name: str) -> list[str]:
    """The lines of a data file without comments and blank lines."""
    text = (DATA / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def classes(name: str = "grammar.txt") -> dict[str, frozenset[str]]:
    """The word classes of a file; underscores in words stand for blanks."""
    found: dict[str, set[str]] = {}
    current: set[str] = set()
    for line in read_lines(name):
        members = line
        if not line.startswith(" "):
            label, _, members = line.partition(":")
            current = found.setdefault(label, set())
        current.update(word.replace("_", " ") for word in members.split())
    return {label: frozenset(words) for label, words in found.items()}


@cache
def word_class(label: str) -> frozenset[str]:
    """The words of one class of grammar.txt."""
    return classes()[label]


@cache
def verb_forms() -> dict[str, VerbForm]:
    """Every form of every known verb."""
    found: dict[str, VerbForm] = {}
    for lemma, past, participle in _verb_list():
        forms = {"b": lemma, "s": _third(lemma), "d": past, "n": participle, "g": _gerund(lemma, past)}
        for tag, form in forms.items():
            known = found.get(form)
            if known is None or known.lemma == lemma:
                found[form] = VerbForm(lemma, (known.forms if known else "") + tag)
    return found


def _verb_list() -> list[tuple[str, str, str]]:
    verbs: dict[str, tuple[str, str, str]] = {}
    for entry in " ".join(read_lines("verbs.txt")).split():
        lemma, _, irregular = entry.partition("(")
        past, _, participle = irregular.rstrip(")").partition(",")
        verbs[lemma] = (lemma, past or _past(lemma), participle or past or _past(lemma))
    return list(verbs.values())


def _third(lemma: str) -> str:
    if lemma.endswith(("s", "x", "z", "ch", "sh", "o")):
        return lemma + "es"
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        return lemma[:-1] + "ies"
    return lemma + "s"


def _past(lemma: str) -> str:
    if lemma.endswith("e"):
        return lemma + "d"
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        return lemma[:-1] + "ied"
    return lemma + (lemma[-1] if _doubles(lemma) else "") + "ed"


def _gerund(lemma: str, past: str) -> str:
    if lemma.endswith("ie"):
        return lemma[:-2] + "ying"
    if lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")):
        return lemma[:-1] + "ing"
    doubled = past == lemma + lemma[-1] + "ed" or lemma in _DOUBLING or _doubles(lemma)
    return lemma + (lemma[-1] if doubled else "") + "ing"


def _doubles(lemma: str) -> bool:
    """Whether a verb of one syllable doubles its last letter: "grab", but not "back" or "need"."""
    if len(lemma) < 3 or lemma[-1] in "aeiouwxy" or lemma[-2] not in _VOWELS:
        return False
    return lemma[-3] not in _VOWELS and sum(letter in _VOWELS for letter in lemma) == 1


_DOUBLING = frozenset(
    {
        "get",
        "put",
        "set",
        "cut",
        "run",
        "sit",
        "win",
        "let",
        "hit",
        "begin",
        "bet",
        "bid",
        "shut",
        "spin",
        "split",
        "swim",
        "forget",
        "quit",
        "outbid",
    }
)


_NAME_CLASSES = frozenset(
    {"organisation_suffix", "media", "legal", "fund_name", "bank_name", "public_name", "school_name"}
)


@cache
def ordinary_words() -> frozenset[str]:
    """Words that are no name by themselves, in lower case."""
    words = set(" ".join(read_lines("words.txt")).split())
    words.update(verb_forms())
    for label, members in classes().items():
        if label not in _NAME_CLASSES:
            words.update(members)
    return frozenset(words)


@lru_cache(maxsize=50_000)
def is_ordinary(word: str) -> bool:
    """Whether a lower-case word, or what it is inflected from, is an ordinary English word."""
    known = ordinary_words()
    if word in known or word.endswith(("maker", "makers")):
        return True
    if "-" in word:
        return all(is_ordinary(part) or part.isdigit() for part in word.split("-") if part)
    for ending, replacements in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word[: -len(ending)]
            if any(stem + replacement in known for replacement in replacements):
                return True
    return False


_ENDINGS = (
    ("ies", ("y",)),
    ("es", ("", "e")),
    ("s", ("",)),
    ("ed", ("", "e")),
    ("ing", ("", "e")),
    ("ly", ("", "le")),
    ("er", ("", "e")),
    ("ers", ("", "e")),
    ("est", ("", "e")),
    ("ness", ("",)),
    ("less", ("",)),
    ("ful", ("",)),
)


@cache
def function_words() -> frozenset[str]:
    """Small words of grammar and the calendar, which open sentences and name nobody."""
    return frozenset().union(*(word_class(label) for label in _FUNCTION_CLASSES))


_FUNCTION_CLASSES = (
    "pronoun",
    "conjunction",
    "subordinator",
    "relative",
    "be",
    "have",
    "do",
    "modal",
    "negation",
    "adverb",
    "calendar",
)


@cache
def place_words() -> dict[str, str]:
    """Every known place or nationality, in lower case, with its class."""
    return {word: label for label, words in classes("places.txt").items() for word in words}


@cache
def given_names() -> frozenset[str]:
    """Common given names, in lower case."""
    return frozenset(" ".join(read_lines("people.txt")).split())


@cache
def sections(name: str = "patterns.txt") -> dict[str, tuple[str, ...]]:
    """The lines of a data file by the section that they stand in: "[section]  what it is"."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in read_lines(name):
        if line.startswith("["):
            current = found.setdefault(line[1 : line.index("]")], [])
        else:
            current.append(line)
    return {title: tuple(lines) for title, lines in found.items()}


def alternatives(section: str) -> str:
    """The lines of a section of patterns.txt as one group of a regular expression."""
    return f"(?:{'|'.join(sections()[section])})"


def is_adverb(word: str, text: str) -> bool:
    """Whether a word on -ly is an adverb: an ordinary word itself, or made of one ("steadily")."""
    if len(word) < _SHORTEST_ADVERB or word in word_class("no_adverb"):
        return False
    made_of = (word[:-2], f"{word[:-3]}y", f"{word[:-1]}e") if text.islower() else ()
    return is_ordinary(word) or any(is_ordinary(one) for one in made_of)


_SHORTEST_ADVERB = 5

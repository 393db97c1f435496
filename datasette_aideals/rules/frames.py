"""The frames of data/frames.txt: which words make a deal, and who stands where around them."""

from dataclasses import dataclass
from functools import cache

from ..terms import DealType, Role, Status
from .lexicon import read_lines


@dataclass(frozen=True)
class Condition:
    """A test on one slot: whether it holds (or, not ``wanted``, lacks) something of a class."""

    slot: str
    word_class: str
    wanted: bool

    def __str__(self) -> str:
        """The condition as frames.txt writes it."""
        return f"{self.slot}{'~' if self.wanted else '!'}{self.word_class}"


@dataclass(frozen=True)
class Slot:
    """A place in the grammar and the role of who stands there."""

    place: str
    role: Role
    needed: bool


@dataclass(frozen=True)
class Frame:
    """One line of frames.txt for one word."""

    kind: str
    word: str
    type: DealType
    joins: bool
    slots: tuple[Slot, ...]
    conditions: tuple[Condition, ...]
    status: Status | None
    line: str


@cache
def frames() -> dict[tuple[str, str], tuple[Frame, ...]]:
    """The frames by kind ("verb" or "noun") and word, in the order of the file."""
    found: dict[tuple[str, str], list[Frame]] = {}
    for line in read_lines("frames.txt"):
        for frame in _parse(line):
            found.setdefault((frame.kind, frame.word), []).append(frame)
    return {key: tuple(entries) for key, entries in found.items()}


@cache
def particle_verbs() -> frozenset[tuple[str, str]]:
    """Verbs with a particle, such as ("snap", "up")."""
    pairs = (word.split(" ", 1) for kind, word in frames() if kind == "verb" and " " in word)
    return frozenset((verb, particle) for verb, particle in pairs)


def _parse(line: str) -> list[Frame]:
    head, _, tail = line.partition(" if ")
    kind, words, label, *pairs = head.split()
    options = dict(pair.split("=", 1) for pair in [*pairs, *(part for part in tail.split() if "=" in part)])
    status = options.pop("status", None)
    slots = tuple(Slot(place, Role(role.rstrip("!")), role.endswith("!")) for place, role in options.items())
    conditions = tuple(_condition(part) for part in tail.split() if "=" not in part)
    return [
        Frame(
            kind=kind,
            word=word.replace("+", " "),
            type=DealType(label.rstrip("+")),
            joins=label.endswith("+"),
            slots=slots,
            conditions=conditions,
            status=Status(status) if status else None,
            line=line,
        )
        for word in words.split(",")
    ]


def _condition(text: str) -> Condition:
    wanted = "~" in text
    slot, word_class = text.split("~" if wanted else "!", 1)
    return Condition(slot, word_class, wanted)

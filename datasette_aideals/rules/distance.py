"""How somebody stands to a candidate over the sentences between: what is nearer, who was named last, what is said.

Most parties that a sentence leaves out are told beside it: "Other backers include ...", "the company".
"""

from collections.abc import Sequence

from .candidates import Candidate, Scene, frame_types
from .features import telling_words
from .mentions import Mention

_TOPICS = 3
_BACK = 6


def distance_groups(scene: Scene, candidate: Candidate, one: Mention) -> list[Sequence[str]]:
    """The traits of somebody that rest on where in the text they stand and that others there have, too."""
    home, there = candidate.sentence.index, one.sentence.index
    away = there - home
    whence = way(away)
    groups: list[Sequence[str]] = [
        scene.once(_between, home, there, one.leads, one.in_lead),
        scene.once(_opening, home, whence),
        scene.once(_of_topic, home, one.topic, away != 0, candidate.draft is not None),
    ]
    if away:
        groups.append(scene.once(_said_from, there, whence))
    return groups


def distance_traits(scene: Scene, candidate: Candidate, one: Mention) -> list[str]:
    """Whether somebody was named last before a candidate's sum or word."""
    home = candidate.sentence.index
    last, key = scene.once(_last_named, home, candidate.anchor), one.name.entity.key
    if not last:
        return []
    whence = way(one.sentence.index - home)
    return [f"named last {key in last} first {key == last[0]} {whence}", f"named last {key == last[-1]} {whence}"]


def way(away: int) -> str:
    """Whether a sentence stands behind a candidate's, before it, or is the same."""
    return "+" if away > 0 else "-" if away < 0 else "0"


def _between(scene: Scene, home: int, there: int, leads: bool, in_lead: bool) -> list[str]:
    """How far it is, and how many other candidates are nearer to a sentence than one of ``home``, or in it."""
    whence, away = way(there - home), max(-3, min(3, there - home))
    nearer = scene.nearer(home, there)
    mirror = 2 * there - home
    tie = int(bool(away and scene.told_in(mirror, mirror)))
    sentences = scene.article.sentences
    paragraphs = sentences[there].paragraph - sentences[home].paragraph
    found = [
        f"away {away}",
        f"nearer {whence} {nearer}",
        f"nearer {nearer} tie {tie} {whence}",
        f"paragraphs {max(-2, min(2, paragraphs))} {whence}",
        f"in lead {in_lead} {whence}",
        f"names here {_how_many_in(scene, home)} away {away}",
    ]
    if away:
        found.append(f"here opens {_opening_words(scene, home)[0]} {away} first {leads}")
    return found if paragraphs else [*found, "same paragraph"]


def _opening(scene: Scene, home: int, whence: str) -> list[str]:
    """How a candidate's sentence begins, such as with "the company", and how many it names."""
    one, two = _opening_words(scene, home)
    return [
        f"here opens {one} {whence}",
        f"here opens {one} {two} {whence}",
        f"names here {'in' if whence == '0' else 'out'} {_how_many_in(scene, home)}",
    ]


def _of_topic(scene: Scene, home: int, topic: int, out: bool, framed: bool) -> list[str]:
    """How much the article is about somebody, together with how a candidate's sentence begins."""
    found = [f"names here {'out' if out else 'in'} {_how_many_in(scene, home)} topic {min(topic, 2)}"]
    if out:
        one, two = _opening_words(scene, home)
        rank = min(topic, _TOPICS)
        found += [f"here opens {one} topic {rank}", f"here opens {one} {two} topic {rank}"]
    return found if framed else [*found, "no frame", f"no frame topic {topic}"]


def _opening_words(scene: Scene, index: int) -> tuple[str, str]:
    sentence = scene.article.sentences[index]
    return scene.word(sentence.tokens[0], sentence), scene.word(sentence.tokens[0] + 1, sentence)


def _how_many_in(scene: Scene, index: int) -> int:
    """How many organisations a sentence names: 3 for more."""
    return min(3, len({name.entity.key for name in scene.names.get(index, ())}))


def _last_named(scene: Scene, home: int, anchor: int) -> list[str]:
    """The organisations of the last sentence that names any up to a candidate's sum or word."""
    for index in range(home, max(-1, home - _BACK - 1), -1):
        names = [one for one in scene.names.get(index, ()) if index < home or one.first < anchor]
        if names:
            return [one.entity.key for one in names]
    return []


def _said_from(scene: Scene, there: int, whence: str) -> list[str]:
    """What is said in a sentence, as traits of those named there; ``whence`` says on which side of a candidate."""
    said = scene.once(_said_in, there)
    one, two = _opening_words(scene, there)
    return [
        *(f"there {one}" for one in said),
        *(f"there {whence} {one}" for one in said),
        f"there opens {one}",
        f"there opens {whence} {one} {two}",
        f"told there {whence} {min(2, scene.told_in(there, there))}",
        f"sum there {whence} {there in scene.places_of_sums}",
    ]


def _said_in(scene: Scene, index: int) -> list[str]:
    """The telling words of a sentence and the kinds of deals that they tell, each once."""
    first, last = scene.article.sentences[index].tokens
    kinds = dict.fromkeys(kind for stem in scene.stems[first:last] for kind in frame_types(stem))
    return [*scene.once(telling_words, index), *(f"tells {kind}" for kind in kinds), f"length {(last - first) // 10}"]

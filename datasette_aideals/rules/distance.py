"""How somebody stands to a candidate over the sentences between: what is nearer, who was named last, what is said.

Most parties that a sentence leaves out are told beside it: "Other backers include ...", "the company".
"""

from collections.abc import Iterator

from .article import Sentence
from .candidates import Candidate, Scene
from .names import Name

_TOPICS = 3


def distance_features(scene: Scene, candidate: Candidate, name: Name) -> Iterator[str]:
    """The traits of somebody that rest on where in the text they stand."""
    there = scene.sentence_of.get(name.first, candidate.sentence)
    away = there.index - candidate.sentence.index
    way = "+" if away > 0 else "-" if away < 0 else "0"
    key = name.entity.key
    topic = min(scene.topic(key), _TOPICS)
    leads = _leads(scene, there, key)
    yield from _rivals(scene, candidate, there, way)
    yield from _openings(scene, candidate, there, way, leads, topic)
    yield from _names_around(scene, candidate, key, away, topic)
    yield f"lead {min(there.index, 3)} first {leads}"
    yield f"in lead {any(_leads_in(scene, i, key) for i in (0, 1))} {way}"
    yield f"paragraphs {max(-2, min(2, there.paragraph - candidate.sentence.paragraph))} {way}"
    if away:
        yield from scene.said_from(there, way)


def _leads(scene: Scene, sentence: Sentence, key: str) -> bool:
    names = scene.names.get(sentence.index)
    return not names or names[0].entity.key == key


def _leads_in(scene: Scene, index: int, key: str) -> bool:
    return any(name.entity.key == key for name in scene.names.get(index, ()))


def _rivals(scene: Scene, candidate: Candidate, there: Sentence, way: str) -> Iterator[str]:
    """How many other candidates are nearer to the name, or as near, or in its own sentence."""
    home = candidate.sentence.index
    distance = abs(there.index - home)
    nearer = scene.nearer(home, there.index)
    mirror = 2 * there.index - home
    tie = int(bool(distance and scene.told_in(mirror, mirror)))
    yield f"nearer {way} {nearer}"
    yield f"nearer {nearer} tie {tie} {way}"
    if distance:
        yield f"told there {way} {min(2, scene.told_in(there.index, there.index))}"
        yield f"sum there {way} {there.index in scene.places_of_sums}"


def _openings(scene: Scene, candidate: Candidate, there: Sentence, way: str, leads: bool, topic: int) -> Iterator[str]:
    """How the candidate's sentence begins, such as with "the company", and the name's own."""
    home = candidate.sentence
    one, two = (scene.word(home.tokens[0] + step, home) for step in (0, 1))
    yield f"here opens {one} {way}"
    yield f"here opens {one} {two} {way}"
    if there.index == home.index:
        return
    away = max(-3, min(3, there.index - home.index))
    yield f"here opens {one} {away} first {leads}"
    yield f"here opens {one} topic {topic}"
    yield f"here opens {one} {two} topic {topic}"
    one, two = (scene.word(there.tokens[0] + step, there) for step in (0, 1))
    yield f"there opens {one}"
    yield f"there opens {way} {one} {two}"


def _names_around(scene: Scene, candidate: Candidate, key: str, away: int, topic: int) -> Iterator[str]:
    """How many the candidate's own sentence names, and whether it was named last before."""
    way = "+" if away > 0 else "-" if away < 0 else "0"
    here = min(3, scene.how_many_in(candidate.sentence.index))
    side = "out" if away else "in"
    yield f"names here {side} {here}"
    yield f"names here {side} {here} topic {min(topic, 2)}"
    yield f"names here {here} away {max(-3, min(3, away))}"
    last = scene.named_before(candidate)
    if last:
        yield f"named last {key in last} first {key == last[0]} {way}"
        yield f"named last {key == last[-1]} {way}"

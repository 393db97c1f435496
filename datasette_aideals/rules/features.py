"""What the judge looks at: traits of a place that may tell of a deal, and of somebody who may take part in it.

Each trait is a string; the judge has a weight for it and each answer, or none.
"""

import re
from collections.abc import Iterator

from ..terms import DealType, Role
from .article import Sentence
from .candidates import Candidate, Scene, frame_types
from .entities import Entity
from .lexicon import alternatives, verb_forms, word_class
from .names import Name
from .phrases import Phrase, Verb
from .subjects import subject_of

_KINDS = ("fund", "bank", "public", "school")
# Words of forecasts, markets, accounts, parts of a sum.
_NOISE = re.compile(rf"\b{alternatives('noise')}\b")
_MARKS = frozenset(";:—–|(→")
_LISTING = frozenset({",", "and", "&", "the", "plus", "(", ")"})
_NEAR = 6
_FAR = 14

GIVERS = {
    DealType.INVESTMENT: Role.INVESTOR,
    DealType.ACQUISITION: Role.ACQUIRER,
    DealType.PURCHASE: Role.CUSTOMER,
    DealType.DEBT: Role.LENDER,
    DealType.GRANT: Role.GRANTOR,
    DealType.LICENSING: Role.LICENSEE,
    DealType.CAPEX: Role.SPENDER,
}
TAKERS = {
    DealType.INVESTMENT: Role.INVESTEE,
    DealType.ACQUISITION: Role.TARGET,
    DealType.PURCHASE: Role.SUPPLIER,
    DealType.DEBT: Role.BORROWER,
    DealType.GRANT: Role.GRANTEE,
    DealType.LICENSING: Role.LICENSOR,
    DealType.IPO: Role.ISSUER,
}


def side(kind: DealType, role: Role | None) -> str:
    """A role as the side of any deal: "giver", "taker", or the role itself; "none" for nobody."""
    if role is None:
        return "none"
    if role is GIVERS.get(kind):
        return "giver"
    return "taker" if role is TAKERS.get(kind) else role.value


def role_of_side(kind: DealType, name: str) -> Role | None:
    """The role that a side is in a kind of deal; None where it has no such side."""
    if name == "none":
        return None
    if name in ("giver", "taker"):
        return (GIVERS if name == "giver" else TAKERS).get(kind)
    return Role(name)


def kind_of_party(entity: Entity) -> str:
    """What sort of organisation a name stands for, as far as the table or its own words tell."""
    if entity.known:
        return f"known {entity.known.kind}"
    words = entity.name.lower().split()
    return next((kind for kind in _KINDS if not word_class(f"{kind}_name").isdisjoint(words)), "unknown")


def bucket(number: int) -> int:
    """A number made coarse: 1, 2, 3, 5, 8, 13, 21, 34 or more."""
    return next((step for step in (1, 2, 3, 5, 8, 13, 21, 34) if number <= step), 99)


def deal_features(scene: Scene, candidate: Candidate) -> list[str]:
    """The traits of a candidate by which the judge tells what kind of deal it is, if any."""
    sentence = candidate.sentence
    names = scene.names.get(sentence.index, [])
    found = [*_found_before(candidate), *_of_sum(scene, candidate), *_words_around(scene, candidate)]
    found.append(f"place {bucket(sentence.index + 1)}")
    found.append(f"length {bucket((sentence.tokens[1] - sentence.tokens[0]) // 5 + 1)}")
    found.append(f"names {min(4, len({name.entity.key for name in names}))}")
    found += {f"kind {kind_of_party(name.entity)}" for name in names[:6]}
    found.append(f"told {_told(scene, candidate)}")
    if not sentence.parts:
        found.append("not parsed")
    if _NOISE.search(scene.article.lower, sentence.span.start, sentence.span.end):
        found.append("noise")
    if sentence.index:
        before = scene.article.sentences[sentence.index - 1]
        found += {f"before {kind}" for i in range(*before.tokens) for kind in frame_types(scene.stems[i])}
    return found


def _found_before(candidate: Candidate) -> Iterator[str]:
    """What the frames made of it."""
    draft = candidate.draft
    if draft is None:
        yield "no frame"
        return
    yield f"type {draft.type.value}"
    yield f"source {draft.source}"
    yield f"status {draft.status.value}"
    yield f"parties {min(4, len(draft.parties))}"
    for word in {word for _, word in draft.frames[:3]}:
        yield f"frame {word}"


def _of_sum(scene: Scene, candidate: Candidate) -> Iterator[str]:
    amount = candidate.amount
    if amount is None:
        yield "no sum"
        return
    role = scene.article.sum_roles.get(amount.span.start)
    yield f"sum {role.value if role else 'other'}"
    yield f"digits {len(str(int(amount.money.value)))}"
    yield f"qualifier {amount.money.qualifier.value}"
    if amount.per:
        yield "per unit"


def _words_around(scene: Scene, candidate: Candidate) -> set[str]:
    sentence, at, end = candidate.sentence, candidate.anchor, candidate.end
    found: set[str] = set()
    for i in range(*sentence.tokens):
        word = scene.word(i, sentence)
        if word in word_class("plain_word") or not word[0].isalpha():
            continue
        types = frame_types(word)
        found.add(f"word {word}")
        found.update(f"tells {kind}" for kind in types)
        if -_NEAR <= i - at < 0:
            found.add(f"left {word}")
            found.update(f"left tells {kind}" for kind in types)
        elif 0 <= i - end < _NEAR:
            found.add(f"right {word}")
            found.update(f"right tells {kind}" for kind in types)
    one, two = scene.word(at - 1, sentence), scene.word(at - 2, sentence)
    next_one, next_two = scene.word(end, sentence), scene.word(end + 1, sentence)
    return found | {f"1< {one}", f"2< {two} {one}", f"1> {next_one}", f"2> {next_one} {next_two}"}


def _told(scene: Scene, candidate: Candidate) -> int:
    """How many of the sentence's organisations take part together in a deal that a frame found elsewhere."""
    keys = {name.entity.key for name in scene.names.get(candidate.sentence.index, [])}
    others = {id(draft): draft for key in keys for draft in scene.deals_of.get(key, [])}
    others.pop(id(candidate.draft), None)
    return min(2, max((len(keys & draft.party_keys()) for draft in others.values()), default=0))


def role_features(scene: Scene, candidate: Candidate, name: Name) -> list[str]:
    """The traits of somebody near a candidate by which the judge tells their part in it, if any."""
    sentence = scene.sentence_of.get(name.first, candidate.sentence)
    away = sentence.index - candidate.sentence.index
    kind = kind_of_party(name.entity)
    key = name.entity.key
    topic = scene.topics.index(key) if key in scene.topics else 9
    found = [f"kind {kind}", f"topic {topic}", f"named {bucket(scene.counts[key])}", f"away {max(-3, min(3, away))}"]
    found += _by_the_frames(candidate, key, kind, topic)
    found += _in_its_list(scene, candidate, name, kind)
    found += _in_its_sentence(scene, name, sentence)
    if away == 0:
        found += _up_to_the_anchor(scene, candidate, name)
    if sentence.paragraph == candidate.sentence.paragraph:
        found.append("same paragraph")
    if scene.heads.get(candidate.sentence.paragraph) == key:
        found.append("head of the paragraph")
    if name.entity.known and name.entity.known.ai:
        found.append("ai company")
    others = (draft for draft in scene.deals_of.get(key, []) if draft is not candidate.draft)
    elsewhere = {side(draft.type, role) for draft in others if (role := draft.role_of(name.entity))}
    return found + [f"elsewhere {one}" for one in elsewhere]


def _by_the_frames(candidate: Candidate, key: str, kind: str, topic: int) -> Iterator[str]:
    """Which part the frames gave it, and which parts they gave at all."""
    draft = candidate.draft
    if draft is None:
        yield "no frame"
        yield f"no frame topic {topic}"
        return
    role = next((role for role, party in draft.parties if party.entity.key == key), None)
    mine = side(draft.type, role)
    has = ",".join(sorted({side(draft.type, role) for role, _ in draft.parties}))
    yield f"frame {mine}"
    yield f"frame {mine} {kind}"
    yield f"frames {has} {'in' if role else 'out'}"
    yield f"frames {has} {'in' if role else 'out'} topic {topic}"
    yield f"source {draft.source} {'in' if role else 'out'}"
    for word in {word for _, word in draft.frames[:3]}:
        yield f"frame {word} {mine}"


def _in_its_list(scene: Scene, candidate: Candidate, name: Name, kind: str) -> Iterator[str]:
    """What stands before the list of names that it is part of, and what the frames made of its neighbours."""
    sentence = scene.sentence_of.get(name.first, candidate.sentence)
    away = max(-2, min(2, sentence.index - candidate.sentence.index))
    at = name.first - 1
    while at >= sentence.tokens[0] and (at in scene.named or scene.article.tokens[at].lower in _LISTING):
        at -= 1
    governor = scene.word(at, sentence)
    behind = "behind" if name.first > candidate.anchor else "before"
    yield f"list< {governor}"
    yield f"list<< {scene.word(at - 1, sentence)} {governor}"
    yield f"list< {governor} {away} {behind}"
    yield f"list< {governor} {kind}"
    verb = _next_verb(scene, range(name.last, min(sentence.tokens[1], name.last + _FAR)))
    yield f"verb> {verb} {away}"
    yield f"in a list {at != name.first - 1}"
    if candidate.draft:
        neighbours = {one.entity.key for one in scene.names.get(sentence.index, []) if at < one.first}
        for role, party in candidate.draft.parties:
            if party.entity.key in neighbours and party.entity.key != name.entity.key and party.first > at:
                yield f"beside {side(candidate.draft.type, role)}"


def _in_its_sentence(scene: Scene, name: Name, sentence: Sentence) -> Iterator[str]:
    first, last = name.first, name.last
    one, next_one = scene.word(first - 1, sentence), scene.word(last, sentence)
    yield f"1< {one}"
    yield f"2< {scene.word(first - 2, sentence)} {one}"
    yield f"1> {next_one}"
    yield f"2> {next_one} {scene.word(last + 1, sentence)}"
    yield f"verb> {_next_verb(scene, range(last, min(sentence.tokens[1], last + _FAR)))}"
    yield f"verb< {_next_verb(scene, range(first - 1, max(sentence.tokens[0] - 1, first - _FAR), -1))}"
    names = scene.names.get(sentence.index, [])
    yield f"first {not names or names[0].first >= first}"
    for verb in _subject_of(sentence, name):
        yield f"subject of {verb}"


def _next_verb(scene: Scene, places: range) -> str:
    for at in places:
        form = verb_forms().get(scene.article.tokens[at].lower)
        if form and at not in scene.named:
            return form.lemma
    return "#"


def _subject_of(sentence: Sentence, name: Name) -> Iterator[str]:
    """The verbs whose subject it is; in the passive with "by" at the end."""
    for at, part in enumerate(sentence.parts):
        if isinstance(part, Verb) and part.first > name.first - 40:
            subject = subject_of(sentence.parts, at)
            if isinstance(subject, Phrase) and name in subject.names:
                yield f"{part.lemma} passive" if part.passive else part.lemma


def _up_to_the_anchor(scene: Scene, candidate: Candidate, name: Name) -> set[str]:
    """How far it is from the sum or telling word, and what stands between."""
    before = name.first < candidate.anchor
    way = "<" if before else ">"
    first, last = (name.last, candidate.anchor) if before else (candidate.end, name.first)
    distance = abs(name.first - candidate.anchor)
    between = {one.entity.key for one in scene.names.get(candidate.sentence.index, []) if first <= one.first < last}
    found = {f"distance {way}{bucket(distance)}", f"between {way}{min(4, len(between))}"}
    for at in range(first, last):
        word = scene.word(at, candidate.sentence)
        if word[0].isalpha() or word in _MARKS or word[0] == "<":
            found.add(f"between {way}{word}")
        found.update(f"between {way}tells {kind}" for kind in frame_types(word))
    return found

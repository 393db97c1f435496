"""What may be a deal: those that frames found, sums that no frame took, and sentences that tell one without a sum."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, TypeVar

from ..values.money import MoneyMention
from .article import Article, Sentence
from .cues import Cue, cues
from .drafts import Draft
from .entities import Kind
from .frames import frames
from .lexicon import verb_forms, word_class
from .names import Name
from .status import UNREAL, is_denied
from .tokens import Token

_Made = TypeVar("_Made")
_LEAST = 20_000
_REACH = 2
_TOPICS = 4
_MOST_SENTENCES = 4
_MOST_DEALS = 50
_ELSEWHERE = 30


@dataclass(frozen=True)
class Candidate:
    """A place that may tell of a deal: its sentence, the tokens of its sum or telling word, what a frame made of it.

    ``again`` are further places that tell it: mostly the text behind a headline.
    """

    sentence: Sentence
    anchor: int
    end: int
    amount: MoneyMention | None = None
    draft: Draft | None = None
    again: "tuple[Candidate, ...]" = ()

    @property
    def places(self) -> "tuple[Candidate, ...]":
        """Every place that tells it."""
        return self, *self.again

    def nearest(self, sentence: int, token: int) -> "Candidate":
        """The place that is nearest to a token of a sentence."""
        if not self.again:
            return self
        return min(self.places, key=lambda one: (abs(one.sentence.index - sentence), abs(one.anchor - token)))


class Scene:
    """An article as candidates see it: who stands in which sentence, and whom it is about."""

    def __init__(self, article: Article, drafts: Sequence[Draft]) -> None:
        self.article = article
        self.drafts = drafts
        self.sentence_of = {i: one for one in article.sentences for i in range(*one.tokens)}
        parties = [name for name in article.names if name.entity.is_party]
        self.names: dict[int, list[Name]] = {}
        for name in parties:
            if name.first in self.sentence_of:
                self.names.setdefault(self.sentence_of[name.first].index, []).append(name)
        self.counts = Counter(name.entity.key for name in parties)
        self.topics = self._topics(parties)
        self.topic_names = {
            key: [name for name in parties if name.entity.key == key and name.first in self.sentence_of]
            for key in self.topics[:-1]
        }
        self.deals_of: dict[str, list[Draft]] = {}
        for draft in drafts:
            for key in draft.party_keys():
                known = self.deals_of.setdefault(key, [])
                if len(known) < _MOST_DEALS:
                    known.append(draft)
        self.stems = [stem(token.lower) for token in article.tokens]
        self.named = {i for name in article.names for i in range(name.first, name.last)}
        self.heads = self._heads()
        self._made: dict[tuple[Hashable, ...], Any] = {}

    def once(self, make: Callable[..., _Made], *about: Hashable) -> _Made:
        """What ``make`` makes of this scene and of what it is ``about``, made when first asked for."""
        key = (make, *about)
        made: _Made | None = self._made.get(key)
        if made is None:
            made = self._made[key] = make(self, *about)
        return made

    @cached_property
    def candidates(self) -> list[Candidate]:
        """What may be a deal: the deals that frames found first, then what they left."""
        return _candidates(self)

    @cached_property
    def places(self) -> list[int]:
        """The sentences of the candidates, in order; one that has two stands there twice."""
        return sorted(place.sentence.index for one in self.candidates for place in one.places)

    @cached_property
    def places_of_sums(self) -> frozenset[int]:
        """The sentences of the candidates that have a sum."""
        return frozenset(one.sentence.index for one in self.candidates if one.amount)

    def told_in(self, first: int, last: int) -> int:
        """How many candidates stand in the sentences from one to another."""
        return bisect_right(self.places, last) - bisect_left(self.places, first)

    def nearer(self, home: int, there: int) -> int:
        """How many candidates are nearer to a sentence than one of the sentence ``home``: 2 for more."""
        distance = abs(there - home)
        return min(2, self.told_in(there - distance + 1, there + distance - 1)) if distance else 0

    def topic(self, key: str) -> int:
        """The rank of an organisation among those that the article is about; 9 for others."""
        return self.topics.index(key) if key in self.topics else 9

    def _topics(self, parties: Sequence[Name]) -> list[str]:
        """The organisations named most often; those of the first lines count more."""
        counts: Counter[str] = Counter()
        early = self.article.sentences[1].tokens[1] if len(self.article.sentences) > 1 else 0
        for name in parties:
            if name.entity.kind is not Kind.MEDIA:
                counts[name.entity.key] += 3 if name.first < early else 1
        return [key for key, _ in counts.most_common(_TOPICS)]

    def _heads(self) -> dict[int, str]:
        """The organisation that each paragraph names first."""
        heads: dict[int, str] = {}
        for sentence in self.article.sentences:
            for name in self.names.get(sentence.index, [])[:1]:
                heads.setdefault(sentence.paragraph, name.entity.key)
        return heads

    @cached_property
    def words_as_they_stand(self) -> list[str]:
        """The tokens in small letters; names and values as their kind."""
        words = [token.lower for token in self.article.tokens]
        for at in self.named:
            words[at] = "<N>"
        for at, (tag, _, _) in self.article.values.items():
            words[at] = f"<{tag}>"
        return words

    @cached_property
    def _shown(self) -> list[str]:
        shown = list(self.stems)
        for at in self.named:
            shown[at] = "<N>"
        for at, (tag, _, _) in self.article.values.items():
            shown[at] = f"<{tag}>"
        return shown

    def word(self, at: int, sentence: Sentence) -> str:
        """What stands at a token, with names and values as their kind: "<N>", "<$>"; "#" outside the sentence."""
        first, last = sentence.tokens
        return self._shown[at] if first <= at < last else "#"

    def cues_in(self, index: int) -> list[Cue]:
        """The words of a sentence that say what a sum is for; none of a sentence that is not there."""
        return self.once(_cues, index) if 0 <= index < len(self.article.sentences) else []

    def words(self, sentence: Sentence) -> list[str]:
        """What stands at each token of a sentence, with names and values as their kind."""
        return self._shown[slice(*sentence.tokens)]

    def names_near(self, candidate: Candidate) -> dict[str, Name]:
        """Who may take part, by key: everybody in or near the sentence and whom the article is about.

        Of several mentions the one nearest to the candidate stands for an organisation.
        """
        found: dict[str, Name] = {}
        near: set[int] = set()
        for place in candidate.places:
            near.update(range(place.sentence.index - _REACH, place.sentence.index + _REACH + 1))
        for _, party in candidate.draft.parties if candidate.draft else ():
            found[party.entity.key] = Name(party.first, party.last, party.entity)
        best: dict[str, int] = {}
        closest = [self._closest(names, candidate.anchor) for names in self.topic_names.values() if names]
        for name in [*(name for index in sorted(near) for name in self.names.get(index, [])), *closest]:
            key = name.entity.key
            distance = self._distance(candidate, name)
            if distance < best.get(key, distance + 1):
                best[key] = distance
                found[key] = name
        return found

    def _distance(self, candidate: Candidate, name: Name) -> int:
        """How far a name is from the nearest place of a candidate, in tokens; other sentences are farther."""
        index = self.sentence_of[name.first].index
        place = candidate.nearest(index, name.first)
        return abs(name.first - place.anchor) + (_ELSEWHERE if place.sentence.index != index else 0)

    def _closest(self, names: Sequence[Name], anchor: int) -> Name:
        """Of the mentions of one organisation the nearest to a token."""
        at = bisect_left(names, anchor, key=_first)
        return min(names[max(0, at - 1) : at + 1], key=lambda name: abs(name.first - anchor))


def _cues(scene: Scene, index: int) -> list[Cue]:
    return cues(scene.stems, *scene.article.sentences[index].tokens)


def _first(name: Name) -> int:
    return name.first


def _start(token: Token) -> int:
    return token.start


def _candidates(scene: Scene) -> list[Candidate]:
    article = scene.article
    found = [_of_draft(scene, draft) for draft in scene.drafts if article.sentences]
    sums = {(one.amount.money.value, one.amount.money.currency) for one in found if one.amount}
    told = {index for draft in scene.drafts for index in draft.sentences}
    for sentence in article.sentences:
        if UNREAL.search(article.lower, sentence.span.start, sentence.span.end):
            continue
        money = list(_sums(article, sentence))
        found += [
            Candidate(sentence, at, end, amount)
            for at, end, amount in money
            if (amount.money.value, amount.money.currency) not in sums
            and not is_denied(article, sentence.span, article.tokens[at].start)
        ]
        if not money and sentence.index not in told and sentence.index in scene.names:
            found += _by_word(scene, sentence)
    return found


def _of_draft(scene: Scene, draft: Draft) -> Candidate:
    start = draft.amount.span.start if draft.amount else draft.spans[0].start
    tokens, values = scene.article.tokens, scene.article.values
    at = max(0, min(bisect_left(tokens, start, key=_start), len(tokens) - 1))
    sentence = scene.sentence_of.get(at, scene.article.sentences[draft.sentence])
    end = values[at][1] if at in values else at + 1
    others = [index for index in dict.fromkeys(draft.sentences) if index != sentence.index][: _MOST_SENTENCES - 1]
    again = tuple(_told_again(scene, draft, scene.article.sentences[index]) for index in others)
    return Candidate(sentence, at, end, draft.amount, draft, again)


def _told_again(scene: Scene, draft: Draft, sentence: Sentence) -> Candidate:
    """A deal of the frames in another sentence that tells it: at its sum, else at the frame's word."""
    for at, end, amount in _sums(scene.article, sentence):
        if draft.amount and amount.money.value == draft.amount.money.value:
            return Candidate(sentence, at, end, draft.amount, draft)
    words = {word for _, word in draft.frames}
    first, last = sentence.tokens
    at = next((at for at in range(first, last) if scene.stems[at] in words), first)
    return Candidate(sentence, at, at + 1, draft.amount, draft)


def _sums(article: Article, sentence: Sentence) -> Iterator[tuple[int, int, MoneyMention]]:
    for at in range(*sentence.tokens):
        _, end, value = article.values.get(at, ("", 0, None))
        if isinstance(value, MoneyMention) and not value.bracketed and value.money.value >= _LEAST:
            yield at, end, value


def _by_word(scene: Scene, sentence: Sentence) -> list[Candidate]:
    """A sentence without a sum at its first word that some frame knows."""
    for at in range(*sentence.tokens):
        if scene.stems[at] not in _EMPTY and frame_types(scene.stems[at]) and at not in scene.named:
            return [Candidate(sentence, at, at + 1)]
    return []


_EMPTY = frozenset({"be", "have", "make"})


@cache
def stem(word: str) -> str:
    """The base form of a verb, the singular of a noun, as far as endings tell."""
    form = verb_forms().get(word)
    if form:
        return form.lemma
    return word[:-1] if word.endswith("s") and len(word) > 4 else word


@cache
def _types_by_word() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for (_, words), entries in frames().items():
        found.setdefault(words.split()[0], set()).update(frame.type.value for frame in entries)
    return {word: tuple(sorted(types)) for word, types in found.items() if word not in word_class("tells_little")}


def frame_types(word: str) -> tuple[str, ...]:
    """The kinds of deals that frames of a word make."""
    return _types_by_word().get(word, ())

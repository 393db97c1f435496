"""Which organisations an article has spoken of so far, and whom "it" or "the startup" most likely means."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .article import Article, Sentence
from .entities import Entity, Kind, is_fund, is_public
from .lexicon import word_class
from .names import Name
from .phrases import Part, Phrase, Verb
from .subjects import subject_of

# What an investor is not called.
_KINDS = frozenset({"university", "college", "hospital", "foundation", "bank"})
_MAKING = frozenset(["company", "startup", "start-up", "lab", "chipmaker", "maker", "developer"])
_REACH = 12
_NEAR = 3
_MOST_SEEN = 300


@dataclass(frozen=True)
class Party:
    """Somebody who takes part: who it is, and the words that stand for it (first token, one after the last)."""

    entity: Entity
    first: int
    last: int
    indirect: bool = False


@dataclass
class Discourse:
    """Which organisations the article has spoken of so far, and how it described them."""

    article: Article
    seen: list[tuple[int, int, Entity, bool]] = field(default_factory=list)  # sentence, token, entity, subject
    described: dict[str, set[str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    most: int = 0  # how often the organisation was named that was named most often
    pair: tuple[int, list[Entity]] = (0, [])
    sold: tuple[int, Entity] | None = None  # what was bought last, and in which sentence that is told
    crowd: int = -2  # the last sentence that was about many unnamed companies

    def enter(self, sentence: Sentence) -> None:
        """Takes note of the names and descriptions of a sentence."""
        first_verb = next((k for k, part in enumerate(sentence.parts) if isinstance(part, Verb)), len(sentence.parts))
        if not sentence.parts:
            self._enter_names(sentence)
            return
        head = main_subject(sentence.parts, first_verb)
        self._note_investors(sentence, first_verb)
        self._note_crowd(sentence, first_verb)
        self._go_on(sentence, first_verb)
        for k, part in enumerate(sentence.parts):
            if not isinstance(part, Phrase):
                continue
            for name in _all_names(part):
                if name.entity.kind in (Kind.ORGANIZATION, Kind.PRODUCT):
                    self._see(sentence, name, part is head and name in (part.names or part.owners))
            self._describe(sentence.parts, k, part)
            together = [name.entity for name in part.names if name.entity.kind is Kind.ORGANIZATION]
            if part is head and len(together) == 2:
                self.pair = sentence.index, together

    def _note_investors(self, sentence: Sentence, verb: int) -> None:
        """Takes note of whom a sentence about a round names: "The round was led by Oak and Elm"."""
        subject = subject_of(sentence.parts, verb) if verb < len(sentence.parts) else None
        if subject is None or subject.determiner != "the" or not subject.has(word_class("round") | {"investment"}):
            return
        named = (name for part in sentence.parts if isinstance(part, Phrase) for name in part.names)
        for name in named:
            self._add(name.entity, ["investors"])

    def _note_crowd(self, sentence: Sentence, verb: int) -> None:
        """Takes note of a sentence about many whom it does not name: "Startups closed 231 rounds"."""
        subject = subject_of(sentence.parts, verb) if verb < len(sentence.parts) else None
        if subject is None or subject.names:
            return
        plural = subject.head in word_class("company_plural") and subject.head.endswith("s")
        if plural and subject.determiner not in ("the", "both", "two", "these"):
            self.crowd = sentence.index

    def is_of_crowd(self, sentence: int) -> bool:
        """Whether "they" in a sentence are many whom the article does not name."""
        return sentence - self.crowd <= 1

    def _go_on(self, sentence: Sentence, verb: int) -> None:
        """Takes note that a sentence goes on about somebody: "The company builds agents"."""
        subject = subject_of(sentence.parts, verb) if verb < len(sentence.parts) else None
        if subject is None or subject.names or subject.owners or subject.determiner not in ("", "the", "its"):
            return
        if subject.determiner == "its":
            entity = self.resolve(sentence.index, subject.first + 1, [], set())
            if entity:
                self.seen.append((sentence.index, subject.first, entity, True))
            return
        whose = _whose(sentence.parts, verb)
        deal = subject.head in word_class("merger") | word_class("agreement")
        if whose and (subject.pronoun == "it" or deal):
            self.seen.append((sentence.index, whose.first, whose.entity, True))
            return
        meant = subject.pronoun == "it" or (subject.determiner == "the" and subject.head in word_class("company"))
        words = subject.words if subject.head else []
        entity = self.resolve(sentence.index, subject.first, words, set()) if meant else None
        if entity:
            self.seen.append((sentence.index, subject.first, entity, True))

    def _enter_names(self, sentence: Sentence) -> None:
        """Takes note of the names of a sentence that was not parsed."""
        subject = not self._goes_on_unparsed(sentence)
        for name in self.article.names_within(sentence.tokens):
            if name.entity.kind in (Kind.ORGANIZATION, Kind.PRODUCT):
                self._see(sentence, name, subject)
                subject = False

    def _see(self, sentence: Sentence, name: Name, subject: bool) -> None:
        key = name.entity.key
        self.seen.append((sentence.index, name.first, name.entity, subject))
        self.counts[key] = self.counts.get(key, 0) + 1
        self.most = max(self.most, self.counts[key])

    def _goes_on_unparsed(self, sentence: Sentence) -> bool:
        """Takes note of whom a sentence means that begins with "It" or "The company"."""
        first, last = sentence.tokens
        words = [token.lower for token in self.article.tokens[first : min(first + 2, last)]]
        named = len(words) == 2 and words[0] == "the" and words[1] in word_class("company")
        if not (named or words[:1] == ["it"]):
            return False
        entity = self.resolve(sentence.index, first, words[1:] if named else [], set())
        if entity:
            self.seen.append((sentence.index, first, entity, True))
        return entity is not None

    def _describe(self, parts: Sequence[Part], k: int, part: Phrase) -> None:
        if part.names and (part.words or part.places):
            self._add(part.names[0].entity, part.words)
        elif not part.names and part.determiner in ("a", "an", "the", "one", "its") and k >= 2:
            before, link = parts[k - 2], parts[k - 1]
            if isinstance(before, Phrase) and before.names and (link.kind == "," or _copula(link)):
                self._add(before.names[0].entity, part.words)
                follower = parts[k + 2] if k + 2 < len(parts) and parts[k + 1].kind == "i" else None
                if isinstance(follower, Phrase):
                    self._add(before.names[0].entity, follower.words)

    def _add(self, entity: Entity, words: Iterable[str]) -> None:
        self.described.setdefault(entity.key, set()).update(words)

    def resolve(
        self, sentence: int, token: int, words: Sequence[str], taken: set[str], main: float = 1.0
    ) -> Entity | None:
        """The organisation that "it" (no ``words``) or "the startup" at a token most likely means.

        ``main`` is how much it counts that the article speaks of an organisation often.
        """
        best: tuple[float, Entity] | None = None
        topic = self.most
        subject_taken = any(at == sentence and first and one.key in taken for at, _, one, first in self.seen[-40:])
        for at, place, entity, subject in reversed(self.seen[-_MOST_SEEN:]):
            if sentence - at > _REACH:
                break
            if place >= token or entity.key in taken:
                continue
            score = (
                (1.0 if len(words) > 1 else 2.0) * subject
                - 1.2 * (min(sentence - at, _NEAR) if main > 1 and self.counts[entity.key] == topic else sentence - at)
                + main * self.counts[entity.key] / (topic or 1)
            )
            if entity.known is None and self.counts[entity.key] == 1 and sentence - at > 1:
                score -= 1.5
            if words:
                score += self._fit(entity, words)
            elif at == sentence and not subject and not subject_taken:
                score -= 1.5
            if best is None or score > best[0]:
                best = (score, entity)
        return best[1] if best else None

    def what_was_sold(self, sentence: int, taken: set[str]) -> Entity | None:
        """What "the business" means a little behind a sale: the one that was sold."""
        at, entity = self.sold or (sentence - _REACH, None)
        return entity if entity and 0 <= sentence - at < _REACH and entity.key not in taken else None

    def chief(self, taken: set[str]) -> Entity | None:
        """The organisation that the article has named most often so far, of several the first; no fund."""
        known = {entity.key: entity for _, _, entity, _ in reversed(self.seen) if not is_fund(entity)}
        keys = [key for key in self.counts if key in known and key not in taken]
        return known[max(keys, key=self.counts.__getitem__)] if keys else None

    def _fit(self, entity: Entity, words: Sequence[str]) -> float:
        described = self.described.get(entity.key, set())
        score = 0.0
        for word in words:
            if word in described and word != "based":
                score += 3.0
        if words[-1] in _MAKING and (is_fund(entity) or not word_class("investor_word").isdisjoint(described)):
            score -= 4.0
        if words[-1] in _KINDS:
            score += 4.0 if words[-1] in entity.name.lower().split() else -4.0
        if words[-1] in word_class("public"):
            score += 5.0 if is_public(entity) else -5.0
        public = entity.known is not None and entity.known.kind == "public body"
        if words[-1] == "company" and (public or entity.name.split()[0].lower() in word_class("institution")):
            score -= 5.0
        if "startup" in words and entity.known and not entity.known.ai:
            score -= 3.0
        return score


def _copula(part: Part) -> bool:
    return isinstance(part, Verb) and part.lemma in ("be", "become")


def _whose(parts: Sequence[Part], verb: int) -> Name | None:
    """Whose deal "it" is, who is then spoken of: "It is Acme's largest purchase since it bought Oak"."""
    told = parts[verb + 1] if verb + 1 < len(parts) and _copula(parts[verb]) else None
    return told.owners[0] if isinstance(told, Phrase) and told.owners and not told.names else None


def _all_names(part: Phrase) -> list[Name]:
    return [*part.owners, *part.modifiers, *part.names, *part.backers]


def main_subject(parts: Sequence[Part], verb: int) -> Phrase | None:
    """The named subject of a sentence whose first verb is given: "In a filing with X, Y said …" is about Y."""
    subject = subject_of(parts, verb) if verb < len(parts) else None
    if subject is not None and (subject.names or subject.owners or subject.determiner == "its"):
        return subject
    if verb == 0 and subject is None and parts:
        # "Founded in 2019 by A, B has raised …" is about B.
        following = next((k for k, part in enumerate(parts) if k and isinstance(part, Verb) and part.finite), 0)
        return main_subject(parts, following) if following else None
    return next((part for part in parts[:verb] if isinstance(part, Phrase) and part.names), None)

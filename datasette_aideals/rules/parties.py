"""Whom a phrase means: names, and what stands for one ("it", "the startup", "the Redmond company")."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .article import Article, Sentence
from .entities import Entity, Kind, is_fund, is_public
from .lexicon import word_class
from .names import Name
from .phrases import Mark, Part, Phrase, Verb
from .subjects import subject_of

# What an investor is not called.
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
    crowd: int = -2  # the last sentence that was about many unnamed companies

    def enter(self, sentence: Sentence) -> None:
        """Takes note of the names and descriptions of a sentence."""
        first_verb = next((k for k, part in enumerate(sentence.parts) if isinstance(part, Verb)), len(sentence.parts))
        if not sentence.parts:
            self._enter_names(sentence)
            return
        head = _main_subject(sentence.parts, first_verb)
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
        if subject.pronoun == "it" and whose:
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
        elif not part.names and part.determiner in ("a", "an", "the", "one") and k >= 2:
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

    def _fit(self, entity: Entity, words: Sequence[str]) -> float:
        described = self.described.get(entity.key, set())
        score = 0.0
        for word in words:
            if word in described:
                score += 3.0
        if words[-1] in _MAKING and (is_fund(entity) or not word_class("investor_word").isdisjoint(described)):
            score -= 4.0
        if words[-1] in word_class("public"):
            score += 5.0 if is_public(entity) else -5.0
        if words[-1] == "company" and entity.known and entity.known.kind == "public body":
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


def parties_of(phrase: Phrase, discourse: Discourse, sentence: Sentence, taken: set[str]) -> list[Party]:
    """The organisations that a phrase as a whole stands for."""
    named = [Party(name.entity, name.first, name.last) for name in phrase.names if name.entity.is_party]
    if named and phrase.pronoun:
        taken = taken | {party.entity.key for party in named}
        named = [*_meant(phrase, [], discourse, sentence, taken), *named]
    if named:
        return named
    within = _names_within(phrase) or _of_own_limb(phrase, discourse, sentence, taken)
    if within:
        return within
    if phrase.pronoun in ("it", "they", "them", "itself"):
        return _of_pronoun(phrase, discourse, sentence, taken)
    if phrase.head in word_class("company_plural") and phrase.determiner in ("the", "both", "two"):
        return _pair(phrase, discourse, sentence, taken, _NEAR)
    pointed = phrase.determiner in _POINTING and not (phrase.determiner == "'s" and phrase.owners)
    if phrase.head in word_class("company") and pointed:
        words = [word for word in phrase.words if word not in ("company",)]
        return _meant(phrase, words or ["company"], discourse, sentence, taken)
    return []


def _of_own_limb(phrase: Phrase, discourse: Discourse, sentence: Sentence, taken: set[str]) -> list[Party]:
    """Whose piece acts: "Acme said its wholly-owned subsidiary had agreed to buy …"."""
    own = phrase.determiner in ("its", "their") and phrase.head in _LIMBS and not phrase.modifiers
    return owners_of(phrase, discourse, sentence, taken) if own else []


_LIMBS = frozenset({"arm", "unit", "division", "subsidiary", "affiliate", "branch", "board"})


def _pair(phrase: Phrase, discourse: Discourse, sentence: Sentence, taken: set[str], reach: int) -> list[Party]:
    """The two that were named together not long ago, for "both companies" and the like."""
    at, pair = discourse.pair
    near = 0 <= sentence.index - at <= reach and not any(one.key in taken for one in pair)
    return [Party(one, phrase.first, phrase.last, indirect=True) for one in pair] if near else []


def _of_pronoun(phrase: Phrase, discourse: Discourse, sentence: Sentence, taken: set[str]) -> list[Party]:
    both = _both(phrase, discourse, sentence, taken) if phrase.pronoun == "they" else []
    many = phrase.pronoun in ("they", "them") and discourse.is_of_crowd(sentence.index)
    return both or ([] if many else _meant(phrase, [], discourse, sentence, taken))


def _both(phrase: Phrase, discourse: Discourse, sentence: Sentence, taken: set[str]) -> list[Party]:
    """The two whom the sentence before was about, where "they" opens the next one."""
    opens = sentence.index > discourse.pair[0] and _sayer(phrase, sentence) is None
    return _pair(phrase, discourse, sentence, taken, 1) if opens else []


_POINTING = ("the", "this", "its", "that", "both", "these", "'s", "their")


_WORKSHOPS = frozenset({"lab", "laboratory", "studio", "powerhouse", "subsidiary"})
# "The Acme startup" is Acme; "the Acme supplier" is not.
_JUST_COMPANY = frozenset({"startup", "start-up", "company", "firm", "group", "lab"})


def _names_within(phrase: Phrase) -> list[Party]:
    """Names that stand for a phrase of another head: "Acme's unit", "Acme chief Ann Lee", "the maker of Falcon"."""
    meant: list[Name] = []
    if phrase.unit:
        meant = phrase.unit
    elif phrase.owners and phrase.head in word_class("asset") | word_class("organ") | _WORKSHOPS:
        meant = phrase.owners
    elif phrase.backers and phrase.head in word_class("syndicate") and "led" in phrase.words:
        meant = phrase.backers
    elif phrase.people and phrase.modifiers:
        meant = phrase.modifiers[:1]
    elif phrase.people and phrase.owners and not phrase.head:
        meant = phrase.owners[:1]
    elif phrase.head in _JUST_COMPANY and phrase.modifiers and phrase.modifiers[-1].last == phrase.head_at:
        meant = phrase.modifiers[-1:]
    if meant:
        return [Party(name.entity, name.first, name.last) for name in meant if name.entity.is_party]
    makers = [name for name in phrase.modifiers if name.entity.kind is Kind.PRODUCT]
    if makers and phrase.head in word_class("maker"):
        return [Party(makers[0].entity, phrase.first, phrase.last)]
    return []


def _main_subject(parts: Sequence[Part], verb: int) -> Phrase | None:
    """The named subject of a sentence whose first verb is given: "In a filing with X, Y said …" is about Y."""
    subject = subject_of(parts, verb) if verb < len(parts) else None
    if subject is not None and (subject.names or subject.owners or subject.determiner == "its"):
        return subject
    if verb == 0 and subject is None and parts:
        # "Founded in 2019 by A, B has raised …" is about B.
        following = next((k for k, part in enumerate(parts) if k and isinstance(part, Verb) and part.finite), 0)
        return _main_subject(parts, following) if following else None
    return next((part for part in parts[:verb] if isinstance(part, Phrase) and part.names), None)


def _sayer(phrase: Phrase, sentence: Sentence) -> Phrase | None:
    """Who says what the phrase is the subject of: "X said it …", "X told Reuters that they …"."""
    parts = sentence.parts
    k = next((k for k, part in enumerate(parts) if part is phrase), 0) - 1
    while k > 0 and isinstance(mark := parts[k], Mark) and (mark.kind in ('"', "D") or mark.word == "that"):
        k -= 1
    told = k > 0 and isinstance(parts[k], Phrase)
    k -= told
    verb = parts[k] if k > 0 else None
    telling = {"tell", "inform"} if told else word_class("speech_verb")
    return subject_of(parts, k) if isinstance(verb, Verb) and verb.lemma in telling else None


def _meant(phrase: Phrase, words: list[str], discourse: Discourse, sentence: Sentence, taken: set[str]) -> list[Party]:
    sayer = _sayer(phrase, sentence)
    if sayer is not None and sayer is not phrase and (len(words) < 2 or sayer.names):
        said = [one for one in parties_of(sayer, discourse, sentence, taken) if one.entity.key not in taken]
        if said:
            plural = phrase.pronoun in ("they", "them") or phrase.head.endswith("s")
            return [
                Party(one.entity, phrase.first, phrase.last, indirect=True) for one in (said if plural else said[:1])
            ]
    entity = discourse.resolve(sentence.index, phrase.first, words, taken)
    return [Party(entity, phrase.first, phrase.last, indirect=True)] if entity else []


def _of_subject(phrase: Phrase, sentence: Sentence, taken: set[str]) -> Entity | None:
    """The company that the clause is about, where it is named: "the $5m that Acme raised as part of its merger"."""
    parts = sentence.parts
    k = next((k for k, part in enumerate(parts) if part is phrase), 0) - 1
    while k >= 0 and not (isinstance(verb := parts[k], Verb) and verb.finite):
        k -= 1
    subject = _advised(parts, k) or (subject_of(parts, k) if k >= 0 else None)
    if subject is None or len(subject.names) != 1 or subject.first > phrase.first:
        return None
    entity = subject.names[0].entity
    return entity if entity.kind is Kind.ORGANIZATION and entity.key not in taken else None


def _of_several(phrase: Phrase, sentence: Sentence, taken: set[str]) -> list[Party]:
    """Those whom a clause is about, where they are several: "Acme and Oak announced their merger"."""
    parts = sentence.parts
    at = next((k for k, part in enumerate(parts) if part is phrase), 0)
    verb = next((k for k in range(at - 1, -1, -1) if isinstance(one := parts[k], Verb) and one.finite), None)
    subject = subject_of(parts, verb) if verb is not None else None
    if subject is None or len(subject.names) < _SEVERAL or subject.first > phrase.first:
        return []
    entities = [name.entity for name in subject.names if name.entity.is_party and name.entity.key not in taken]
    return [Party(one, phrase.first, phrase.first + 1, indirect=True) for one in entities]


_SEVERAL = 2


def _of_coming_subject(phrase: Phrase, sentence: Sentence, taken: set[str]) -> Entity | None:
    """The company behind the words that open a sentence: "After its purchase of Oak, Acme …"."""
    parts = sentence.parts
    at = next((k for k, part in enumerate(parts) if part is phrase), 0)
    if not at or parts[0].kind != "i" or any(isinstance(part, Verb) for part in parts[:at]):
        return None
    verb = next((k for k in range(at, len(parts)) if isinstance(one := parts[k], Verb) and one.finite), None)
    subject = subject_of(parts, verb) if verb is not None else None
    if subject is None or subject.first < phrase.last or len(subject.names) != 1:
        return None
    entity = subject.names[0].entity
    return entity if entity.kind is Kind.ORGANIZATION and entity.key not in taken else None


def _advised(parts: Sequence[Part], at: int) -> Phrase | None:
    """Whose matter it is where somebody only helps: "Acme advised Oak on its purchase of Elm"."""
    verb, client = (parts[at], parts[at + 1]) if 0 <= at < len(parts) - 1 else (None, None)
    helps = isinstance(verb, Verb) and verb.lemma in ("advise", "assist", "represent", "help")
    return client if helps and isinstance(client, Phrase) and client.names else None


def owners_of(phrase: Phrase, discourse: Discourse, sentence: Sentence, taken: set[str]) -> list[Party]:
    """The organisations whose something is: "X's stake", "its stake", "the company's stake"."""
    named = [Party(name.entity, name.first, name.last) for name in phrase.owners if name.entity.is_party]
    if named:
        return named
    if phrase.determiner in ("its", "their"):
        several = _of_several(phrase, sentence, taken) if phrase.determiner == "their" else []
        if several:
            return several
        own = _of_subject(phrase, sentence, taken) or _of_coming_subject(phrase, sentence, taken)
        if own:
            return [Party(own, phrase.first, phrase.first + 1, indirect=True)]
        entity = discourse.resolve(sentence.index, phrase.first + 1, [], taken)
        return [Party(entity, phrase.first, phrase.first + 1, indirect=True)] if entity else []
    company = word_class("company")
    if phrase.owner_words and phrase.owner_words[-1] in company:
        entity = discourse.resolve(sentence.index, phrase.first, phrase.owner_words, taken)
        return (
            [Party(entity, phrase.first, phrase.first + len(phrase.owner_words) + 1, indirect=True)] if entity else []
        )
    return []

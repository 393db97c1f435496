"""Whom a phrase means: names, and what stands for one ("it", "the startup", "the Redmond company")."""

from .article import Sentence
from .discourse import Discourse, Party, main_subject
from .entities import Entity, Kind, is_public
from .lexicon import word_class
from .names import Name
from .owners import owners_of
from .phrases import Mark, Phrase, Verb
from .subjects import subject_of

_NEAR = 3


def parties_of(phrase: Phrase, discourse: Discourse, sentence: Sentence, taken: set[str]) -> list[Party]:
    """The organisations that a phrase as a whole stands for."""
    named = [Party(name.entity, name.first, name.last) for name in phrase.names if name.entity.is_party]
    if named and phrase.pronoun:
        taken = taken | {party.entity.key for party in named}
        named = [*_meant(phrase, [], discourse, sentence, taken), *named]
    named = named or _names_within(phrase) or _of_own_limb(phrase, discourse, sentence, taken)
    if named:
        return named
    if phrase.pronoun:
        return _meant_by_pronoun(phrase, discourse, sentence, taken)
    return _meant_by_noun(phrase, discourse, sentence, taken)


def _meant_by_pronoun(phrase: Phrase, discourse: Discourse, sentence: Sentence, taken: set[str]) -> list[Party]:
    """Whom "it" or "they" stands for."""
    both = _both_before(discourse, sentence, taken) if phrase.pronoun == "they" else []
    if len(both) == 2:
        return [Party(one, phrase.first, phrase.last, indirect=True) for one in both]
    if phrase.pronoun not in ("it", "they", "them", "itself"):
        return []
    many = phrase.pronoun in ("they", "them") and discourse.is_of_crowd(sentence.index)
    return [] if many else _meant(phrase, [], discourse, sentence, taken)


def _meant_by_noun(phrase: Phrase, discourse: Discourse, sentence: Sentence, taken: set[str]) -> list[Party]:
    """Whom "the startup", "both companies", "the business" or, at the start of an article, "a local startup" means."""
    if phrase.head in word_class("company_plural") and phrase.determiner in ("the", "both", "two"):
        at, pair = discourse.pair
        near = 0 <= sentence.index - at <= _NEAR and not any(one.key in taken for one in pair)
        return [Party(one, phrase.first, phrase.last, indirect=True) for one in pair] if near else []
    if phrase.determiner == "the" and phrase.head in word_class("piece") and len(phrase.words) == 1:
        sold = discourse.what_was_sold(sentence.index, taken)
        return [Party(sold, phrase.first, phrase.last, indirect=True)] if sold else []
    if phrase.head not in word_class("company"):
        return []
    if phrase.determiner in ("a", "an") and phrase.head not in _OTHERS:
        return _named_next(phrase, discourse, sentence)
    if phrase.determiner in _POINTING and not (phrase.determiner == "'s" and phrase.owners):
        words = [word for word in phrase.words if word not in ("company",)]
        return _meant(phrase, words or ["company"], discourse, sentence, taken)
    return []


def _of_own_limb(phrase: Phrase, discourse: Discourse, sentence: Sentence, taken: set[str]) -> list[Party]:
    """Whose piece acts: "Acme said its wholly-owned subsidiary had agreed to buy …"."""
    own = phrase.determiner in ("its", "their") and phrase.head in _LIMBS and not phrase.modifiers
    return owners_of(phrase, discourse, sentence, taken) if own else []


_LIMBS = frozenset({"arm", "unit", "division", "subsidiary", "affiliate", "branch", "board"})


_POINTING = ("the", "this", "its", "that", "both", "these", "'s", "their")


def _named_next(phrase: Phrase, discourse: Discourse, sentence: Sentence) -> list[Party]:
    """The company that an article opens with and names in its next sentence: "A local startup has raised 1. Acme …"."""
    following = discourse.article.sentences[sentence.index + 1 : sentence.index + 2]
    phrases = (one for one in sentence.parts if isinstance(one, Phrase))
    opens = next((one for one in phrases if one.is_party or one.head), None) is phrase
    if not opens or sentence.index > _OPENING or not following or not following[0].parts:
        return []
    parts = following[0].parts
    subject = main_subject(parts, next((k for k, part in enumerate(parts) if isinstance(part, Verb)), len(parts)))
    named = subject is not None and parts.index(subject) == 0 and len(subject.names) == 1
    entity = subject.names[0].entity if subject and named else None
    if entity is None or entity.kind is not Kind.ORGANIZATION or entity.known or is_public(entity):
        return []
    if any(one.key == entity.key and at > _HEADLINES for at, _, one, _ in discourse.seen):
        return []
    return [Party(entity, phrase.first, phrase.last, indirect=True)]


def _both_before(discourse: Discourse, sentence: Sentence, taken: set[str]) -> list[Entity]:
    """The two whom the sentence before was about."""
    at, pair = discourse.pair
    return [one for one in pair if one.key not in taken] if sentence.index - at == 1 else []


_OPENING = 12
_HEADLINES = 2
# Who is somebody to the one that is named next, and so is not that one.
_OTHERS = word_class("relation_word") | frozenset(["bank", "lender", "fund", "customer", "client", "buyer", "bidder"])
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
    elif phrase.head in ("fund", "funds") and phrase.modifiers:
        meant = phrase.modifiers[-1:]
    elif phrase.modifiers and phrase.head in ("board", "directors", "shareholders") and phrase.determiner == "the":
        meant = phrase.modifiers[:1]
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
    omitted = any(isinstance(part, Verb) and part.first == phrase.first for part in sentence.parts)
    entity = discourse.chief(taken) if omitted else discourse.resolve(sentence.index, phrase.first, words, taken)
    return [Party(entity, phrase.first, phrase.last, indirect=True)] if entity else []

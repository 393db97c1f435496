"""How far a deal has come: tense, helpers, what the verb hangs on, and words of doubt or failure."""

import re
from collections.abc import Sequence

from ..terms import DealType, Status
from ..text.spans import Span
from .article import Article, Sentence
from .drafts import Draft
from .lexicon import alternatives, word_class
from .phrases import Mark, Part, Phrase, Verb
from .readings import Match
from .subjects import subject_of

HEARSAY = re.compile(rf"\b{alternatives('hearsay')}")
FAILED = re.compile(rf"\b{alternatives('failed')}\b")
UNREAL = re.compile(rf"\b{alternatives('unreal')}")
_DENIED = re.compile(rf"\b{alternatives('denied')}")
_FAILS_LATER = re.compile(rf"\W*{alternatives('fails later')}")
_REPORTED = re.compile(rf"\b{alternatives('reported')}")
_PROMISE = frozenset(
    [
        "agree",
        "commit",
        "pledge",
        "promise",
        "plan",
        "intend",
        "announce",
        "decide",
        "set",
        "vow",
        "will",
        "expect",
        "aim",
        "prepare",
        "sign",
        "approve",
        "propose",
        "offer",
        "unveil",
        "reveal",
        "disclose",
        "be",
    ]
)
_DONE = frozenset(
    [
        "complete",
        "close",
        "finalise",
        "finalize",
        "conclude",
        "finish",
        "make",
        "provide",
        "raise",
        "secure",
        "land",
        "receive",
        "get",
        "win",
        "issue",
        "sell",
        "obtain",
        "clinch",
        "seal",
        "bag",
        "nab",
        "snag",
        "net",
        "score",
        "grab",
        "attract",
        "garner",
        "collect",
        "procure",
        "acquire",
        "buy",
    ]
)
_FIRM_TYPES = (DealType.PURCHASE, DealType.PARTNERSHIP, DealType.JOINT_VENTURE, DealType.LICENSING, DealType.CAPEX)


def is_unreal(article: Article, match: Match) -> bool:
    """Whether the sentence only supposes or denies the deal, or says what a company always does."""
    trigger = match.reading.trigger
    if isinstance(trigger, Verb) and (
        trigger.negated or _hangs_on_denial(match.reading.sentence.parts, match.reading.at)
    ):
        return True
    span = match.reading.sentence.span
    if _is_quarterly(article, match) or _is_use_of_money(match):
        return True
    if _is_standing(match) and article.text[span.end - 1] == ".":
        return True
    if _supposed(match.reading.sentence.parts, match.reading.at):
        return True
    at = article.tokens[trigger.first].start
    return is_denied(article, span, at) or bool(UNREAL.search(article.lower, span.start, span.end))


def is_denied(article: Article, span: Span, at: int) -> bool:
    """Whether the clause around a place in a sentence denies what it tells."""
    return any(_together(article, one.start(), at) for one in _DENIED.finditer(article.lower, span.start, span.end))


def _together(article: Article, one: int, two: int) -> bool:
    """Whether no comma stands between two places of a sentence."""
    return article.text.find(",", min(one, two), max(one, two)) < 0


def _is_standing(match: Match) -> bool:
    """Whether a sale without a sum is told in the present tense: "Acme provides software to Oblix"."""
    trigger = match.reading.trigger
    if match.frame.type is not DealType.PURCHASE or match.amount is not None or not isinstance(trigger, Verb):
        return False
    if any(one.phrase.value("C") for one in match.reading.arguments):
        return False
    return (
        trigger.lemma in word_class("supply_verb") and trigger.form in "sb" and trigger.finite and not trigger.helpers
    )


def _is_quarterly(article: Article, match: Match) -> bool:
    """Whether what was spent in a quarter is told, which is no plan: "spent 1 on plants in the quarter"."""
    trigger, span = match.reading.trigger, match.reading.sentence.span
    if match.frame.type is not DealType.CAPEX or not isinstance(trigger, Verb):
        return False
    past = trigger.lemma == "spend" and trigger.form == "d" and not trigger.helpers
    return past and bool(_QUARTER.search(article.lower, article.tokens[trigger.first].start, span.end))


_QUARTER = re.compile(r"\bquarter\b|\bthree months\b")


def _is_use_of_money(match: Match) -> bool:
    """Whether goods are only what money is for: "a loan that it will use to buy Acme chips"."""
    parts, at = match.reading.sentence.parts, match.reading.at
    verb, using = parts[at], parts[at - 1] if at else None
    aimed = isinstance(verb, Verb) and verb.infinitive and isinstance(using, Verb) and using.lemma == "use"
    return aimed and match.frame.type is DealType.PURCHASE and match.amount is None


def _hangs_on_denial(parts: Sequence[Part], at: int) -> bool:
    """Whether an infinitive hangs on a verb that is denied: "may not use the money to buy chips"."""
    verb = parts[at]
    if not isinstance(verb, Verb) or not verb.infinitive:
        return False
    for part in reversed(parts[:at]):
        if part.kind in ("s", ";", "r", "c"):
            return False
        if isinstance(part, Verb) and part.finite:
            return part.negated
    return False


def _supposed(parts: Sequence[Part], at: int) -> bool:
    """Whether "if" opens the clause of the trigger."""
    for k in range(at - 1, -1, -1):
        part = parts[k]
        if isinstance(part, Mark) and part.kind == "s":
            following = parts[k + 1] if k + 1 < len(parts) else None
            weighed = isinstance(following, Verb) and following.infinitive
            return part.word in ("if", "unless", "whether") and not weighed
        if isinstance(part, Verb) and part.finite and parts[at].kind == "v":
            return False
    return False


def status_of(article: Article, match: Match) -> tuple[Status, int]:
    """The status of a match, and how much it weighs (2 where the words say it, 1 where it is a guess)."""
    span = match.reading.sentence.span
    if match.frame.type is not DealType.CAPEX and _fails(article, match):
        return Status.CANCELLED, 3
    if match.frame.status is Status.CANCELLED:
        return Status.CANCELLED, 2
    parts, at = match.reading.sentence.parts, match.reading.at
    if HEARSAY.search(article.lower, *_clause(article, parts, at)) or _is_possible(parts, at):
        return Status.RUMORED, 2
    if match.frame.status:
        return match.frame.status, 2
    status, weight = (
        _noun_status(parts, match) if match.reading.kind == "noun" else _verb_status(parts, at, match.frame.type)
    )
    if status is Status.ANNOUNCED and _is_coming(parts, at) and _REPORTED.search(article.lower, span.start, span.end):
        return Status.RUMORED, 2
    return status, weight


def status_behind(article: Article, draft: Draft, alone: Sequence[Sentence]) -> Status | None:
    """What the sentence behind a deal says of its end; where no frame read the deal, also what its own sentences do."""
    behind = max(draft.sentences) + 1
    if behind < len(article.sentences):
        following = article.sentences[behind]
        same = following.paragraph == article.sentences[behind - 1].paragraph
        if same and _FAILS_LATER.match(article.lower, following.span.start):
            return Status.CANCELLED
    spans = [] if draft.frames or draft.type is DealType.CAPEX else [one.span for one in alone]
    if any(FAILED.search(article.lower, span.start, span.end) for span in spans):
        return Status.CANCELLED
    doubted = any(HEARSAY.search(article.lower, span.start, span.end) for span in spans)
    return Status.RUMORED if doubted and draft.status is not Status.CANCELLED else None


def _fails(article: Article, match: Match) -> bool:
    """Whether the sentence says that the deal came to nothing, and not another plan: "…, abandoning its listing"."""
    span = match.reading.sentence.span
    told = article.tokens[match.reading.trigger.last - 1].end
    for found in FAILED.finditer(article.lower, span.start, span.end):
        aside = found[0].endswith("ing") and article.text[max(0, found.start() - 2) : found.start()] == ", "
        instead = article.lower.find("after which", found.end(), told) >= 0
        if not (aside and found.start() > told) and not instead:
            return True
    return False


def _is_coming(parts: Sequence[Part], at: int) -> bool:
    """Whether the trigger is a verb of what is still to come: "is raising", "will buy", "plans to"."""
    verb = parts[at]
    return isinstance(verb, Verb) and (verb.form == "g" or _ahead(verb))


def _clause(article: Article, parts: Sequence[Part], at: int) -> tuple[int, int]:
    """The stretch of text from the clause mark before the trigger to the one behind it."""
    first = max((k for k in range(at) if _divides(parts[k]) or _ends_label(parts, k)), default=0)
    last = next((k for k in range(at + 1, len(parts)) if _divides(parts[k])), len(parts) - 1)
    relative = next((k for k in range(at - 1, first, -1) if parts[k].kind in "r,"), first)
    if parts[relative].kind == "r":
        # "Acme, which has raised 1, is reportedly looking for rivals": what is doubted is the main clause.
        first, last = relative, next((k for k in range(at + 1, last) if _goes_on(parts, k)), last)
    return article.tokens[parts[first].first].start, article.tokens[parts[last].last - 1].end


def _ends_label(parts: Sequence[Part], k: int) -> bool:
    """Whether a colon sets off words that say something of their own: "Acme eyes chips: it has bought Oak"."""
    return parts[k].kind == ":" and any(isinstance(part, Verb) for part in parts[:k])


def _goes_on(parts: Sequence[Part], k: int) -> bool:
    """Whether a comma ends a relative clause: the verb of the main clause follows."""
    following = parts[k + 1] if k + 1 < len(parts) else None
    return parts[k].kind == "," and isinstance(following, Verb) and following.finite


def _divides(part: Part) -> bool:
    return isinstance(part, Mark) and (part.kind == ";" or (part.kind == "s" and part.word != "that"))


def _is_possible(parts: Sequence[Part], at: int) -> bool:
    """Whether the verb of the trigger, or the one that it hangs on, says "could", "may" or "might"."""
    for k in range(at, max(at - 6, -1), -1):
        part = parts[k]
        if isinstance(part, Verb) and any(helper in ("could", "may", "might") for helper in part.helpers):
            return True
        if isinstance(part, Verb) and part.finite:
            return False
    return False


def _noun_status(parts: Sequence[Part], match: Match) -> tuple[Status, int]:
    governor = match.reading.governor
    verb = parts[governor] if governor is not None else None
    if not isinstance(verb, Verb):
        following = next((part for part in parts[match.reading.at + 1 :] if isinstance(part, Verb)), None)
        verb = following if following and following.lemma in _DONE and following.passive else None
    if match.reading.word in ("commitment", "pledge") or _wants_leave(parts, match.reading.at):
        return Status.ANNOUNCED, 2
    if isinstance(verb, Verb) and verb.lemma not in ("be", "have", "lead", "co-lead", "benefit"):
        if match.frame.type in _FIRM_TYPES and _settles(verb) and not verb.infinitive and not _ahead(verb):
            return Status.COMPLETED, 2
        if (
            verb.lemma in _DONE
            and not (verb.form == "g" and verb.helpers)
            and not verb.infinitive
            and not _ahead(verb)
            and match.frame.type not in _FIRM_TYPES
        ):
            return Status.COMPLETED, 2
        telling = verb.lemma in _PROMISE or verb.lemma in word_class("deal_verb")
        if telling or _is_party(match.reading.agent) or _ahead(verb):
            return Status.ANNOUNCED, 2
    done = match.frame.type in (DealType.INVESTMENT, DealType.ACQUISITION, DealType.IPO, DealType.GRANT)
    return (Status.COMPLETED if done else Status.ANNOUNCED), 1


def _wants_leave(parts: Sequence[Part], at: int) -> bool:
    """Whether the deal is one that needs leave or has just got it: "are awaiting clearance for their merger"."""
    leave, link = parts[at - 2 : at] if at > 1 else (None, None)
    linked = isinstance(link, Mark) and link.word in ("for", "of", "to")
    return linked and isinstance(leave, Phrase) and leave.head in word_class("approval")


def _is_party(phrase: Phrase | None) -> bool:
    return phrase is not None and phrase.is_party


def _settles(verb: Verb) -> bool:
    """Whether a verb in the past says of an order or a venture that it stands: "awarded", "set up"."""
    return verb.lemma in word_class("settling_verb") and (verb.form in ("d", "n") or "has" in verb.helpers)


def _ahead(verb: Verb) -> bool:
    return any(helper in ("will", "would", "shall", "'ll", "'d") for helper in verb.helpers) or verb.infinitive


def _verb_status(parts: Sequence[Part], at: int, kind: DealType) -> tuple[Status, int]:
    verb = parts[at]
    assert isinstance(verb, Verb)
    if _ahead(verb) or (kind in _FIRM_TYPES and not _settles(verb)):
        managed = verb.infinitive and kind not in _FIRM_TYPES and _is_managed(parts, at)
        return Status.COMPLETED if managed else Status.ANNOUNCED, 2
    if verb.form == "g":
        return _gerund_status(parts, at, verb)
    opening = verb.lemma in ("price", "launch", "come", "contribute") and "has" not in verb.helpers
    if opening or verb.lemma in _PROMISING or "being" in verb.helpers[1:]:
        return Status.ANNOUNCED, 2
    if verb.form in ("d", "n") or "has" in verb.helpers or "have" in verb.helpers:
        return Status.COMPLETED, 2
    if kind is DealType.INVESTMENT and verb.lemma.split()[0] not in ("invest", "put", "pour", "inject", "pump", "seek"):
        return Status.COMPLETED, 1
    return Status.ANNOUNCED, 1


def _is_managed(parts: Sequence[Part], at: int) -> bool:
    """Whether an infinitive tells what somebody did: "managed to raise 1", "was able to raise 1"."""
    before, verb = (parts[at - 1], parts[at - 2]) if at > 1 else (parts[at - 1] if at else None, None)
    if isinstance(before, Verb):
        return before.lemma == "manage" and before.form in ("d", "n") and not before.infinitive
    able = isinstance(before, Phrase) and before.head == "able"
    return able and isinstance(verb, Verb) and bool({"was", "were", "been"} & {*verb.helpers}) and not _ahead(verb)


_PROMISING = (
    *("commit", "pledge", "agree", "sign", "promise", "earmark", "allocate", "approve", "announce", "unveil"),
    *("confirm", "pick", "choose", "select", "support", "donate", "offer", "bid"),
)


def _gerund_status(parts: Sequence[Part], at: int, verb: Verb) -> tuple[Status, int]:
    governor = _finite_before(parts, at)
    before = parts[at - 1] if at else None
    after = isinstance(before, Mark) and before.word == "after"
    past = governor and governor.lemma == "be" and any(helper in ("was", "were") for helper in governor.helpers)
    if after or past:
        return Status.COMPLETED, 2
    done = governor is None or (governor.form in ("d", "n") and governor.lemma not in _PROMISE)
    return (Status.COMPLETED if done and not verb.helpers else Status.ANNOUNCED), 1


def _finite_before(parts: Sequence[Part], at: int) -> Verb | None:
    for k in range(at - 1, -1, -1):
        part = parts[k]
        if isinstance(part, Verb) and part.finite and subject_of(parts, k):
            return part
    return None

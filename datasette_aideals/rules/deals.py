"""From frames that fired to deals: what each sentence tells, put together over the article."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..terms import DealType, Role, Status
from ..text.spans import Span
from ..values.money import MoneyMention
from .article import Article, Sentence
from .clauses import subject_of
from .entities import Entity
from .frames import Frame
from .lists import OpenList
from .match import Match, Matcher, readings
from .parties import Discourse, Party
from .phrases import Phrase, Verb
from .status import is_unreal, status_of
from .sums import SumRole


@dataclass
class Draft:
    """A deal as far as it has been put together."""

    type: DealType
    status: Status
    weight: int
    sentence: int
    parties: list[tuple[Role, Party]] = field(default_factory=list)
    amount: MoneyMention | None = None
    spans: list[Span] = field(default_factory=list)
    frames: list[tuple[Frame, str]] = field(default_factory=list)
    joins: bool = False
    perfect: bool = False
    relative: bool = False
    sentences: list[int] = field(default_factory=list)
    date: Span | None = None
    round: Span | None = None
    stake: Span | None = None
    valuation: Span | None = None
    horizon: Span | None = None
    capacity: Span | None = None
    unit: Span | None = None
    focus: bool = True

    def keys(self, role: Role | None = None) -> set[str]:
        """The organisations that take part, in one role or in any."""
        return {party.entity.key for one, party in self.parties if role in (None, one)}

    def role_of(self, entity: Entity) -> Role | None:
        """The role of an organisation, if it takes part."""
        return next((role for role, party in self.parties if party.entity.key == entity.key), None)


@dataclass(frozen=True)
class NearMiss:
    """A word that a frame knows, where something was lacking for a deal."""

    sentence: int
    word: str
    lacking: str
    frame: Frame | None


@dataclass
class Findings:
    """What the frames found: deals, words that nearly made one, and every sum that a frame took."""

    drafts: list[Draft]
    missed: list[NearMiss]
    sums: list[MoneyMention]


def find_drafts(article: Article, tables: Iterable[Span] = ()) -> Findings:
    """The deals of an article before they are dated and worded.

    ``tables`` are the stretches that are read as tables instead.
    """
    apart = list(tables)
    discourse = Discourse(article)
    matcher = Matcher(article, discourse)
    drafts: list[Draft] = []
    missed: list[NearMiss] = []
    above = OpenList(article)
    for sentence in article.sentences:
        discourse.enter(sentence)
        if any(sentence.span.overlaps(span) for span in apart):
            continue
        _add_price(article, sentence, drafts)
        filled = above.fill(sentence)
        if filled:
            drafts.append(_list_draft(article, above, sentence, *filled))
            continue
        for reading in readings(sentence):
            match = matcher.match(reading)
            if match:
                above.note(match)
            if match is None or match.lacking:
                lacking = match.lacking if match else "a frame whose conditions hold"
                missed.append(NearMiss(sentence.index, reading.word, lacking, match.frame if match else None))
            elif is_unreal(article, match):
                missed.append(NearMiss(sentence.index, reading.word, "reality: it is denied or supposed", match.frame))
            else:
                drafts.extend(_draft(article, one) for one in matcher.shared_out(match))
                matcher.before = match
    sums = [draft.amount for draft in drafts if draft.amount]
    drafts = _merged(_without_rivals(drafts))
    kept = [
        one
        for one in drafts
        if not (_is_total(article, one) or _is_sum(one, drafts) or _is_record(article, one, drafts))
    ]
    return Findings(kept, missed, sums)


_PRIORITY = (
    DealType.IPO,
    DealType.DEBT,
    DealType.GRANT,
    DealType.LICENSING,
    DealType.JOINT_VENTURE,
    DealType.ACQUISITION,
    DealType.PURCHASE,
    DealType.INVESTMENT,
    DealType.OTHER,
    DealType.CAPEX,
    DealType.PARTNERSHIP,
)


def _without_rivals(drafts: list[Draft]) -> list[Draft]:
    """Of two readings of the same words as different deals, keeps the fuller and more special one."""
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda one: (-min(len(one.parties), 2), _PRIORITY.index(one.type))):
        if not any(_rivals(draft, other) for other in kept):
            kept.append(draft)
    return [draft for draft in drafts if draft in kept]


def _rivals(draft: Draft, other: Draft) -> bool:
    if draft.joins or other.joins or draft.type is other.type or draft.sentence != other.sentence:
        return False
    if draft.amount and other.amount and draft.amount.span == other.amount.span:
        return True
    return draft.amount is None and len(draft.keys() & other.keys()) >= 2


def _is_sum(draft: Draft, drafts: list[Draft]) -> bool:
    """Whether its sum is that of other deals, one for each of its investors."""
    investors = draft.keys(Role.INVESTOR)
    if draft.amount is None or len(investors) < 2:
        return False
    parts = [
        one.amount.money.value
        for one in drafts
        if one is not draft
        and one.amount
        and one.keys(Role.INVESTEE) == draft.keys(Role.INVESTEE)
        and len(one.keys(Role.INVESTOR)) == 1
        and one.keys(Role.INVESTOR) <= investors
    ]
    return len(parts) > 1 and abs(sum(parts) - draft.amount.money.value) <= 0.02 * draft.amount.money.value


def _is_record(article: Article, draft: Draft, drafts: list[Draft]) -> bool:
    """Whether it only recalls what a company has raised so far: "X, which has raised 1, …"."""
    if draft.type is not DealType.INVESTMENT or len(draft.parties) != 1 or len(draft.spans) > 1 or not draft.perfect:
        return False
    if any(item.tag == "R" for item in article.sentences[draft.sentence].items):
        return False
    others = [one for one in drafts if one is not draft and one.keys(Role.INVESTEE) & draft.keys()]
    return draft.relative or any(one.sentence < draft.sentence for one in others)


def _is_total(article: Article, draft: Draft) -> bool:
    """Whether its sum is one over several deals."""
    if draft.amount is None or article.sum_roles.get(draft.amount.span.start) is not SumRole.TOTAL:
        return False
    return not any(item.tag == "R" for item in article.sentences[draft.sentence].items)


_PRICE_NOUNS = frozenset(
    ["deal", "transaction", "price", "consideration", "purchase", "acquisition", "takeover", "agreement", "contract", "merger", "sale", "value", "partnership", "order"]
)
_PRICE_VERBS = frozenset(["be", "value", "price", "amount", "total", "come", "worth", "reach", "fetch"])


def _add_price(article: Article, sentence: Sentence, drafts: list[Draft]) -> None:
    """Takes the sum of "The deal is worth 1" for the deal told just before."""
    parts = sentence.parts
    for at, part in enumerate(parts):
        if not isinstance(part, Verb) or part.lemma not in _PRICE_VERBS | _PAYMENTS or part.negated:
            continue
        subject = subject_of(parts, at)
        if subject is not None and part.lemma in _PAYMENTS:
            _add_payment(article, sentence, at, subject, drafts)
            continue
        if subject is None or subject.determiner not in ("the", "its", "this", "'s"):
            continue
        if subject.head not in _PRICE_NOUNS and part.lemma != "fetch":
            continue
        for one in parts[at + 1 : at + 4]:
            item = one.value("$") if isinstance(one, Phrase) else None
            mention = item.value if item else None
            if isinstance(mention, MoneyMention) and article.sum_roles[mention.span.start] in (
                SumRole.DEAL,
                SumRole.VALUATION,
            ):
                host = next((one for one in reversed(drafts) if sentence.index - max(one.sentences) <= 3), None)
                if host and host.amount is None and host.type is not DealType.INVESTMENT:
                    host.amount = mention
                    host.spans.append(sentence.span)
                    host.sentences.append(sentence.index)
                return


_PAYMENTS = frozenset(["receive", "get", "pay", "earn"])


def _add_payment(article: Article, sentence: Sentence, at: int, subject: Phrase, drafts: list[Draft]) -> None:
    """Takes the sum of "X will receive 1" or "X will pay 1" for the deal just told that has X and no sum."""
    parts = sentence.parts
    following = parts[at + 1] if at + 1 < len(parts) else None
    item = following.value("$") if isinstance(following, Phrase) and not following.names else None
    mention = item.value if item else None
    keys = {name.entity.key for name in subject.names}
    host = next((one for one in reversed(drafts) if keys & one.keys() and 0 < sentence.index - max(one.sentences) <= 2), None)
    if not isinstance(mention, MoneyMention) or host is None or host.amount is not None or host.type not in _PAID_FOR:
        return
    if article.sum_roles[mention.span.start] is SumRole.DEAL:
        host.amount = mention
        host.spans.append(sentence.span)
        host.sentences.append(sentence.index)


_PAID_FOR = (DealType.LICENSING, DealType.PURCHASE, DealType.ACQUISITION)


def _draft(article: Article, match: Match) -> Draft:
    status, weight = status_of(article, match)
    return Draft(
        type=match.frame.type,
        status=status,
        weight=weight,
        sentence=match.reading.sentence.index,
        parties=list(match.parties),
        amount=match.amount,
        spans=[_quote_span(article, match)],
        frames=[(match.frame, match.reading.word)],
        joins=match.frame.joins,
        perfect=_is_perfect(match),
        relative=_is_relative(match),
        sentences=[match.reading.sentence.index],
    )


def _list_draft(
    article: Article,
    above: OpenList,
    sentence: Sentence,
    match: Match,
    role: Role,
    party: Party,
    amount: MoneyMention | None,
) -> Draft:
    status, weight = status_of(article, match)
    return Draft(
        type=match.frame.type,
        status=status,
        weight=weight,
        sentence=sentence.index,
        parties=[*match.parties, (role, party)],
        amount=amount,
        spans=above.quotes(sentence),
        frames=[(match.frame, match.reading.word)],
        sentences=[sentence.index],
    )


def _is_perfect(match: Match) -> bool:
    trigger = match.reading.trigger
    return isinstance(trigger, Verb) and any(helper in ("has", "have", "'ve") for helper in trigger.helpers)


def _is_relative(match: Match) -> bool:
    before = match.reading.sentence.parts[match.reading.at - 1] if match.reading.at else None
    return before is not None and before.kind == "r"


def _quote_span(article: Article, match: Match) -> Span:
    """The stretch of the sentence from the first to the last thing that fills the frame."""
    reading = match.reading
    points = [(reading.trigger.first, reading.trigger.last)]
    points += [(party.first, party.last) for _, party in match.parties if _within(reading.sentence.tokens, party.first)]
    first, last = min(a for a, _ in points), max(b for _, b in points)
    start, end = article.tokens[first].start, article.tokens[last - 1].end
    if match.amount and reading.sentence.span.contains(match.amount.span):
        start, end = min(start, match.amount.span.start), max(end, match.amount.span.end)
    return Span(start, end)


def _within(run: tuple[int, int], token: int) -> bool:
    return run[0] <= token < run[1]


def _merged(drafts: Iterable[Draft]) -> list[Draft]:
    merged: list[Draft] = []
    for draft in drafts:
        host = next((one for one in reversed(merged) if _same(one, draft)), None)
        if host:
            _merge(host, draft)
        elif not draft.joins and (draft.amount or len(draft.keys()) > 1) and draft.parties:
            merged.append(draft)
    return merged


def _same(one: Draft, two: Draft) -> bool:
    """Whether two drafts of an article tell of the same deal."""
    if one.type is not two.type:
        return False
    if two.joins:
        return 0 <= two.sentence - max(one.sentences) <= 2 and not one.keys() & two.keys()
    if one.amount and two.amount and not _alike(one.amount, two.amount):
        return False
    merger = one.type is DealType.ACQUISITION and one.keys() == two.keys()
    if not merger and any(one.role_of(party.entity) not in (None, role) for role, party in two.parties):
        return False
    if any(_differ(one.keys(role), two.keys(role)) for role in _TELLING):
        return False
    shared = one.keys() & two.keys()
    if one.keys(Role.PARTNER):
        near = abs(two.sentence - max(one.sentences)) <= 2
        return (
            bool(one.amount and two.amount and shared)
            or one.keys() == two.keys()
            or (near and shared in (one.keys(), two.keys()))
        )
    if len(shared) >= 2:
        return True
    near = abs(two.sentence - max(one.sentences)) <= 2
    alone = min(len(one.keys()), len(two.keys())) == 1
    return bool(shared) and (bool(one.amount and two.amount) or (near and alone))


_TELLING = tuple(role for role in Role if role not in (Role.PARTNER, Role.SELLER, Role.INVESTOR, Role.LENDER))


def _differ(one: set[str], two: set[str]) -> bool:
    return bool(one and two and not one & two)


def _alike(one: MoneyMention, two: MoneyMention) -> bool:
    if one.money.currency != two.money.currency:
        return False
    return abs(one.money.value - two.money.value) <= 0.02 * max(one.money.value, two.money.value)


_CARE = {"exact": 0, "approximately": 1, "at_least": 1, "range": 1, "up_to": 2}


def _merge(host: Draft, draft: Draft) -> None:
    if host.keys(Role.PARTNER) and not draft.keys(Role.PARTNER) and host.keys() == draft.keys():
        host.parties = list(draft.parties)
    for role, party in draft.parties:
        if host.role_of(party.entity) is None:
            host.parties.append((role, party))
    if draft.amount and (
        host.amount is None or _CARE[draft.amount.money.qualifier.value] > _CARE[host.amount.money.qualifier.value]
    ):
        host.amount = draft.amount
    if draft.weight > host.weight:
        host.status, host.weight = draft.status, draft.weight
    host.spans.extend(span for span in draft.spans if span not in host.spans)
    host.frames.extend(draft.frames)
    host.sentences.extend(draft.sentences)


def with_tables(drafts: list[Draft], rows: list[Draft]) -> list[Draft]:
    """Adds the rows of tables to what the sentences tell; the same deal told twice is one."""
    for row in rows:
        host = next((one for one in drafts if _same(one, row)), None)
        if host:
            _merge(host, row)
        else:
            drafts.append(row)
    return drafts

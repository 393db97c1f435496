"""The judge: weighs what frames found and what they left, and says which of it are deals and who takes part.

It looks twice: first at each candidate and each name alone, then again with its first opinions of all of them
in hand. Its weights are learned from the practice articles; the frames' own findings are among what it weighs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from ..terms import DealType, Role, Status
from ..text.spans import Span
from .article import Article
from .bystanders import stands_by, without_owners
from .candidates import Candidate, Scene
from .discourse import Party
from .drafts import Draft, Findings
from .features import status_features
from .hindsight import Hindsight
from .merging import with_tables
from .opinions import Look, Opinion, Seen, opinions
from .sides import TAKERS, role_of_side
from .trees import Forest, forest
from .weights import LinearModel, linear_model

KEEP = 0.1
"""How likely a deal of the frames must be to stay one."""
ADD = 0.55
"""How likely a deal must be that no frame found."""
TAKES_PART = 0.55
"""How likely it must be that somebody takes part whom the frames did not name."""
JOINS = 0.85
"""How likely it must be for somebody named in another sentence: well-known names of an article are easily drawn in."""
STAYS = 0.2
"""How likely it must be for a party that the frames named."""
TAKES = 0.2
"""How likely it must be for the likeliest taker of a deal that has none."""
EDGE = 0.5
"""What a role or state that the frames gave has ahead of others."""
_LONGEST = 320
_REASONS = 6
_LEAST_PART = 1e-6
_LEAST_SECOND = 0.02
_NO_CHANCE = min(STAYS, TAKES) - 0.01
"""Who is less likely than this to take part is never chosen."""


@dataclass(frozen=True)
class Chance:
    """Somebody who may take part: the likeliest role; how likely it, any part and the taker's are; who named them.

    ``second`` is the next likely role, if any is likely at all.
    """

    role: Role
    likely: float
    party: Party
    part: float
    taker: float
    framed: bool
    here: bool = True
    second: Role | None = None

    @property
    def stays(self) -> bool:
        """Whether it is likely enough that they take part."""
        return self.part >= (STAYS if self.framed else TAKES_PART if self.here else JOINS)


@dataclass(frozen=True)
class Judge:
    """The models of both looks, and the one that says how far a deal has come."""

    first: Look
    status: LinearModel
    deal: Forest
    part: Forest

    def deals(self, article: Article, framed: Findings) -> list[Draft]:
        """The deals of an article after two looks at everything that may be one."""
        views = opinions(Scene(article, framed.drafts), self.first)
        hindsight = Hindsight(views)
        kept: list[Draft] = []
        added: list[Draft] = []
        sums: set[tuple[float, str]] = set()
        for at, view in enumerate(views):
            candidate = view.candidate
            money = candidate.amount.money if candidate.amount else None
            if candidate.draft is None and money and (money.value, money.currency) in sums:
                continue
            draft = self._deal(article, hindsight, at) if view.seen and not _is_moot(article, candidate) else None
            if draft is None:
                continue
            if money:
                sums.add((money.value, money.currency))
            (kept if candidate.draft else added).append(draft)
        return with_tables(kept, added)

    def _deal(self, article: Article, hindsight: Hindsight, at: int) -> Draft | None:
        """The candidate as a deal, or None where it is none."""
        view = hindsight.views[at]
        candidate = view.candidate
        if self.deal.likely(hindsight.deal_traits(at)) < (KEEP if candidate.draft else ADD):
            return None
        kind = view.kind
        parties = self._parties(hindsight, at)
        if not _is_whole(candidate, {role for role, _ in parties}, len(parties)) or _is_own(candidate, parties):
            return None
        status = self.status.odds(with_kind(kind, status_features(view.scene, candidate, view.features)))
        draft = candidate.draft or _new_draft(article, candidate, kind, self._reasons(view))
        if candidate.draft:
            status[draft.status.value] = status.get(draft.status.value, 0.0) + EDGE
        return replace(draft, type=kind, parties=parties, status=Status(max(status, key=status.__getitem__)))

    def _reasons(self, view: Opinion) -> list[str]:
        return [trait for trait, _ in self.first.deal.reasons(view.features, view.kind.value)[:_REASONS]]

    def _parties(self, hindsight: Hindsight, at: int) -> list[tuple[Role, Party]]:
        """Who takes part, in the order of the text; one of those whom the frames did not name is the taker at most."""
        view = hindsight.views[at]
        chances = [
            _chance(view, one, likely)
            for one, traits in zip(view.seen, hindsight.part_traits(at), strict=True)
            if (likely := self.part.likely(traits)) >= _NO_CHANCE
            and not stands_by(view.scene.article, view.kind, one.name, one.place[1])
            and not _apart(view, one)
        ]
        return without_owners(view.scene.article, chosen(chances, TAKERS.get(view.kind)))


def _is_moot(article: Article, candidate: Candidate) -> bool:
    """Whether what no frame found is only supposed ("If A bought B, …") or a part ("of which 1 was drawn")."""
    if candidate.draft:
        return False
    first = candidate.sentence.tokens[0]
    before = [token.lower for token in article.tokens[max(first, candidate.anchor - 2) : candidate.anchor]]
    return article.tokens[first].lower == "if" or before == ["of", "which"]


def _apart(view: Opinion, one: Seen) -> bool:
    """Whether the same frame gave somebody a deal of their own: "A and B invest 1 and 2 in C"."""
    draft = view.candidate.draft
    if draft is None or draft.role_of(one.name.entity):
        return False
    return any(
        other.sentence == draft.sentence
        and other.amount is not None
        and any(entry in draft.frames for entry in other.frames)
        and not draft.party_keys().isdisjoint(other.party_keys())
        for other in view.scene.deals_of.get(one.key, ())
        if other is not draft
    )


def chosen(chances: Sequence[Chance], taker: Role | None) -> list[tuple[Role, Party]]:
    """Those who are likely enough; where none of them takes, the likeliest taker joins them.

    Nobody else takes, unless the frames say so: others have their second role, or no part.
    """
    found = [one for one in chances if one.stays]
    if taker and found and not any(one.role is taker for one in found):
        likeliest = max((one for one in chances if not one.stays), key=lambda one: one.taker, default=None)
        if likeliest and likeliest.taker >= TAKES:
            found.append(replace(likeliest, role=taker))
    takers = sorted((one for one in found if one.role is taker), key=lambda one: -one.likely)
    surplus = [one for one in takers[1:] if not one.framed]
    found = [one for one in found if one not in surplus]
    found += [replace(one, role=one.second) for one in surplus if one.second]
    return [(one.role, one.party) for one in sorted(found, key=lambda one: one.party.first)]


@cache
def shipped_judge() -> Judge:
    """The judge whose weights come with the package."""
    look = Look(linear_model("deal"), linear_model("role"))
    return Judge(look, linear_model("status"), forest("again"), forest("part"))


def with_kind(kind: DealType, features: Iterable[str]) -> list[str]:
    """The traits of a candidate together with the kind of deal that it is taken for."""
    return [*features, f"is {kind.value}"]


def _is_whole(candidate: Candidate, roles: set[Role], parties: int) -> bool:
    """Whether there are a party and a sum, or two parties; without a frame or a sum they must be of two sides."""
    if candidate.amount is not None:
        return parties > 0
    one_sided = candidate.draft is None and len(roles) < 2 and Role.PARTNER not in roles
    return parties > 1 and not one_sided


def _is_own(candidate: Candidate, parties: Sequence[tuple[Role, Party]]) -> bool:
    """Whether what no frame found is between a company and its own arm: "Acme" and "Acme Web Services"."""
    names = sorted((party.entity.name.lower() for _, party in parties), key=len)
    return candidate.draft is None and len(names) == 2 and names[1].startswith(f"{names[0]} ")


def _chance(view: Opinion, one: Seen, part: float) -> Chance:
    """The likeliest role in a kind of deal; two sides may be the same role there."""
    draft = view.candidate.draft
    role = draft.role_of(one.name.entity) if draft else None
    party = next((known for _, known in draft.parties if known.entity.key == one.key), None) if draft else None
    roles: dict[Role, float] = {role: EDGE} if role else {}
    for place, likely in one.odds.items():
        mine = role_of_side(view.kind, place)
        if mine:
            roles[mine] = roles.get(mine, 0.0) + likely / max(one.part, _LEAST_PART)
    (best, likely), *others = sorted(roles.items(), key=lambda pair: -pair[1])
    second = others[0][0] if others and others[0][1] >= _LEAST_SECOND else None
    known = party or Party(one.name.entity, one.name.first, one.name.last)
    taker = part * one.taker / max(one.part, _LEAST_PART)
    here = any(one.place[0] == place.sentence.index for place in view.candidate.places)
    return Chance(best, likely * part, known, part, taker, party is not None, here, second)


def _new_draft(article: Article, candidate: Candidate, kind: DealType, reasons: list[str]) -> Draft:
    return Draft(
        type=kind,
        status=Status.ANNOUNCED,
        weight=0,
        sentence=candidate.sentence.index,
        amount=candidate.amount,
        spans=[_quote(article, candidate)],
        sentences=[candidate.sentence.index],
        source="words weighed together",
        reasons=reasons,
    )


def _quote(article: Article, candidate: Candidate) -> Span:
    """The sentence, or of a long one the stretch around the sum or telling word."""
    span = candidate.sentence.span
    if len(span) <= _LONGEST:
        return span
    middle = article.tokens[candidate.anchor].start
    first, last = candidate.sentence.tokens
    inside = [one for one in article.tokens[first:last] if abs(one.start - middle) <= _LONGEST // 2]
    return Span(inside[0].start, inside[-1].end)

"""The judge: weighs what frames found and what they left, and says which of it are deals and who takes part.

Its weights are learned from the practice articles; the frames' own findings are among the traits that it weighs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from ..terms import DealType, Role, Status
from ..text.spans import Span
from .article import Article
from .candidates import Candidate, Scene, candidates
from .drafts import Draft
from .features import TAKERS, deal_features, role_features, role_of_side
from .merging import with_tables
from .names import Name
from .parties import Party
from .weights import LinearModel, linear_model

NO_DEAL = "none"
KEEP = 0.01
"""How likely a deal of the frames must be to stay one."""
ADD = 0.55
"""How likely a deal must be that no frame found."""
TAKES_PART = 0.6
"""How likely it must be that somebody takes part whom the frames did not name."""
STAYS = 0.03
"""How likely it must be for a party that the frames named."""
EDGE = 0.9
"""What a role or state that the frames gave has ahead of others."""
_LONGEST = 320
_REASONS = 6


@dataclass(frozen=True)
class Judge:
    """Three models: what kind of deal it is, how far it has come, and who does what in it."""

    deal: LinearModel
    status: LinearModel
    role: LinearModel

    @cached_property
    def _role_in(self) -> dict[DealType, LinearModel]:
        return {kind: self.role.within(kind.value) for kind in DealType}

    def deals(self, article: Article, drafts: Sequence[Draft]) -> list[Draft]:
        """The deals of an article after a second look at everything that may be one."""
        scene = Scene(article, drafts)
        kept: list[Draft] = []
        added: list[Draft] = []
        sums: set[tuple[float, str]] = set()
        for candidate in candidates(scene):
            money = candidate.amount.money if candidate.amount else None
            if candidate.draft is None and money and (money.value, money.currency) in sums:
                continue
            draft = self._deal(scene, candidate)
            if draft is None:
                continue
            if money:
                sums.add((money.value, money.currency))
            (kept if candidate.draft else added).append(draft)
        return with_tables(kept, added)

    def _deal(self, scene: Scene, candidate: Candidate) -> Draft | None:
        """The candidate as a deal, or None where it is none."""
        features = deal_features(scene, candidate)
        odds = self.deal.odds(features)
        if 1 - odds[NO_DEAL] < (KEEP if candidate.draft else ADD):
            return None
        kind = _kind(candidate, odds)
        parties = self._parties(scene, candidate, kind)
        if not parties or (candidate.amount is None and len(parties) < 2):
            return None
        status = self.status.odds(with_kind(kind, features))
        reasons = [trait for trait, _ in self.deal.reasons(features, kind.value)[:_REASONS]]
        draft = candidate.draft or _new_draft(scene.article, candidate, kind, reasons)
        if candidate.draft:
            status[draft.status.value] = status.get(draft.status.value, 0.0) + EDGE
        return replace(draft, type=kind, parties=parties, status=Status(max(status, key=status.__getitem__)))

    def _parties(self, scene: Scene, candidate: Candidate, kind: DealType) -> list[tuple[Role, Party]]:
        """Who takes part, in the order of the text; one of those whom the frames did not name is the taker at most."""
        known = {party.entity.key: party for _, party in candidate.draft.parties} if candidate.draft else {}
        found: list[tuple[float, Role, Party]] = []
        for key, name in scene.names_near(candidate).items():
            odds = self._role_in[kind].odds(role_features(scene, candidate, name))
            if 1 - odds[NO_DEAL] >= (STAYS if key in known else TAKES_PART):
                framed = candidate.draft.role_of(name.entity) if candidate.draft else None
                role, likely = _likeliest(kind, odds, framed)
                found.append((likely, role, known.get(key) or _party(name)))
        takers = sorted((one for one in found if one[1] is TAKERS.get(kind)), key=lambda one: -one[0])
        surplus = [one for one in takers[1:] if one[2].entity.key not in known]
        parties = [one for one in found if one not in surplus]
        return [(role, party) for _, role, party in sorted(parties, key=lambda one: one[2].first)]


@cache
def shipped_judge() -> Judge:
    """The judge whose weights come with the package."""
    return Judge(linear_model("deal"), linear_model("status"), linear_model("role"))


def _kind(candidate: Candidate, odds: dict[str, float]) -> DealType:
    """The kind that the frames gave, else the likeliest one."""
    if candidate.draft:
        return candidate.draft.type
    return DealType(max((one for one in odds if one != NO_DEAL), key=odds.__getitem__))


def _likeliest(kind: DealType, odds: dict[str, float], framed: Role | None) -> tuple[Role, float]:
    """The likeliest role in a kind of deal; two sides may be the same role there."""
    roles: dict[Role, float] = {framed: EDGE} if framed else {}
    for side, likely in odds.items():
        role = role_of_side(kind, side)
        if role:
            roles[role] = roles.get(role, 0.0) + likely
    return max(roles.items(), key=lambda one: one[1])


def with_kind(kind: DealType, features: Iterable[str]) -> list[str]:
    """The traits of a candidate together with the kind of deal that it is taken for."""
    return [*features, f"is {kind.value}"]


def in_kind(kind: DealType, features: Iterable[str]) -> list[str]:
    """Traits as such, and as traits in a deal of this kind."""
    plain = list(features)
    return plain + [f"{kind.value}: {one}" for one in plain]


def _party(name: Name) -> Party:
    return Party(name.entity, name.first, name.last)


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

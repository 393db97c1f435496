"""Lists whose subject stands in a line above: "Acme has promised to buy from:", then a name a line."""

from ..terms import Role
from ..text.spans import Span
from ..values.money import MoneyMention
from .article import Article, Sentence
from .discourse import Party
from .phrases import Phrase, Verb
from .readings import Match
from .sums import SumRole

_REACH = 3
_OTHER_SIDE = (Role.SUPPLIER, Role.INVESTEE, Role.TARGET, Role.INVESTOR, Role.GRANTEE, Role.PARTNER, Role.LENDER)


class OpenList:
    """A frame that lacks one party, which the lines below may name."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.match: Match | None = None
        self.role: Role | None = None
        self.last = -1

    def note(self, match: Match) -> None:
        """Remembers a match that has one side only, and no sum of its own."""
        filled = {role for role, _ in match.parties}
        missing = [slot.role for slot in match.frame.slots if slot.role not in filled and slot.role in _OTHER_SIDE]
        if len(filled) == 1 and missing and match.amount is None:
            self.match, self.role, self.last = match, missing[0], match.reading.sentence.index

    def fill(self, sentence: Sentence) -> tuple[Match, Role, Party, MoneyMention | None] | None:
        """The open match, the party that a line of the list names, its role and its sum; None for other lines."""
        if self.match is None or self.role is None or sentence.index - self.last > _REACH:
            return None
        named = _item(sentence)
        if named is None:
            return None
        party = Party(named.names[0].entity, named.names[0].first, named.names[0].last)
        if any(one.entity.key == party.entity.key for _, one in self.match.parties):
            return None
        self.last = sentence.index
        return self.match, self.role, party, self._sum(sentence)

    def _sum(self, sentence: Sentence) -> MoneyMention | None:
        for item in sentence.items:
            mention = item.value
            if not isinstance(mention, MoneyMention) or mention.bracketed:
                continue
            if self.article.sum_roles[mention.span.start] is SumRole.DEAL:
                return mention
        return None

    def quotes(self, sentence: Sentence) -> list[Span]:
        """The line of the list and the sentence above it."""
        assert self.match is not None
        return [sentence.span, self.match.reading.sentence.span]


def _item(sentence: Sentence) -> Phrase | None:
    """The name that a line without a verb begins with."""
    parts = sentence.parts
    first = parts[0] if parts else None
    if not isinstance(first, Phrase) or not first.names or len(parts) > 30:
        return None
    if any(isinstance(part, Verb) and (part.infinitive or (part.finite and part.lemma != "agree")) for part in parts):
        return None
    return first if first.names[0].first == sentence.tokens[0] and first.names[0].entity.is_party else None

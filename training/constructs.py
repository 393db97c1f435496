"""The sentences that the frames must read, as cases to learn from: two files of ``tests/``."""

import re
from collections.abc import Iterator
from pathlib import Path

from datasette_aideals.evaluate.cases import Case
from datasette_aideals.evaluate.facts import DealFacts, Money, PartyFacts, Reference
from datasette_aideals.pipeline import article_of
from datasette_aideals.terms import DealType, Role, Status
from datasette_aideals.values.money import find_money

# Names may hold commas: "Ministry of Science, Trade and Energy:grantor, Acme:grantee".
_PARTY_OF_LINE = re.compile(r"\s*(.+?)=(\w+)(?:;|$)")
_PARTY_OF_BLOCK = re.compile(r"\s*(.+?):(\w+)(?:,|$)")


def construct_cases(tests: Path) -> list[Case]:
    """Each text of rules_constructs.txt and rules_real.txt with its deals."""
    lines = (tests / "rules_real.txt").read_text(encoding="utf-8").splitlines()
    blocks = (tests / "rules_constructs.txt").read_text(encoding="utf-8")
    return [*_of_lines(lines), *_of_blocks(blocks)]


def _of_lines(lines: list[str]) -> Iterator[Case]:
    text, deals = "", []
    for line in [*lines, "TEXT: "]:
        label, _, words = line.partition(": ")
        if label == "TEXT":
            if text:
                yield _case(text, deals)
            text, deals = words.replace(" // ", "\n\n"), []
        elif label == "DEAL" and words != "none":
            kind, parties, amount, *_ = words.split(" | ")
            deals.append(_deal(text, kind, _PARTY_OF_LINE.findall(parties), amount))


def _of_blocks(blocks: str) -> Iterator[Case]:
    kept = "\n".join(line for line in blocks.splitlines() if not line.startswith(("#", "[")))
    for block in re.split(r"\n{2,}", kept.strip()):
        rows = block.splitlines()
        text = "\n".join(row for row in rows if not row.startswith("=> "))
        text = text.replace("\\\n", " ").replace("//", "\n")
        told = [row[3:].split("; ") for row in rows if row.startswith("=> ") and row != "=> nothing"]
        yield _case(
            text, [_deal(text, kind, _PARTY_OF_BLOCK.findall(parties), amount) for kind, parties, amount, *_ in told]
        )


def _case(text: str, deals: list[DealFacts]) -> Case:
    return Case(text[:30], Reference(tuple(deals)), text, article_of(text))


def _deal(text: str, kind: str, parties: list[tuple[str, str]], amount: str) -> DealFacts:
    sums = find_money(amount)
    money = sums[0].money if sums else None
    return DealFacts(
        type=DealType(kind.split(maxsplit=1)[0]),
        status=Status(kind.split()[1]),
        parties=tuple(PartyFacts(name=name, role=Role(role)) for name, role in parties),
        amount=Money(money.value, money.currency, money.qualifier, money.value_max) if money else None,
        evidence=(text,),
    )

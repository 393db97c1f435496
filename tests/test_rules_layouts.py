"""What the embedded extractor reads from pages that list deals: pairs of names, tables, lists and terse entries."""

import re
from collections import Counter
from pathlib import Path

import pytest

from datasette_aideals.rules.article import read_article
from datasette_aideals.rules.drafts import Draft
from datasette_aideals.rules.extract import extract, framed_deals

CASES = Path(__file__).parent / "rules_layouts.txt"


def _cases() -> list[tuple[str, list[str]]]:
    """The text of each case, and what must be read from it, a line each."""
    cases = []
    for block in re.split(r"^===\n", CASES.read_text(encoding="utf-8"), flags=re.M)[1:]:
        lines = block.rstrip("\n").split("\n")
        told = [line[3:] for line in lines if line.startswith("=> ")]
        cases.append(("\n".join(lines[: -len(told)]), [] if told == ["nothing"] else told))
    return cases


def _shown(text: str, draft: Draft) -> str:
    parties = ", ".join(sorted(f"{party.entity.name}:{role.value}" for role, party in draft.parties))
    return f"{draft.type.value} {draft.status.value}; {parties}; {draft.amount.span.of(text) if draft.amount else '-'}"


def _sorted(line: str) -> str:
    kind, parties, amount = line.split("; ")
    return "; ".join([kind, ", ".join(sorted(parties.split(", "))), amount])


@pytest.mark.parametrize(("text", "wanted"), _cases())
def test_a_layout_is_read(text: str, wanted: list[str]) -> None:
    found = [_shown(text, draft) for draft in framed_deals(read_article(text))[0]]
    assert Counter(found) == Counter(map(_sorted, wanted))


@pytest.mark.parametrize("text", [text for text, _ in _cases()])
def test_what_it_gives_stands_in_the_text(text: str) -> None:
    for deal in extract(text).deals:
        assert all(quote in text for quote in deal.quotes)
        assert all((party.words or party.name) in text for party in deal.parties)
        assert deal.amount is None or deal.amount in " ".join(deal.quotes)


_PACT = "partnership announced; Harwell Bio:partner, Norvane:partner; -"


@pytest.mark.parametrize("marks", ["/", " / ", "–", " – ", " — ", " > ", " → ", " <> ", " ↔ "])
@pytest.mark.parametrize("around", ["{}. {}", "**{}.** {}", "- {}: {}", "3) {} ({})", "{} — {}"])
def test_two_names_are_a_pair_with_any_mark_between_them(marks: str, around: str) -> None:
    text = "Notes of the week\n\n" + around.format(f"Harwell Bio{marks}Norvane", "a research alliance, no sums")
    found = framed_deals(read_article(text))[0]
    assert [_shown(text, draft) for draft in found] == [_PACT]


@pytest.mark.parametrize("words", ["a good week for both", "which is taller?", "the derby ends in a draw", ""])
def test_two_names_of_which_nothing_tells_the_kind_are_no_deal(words: str) -> None:
    text = f"Notes of the week\n\nHarwell Bio / Norvane. {words}\n\nSolmere / Cindrel. {words}"
    assert not framed_deals(read_article(text))[0]

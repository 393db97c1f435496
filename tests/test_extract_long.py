"""Long articles: cut at sentences, asked about in passages, and read as one."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mock_models import MockModel
from sqlite_utils import Database

from datasette_aideals.answer import Answer
from datasette_aideals.extract.ask import ask_article
from datasette_aideals.extract.chunks import Cutter
from datasette_aideals.extract.merge import merge_answers
from datasette_aideals.extract.models import get_model
from datasette_aideals.extract.plan import Manner
from datasette_aideals.extract.runner import run_extraction
from datasette_aideals.ground.mentions import ground
from datasette_aideals.load import make_article
from datasette_aideals.store.articles import current_refs, store_article
from datasette_aideals.store.database import rows
from datasette_aideals.text.sentences import sentences

Register = Callable[..., Any]
FILLER = "Les deux sociétés n’ont rien ajouté à ce sujet « pour le moment ». "


# Cutting


@given(
    text=st.text(alphabet="ab. \n𝒜é\u0301中。!“”", max_size=400) | st.text(max_size=300),
    window=st.integers(min_value=1, max_value=120),
)
def test_passages_cover_the_text_in_order_within_the_window(text: str, window: int) -> None:
    passages = Cutter(text).all(window)
    covered = start = 0
    for passage in passages:
        assert passage.text == passage.span.of(text) != ""
        assert len(passage.text) + len(passage.context) <= window
        assert passage.context in text
        assert not text[covered : passage.span.start].strip()
        assert passage.span.start >= start
        assert passage.span.end > covered
        start, covered = passage.span.start, passage.span.end
    assert not text[covered:].strip()


def test_a_short_text_or_one_without_a_window_is_one_passage() -> None:
    for text, window in (("Acme buys Beta.", 15), ("Acme buys Beta. " * 50, None)):
        [passage] = Cutter(text).all(window)
        assert (passage.text, passage.context) == (text, "")


def test_passages_end_with_sentences_and_begin_a_little_before_the_last_one_ended() -> None:
    text = "Die große Schlagzeile\n\nAcme kauft Beta. " + "".join(f"Satz {n} ist hier zu lesen. " for n in range(60))
    ends = {sentence.end for sentence in sentences(text)}
    passages = Cutter(text).all(300)
    assert len(passages) > 4
    assert all(passage.span.end in {*ends, len(text)} for passage in passages)
    for before, after in pairwise(passages):
        assert before.span.end - 30 <= after.span.start <= before.span.end
        assert after.context == "Die große Schlagzeile\n\nAcme kauft Beta."
    assert passages[0].context == ""


def test_a_sentence_that_is_longer_than_the_window_is_cut_between_words() -> None:
    text = " ".join(f"word{n}" for n in range(200))
    passages = Cutter(text).all(100)
    assert [word for passage in passages for word in passage.text.split()] == text.split()


# Making one answer of several


def told(kind: str, parties: dict[str, str], amount: str | None = None, **more: Any) -> dict[str, Any]:
    names = [{"name": name, "role": role} for name, role in parties.items()]
    deal = {"quotes": [f"quote of {kind}"], "type": kind, "status": "announced", "parties": names, "amount": amount}
    return {**deal, **more}


def merged(*answers: list[dict[str, Any]]) -> tuple[Answer, tuple[int, ...]]:
    return merge_answers([Answer.model_validate({"deals": deals}) for deals in answers])


A_BUYS_B = {"Acme Inc": "acquirer", "Beta": "target"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (told("acquisition", A_BUYS_B, "$5 billion"), told("acquisition", A_BUYS_B, "$5bn")),
        (told("acquisition", A_BUYS_B, "$5 billion"), told("acquisition", {"Acme": "acquirer"}, "5 billion dollars")),
        (told("acquisition", A_BUYS_B), told("acquisition", A_BUYS_B, "$5 billion")),
        (told("acquisition", A_BUYS_B, "a lot"), told("acquisition", A_BUYS_B, "A  lot")),
    ],
)
def test_the_same_deal_from_two_passages_is_one(one: dict[str, Any], other: dict[str, Any]) -> None:
    for first, second in ((one, other), (other, one)):
        answer, told_by = merged([], [first], [second])
        [deal] = answer.deals
        assert told_by == (1,)
        assert deal.amount == (first["amount"] or second["amount"])
        assert {party.name for party in deal.parties} >= {"Beta"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (told("acquisition", A_BUYS_B, "$5 billion"), told("acquisition", A_BUYS_B, "$6 billion")),
        (told("acquisition", A_BUYS_B, "$5 billion"), told("investment", A_BUYS_B, "$5 billion")),
        (told("acquisition", A_BUYS_B), told("acquisition", {"Acme": "acquirer", "Gamma": "target"})),
        (told("investment", {"Fund": "investor"}), told("investment", {"Fund": "investor"}, "$5 million")),
    ],
)
def test_other_deals_stay_apart(one: dict[str, Any], other: dict[str, Any]) -> None:
    answer, told_by = merged([one], [other])
    assert (len(answer.deals), told_by) == (2, (0, 1))


def test_deals_of_one_passage_are_never_made_one() -> None:
    deal = told("acquisition", A_BUYS_B, "$5 billion")
    assert len(merged([deal, deal])[0].deals) == 2
    assert len(merged([deal, deal], [deal])[0].deals) == 2
    assert len(merged([deal, deal], [deal, deal])[0].deals) == 2


def test_what_one_passage_lacks_comes_from_the_other() -> None:
    first = told("investment", {"Acme": "investor"}, "$5 million", focus=False, hardware=["H100"])
    second = told(
        "investment",
        {"Acme": "investor", "Beta": "investee"},
        "$5 million",
        quotes=["another"],
        round="Series A",
        valuation="$1 billion",
        hardware=["H100", "B200"],
    )
    [deal] = merged([first], [second])[0].deals
    assert deal.quotes == ["quote of investment", "another"]
    assert (deal.round, deal.valuation, deal.focus, deal.hardware) == ("Series A", "$1 billion", True, ["H100", "B200"])
    assert [party.name for party in deal.parties] == ["Acme", "Beta"]


# The whole way


def test_a_long_article_is_read_as_one(db: Database, register_model: Register) -> None:
    lines = [f"Acme Corp übernimmt Firma {name} für {n} Millionen Euro." for n, name in enumerate("ABCDEF", start=2)]
    text = "Ä ö ü 𝒜: Nachrichten\n\n" + "\n\n".join(f"{line} {FILLER * 6}" for line in lines)

    def answer(prompt: Any) -> Any:
        deals = []
        for number, (line, name) in enumerate(zip(lines, "ABCDEF", strict=True), start=2):
            if line in prompt.prompt:
                parties = {"Acme Corp": "acquirer", f"Firma {name}": "target"}
                deals.append(told("acquisition", parties, f"{number} Millionen Euro", quotes=[line]))
        return {"deals": deals}

    model = register_model(MockModel(answers=[answer]))
    store_article(db, make_article(text), "x.txt", "2026-11-21T10:00:00Z")
    report = run_extraction(
        db, current_refs(db), get_model("mock"), check=ground, manner=Manner(window=900, concurrency=1)
    )
    assert report.counts.failed == 0
    calls = rows(db, "SELECT id, start, end, response FROM calls ORDER BY start")
    assert len(calls) == len(model.prompts) > 3
    assert (calls[0]["start"], calls[-1]["end"]) == (0, len(text))
    quotes = rows(
        db,
        "SELECT exact, statements.start, statements.end, call_id, accepted FROM statements"
        " JOIN mentions ON mentions.id = mention_id WHERE field = 'quote' ORDER BY statements.start",
    )
    assert [quote["exact"] for quote in quotes] == lines
    spans = {call["id"]: (call["start"], call["end"]) for call in calls}
    for quote in quotes:
        start, end = spans[quote["call_id"]]
        assert text[quote["start"] : quote["end"]] == quote["exact"]
        assert start <= quote["start"] < quote["end"] <= end
        assert quote["accepted"] == 1


def test_an_article_of_which_one_passage_fails_has_failed_and_keeps_its_calls(
    db: Database, register_model: Register
) -> None:
    text = "Acme buys Beta. " + FILLER * 30
    store_article(db, make_article(text), "x.txt", "2026-11-21T10:00:00Z")
    register_model(MockModel(answers=[{"deals": []}, RuntimeError("broken")]))
    manner = Manner(window=600, concurrency=1)
    assert run_extraction(db, current_refs(db), get_model("mock"), check=ground, manner=manner).counts.failed == 1
    kinds = [row["error_kind"] for row in rows(db, "SELECT error_kind FROM calls ORDER BY start")]
    assert kinds == [None, "error"]


def test_the_window_is_that_of_the_context_where_the_model_tells_it(register_model: Register) -> None:
    text = FILLER * 400
    for context, least, most in ((None, 2, 4), (8000, 3, 12), (128_000, 1, 1)):
        model = MockModel(f"with-{context}")
        model.context_tokens = context  # type: ignore[attr-defined]
        register_model(model)
        asked = ask_article(get_model(model.model_id), make_article(text))
        assert least <= len(asked.calls) <= most


def test_the_embedded_model_gets_the_whole_text(db: Database) -> None:
    text = "Acme buys Beta for $5 million.\n\n" + "Nobody said anything about it at all. " * 2000
    asked = ask_article(get_model(), make_article(text))
    [call] = asked.calls
    assert (call.start, call.end) == (0, len(text))

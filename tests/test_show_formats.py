"""Values in words, and statements grouped under the value they stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_aideals.show import formats
from datasette_aideals.show.facts import same
from datasette_aideals.show.links import Links
from datasette_aideals.show.shapes import Money
from datasette_aideals.terms import DealType, Qualifier, Role, Status, Verdict


@pytest.mark.parametrize(
    ("sum_", "words"),
    [
        (Money(25 * 10**9, "USD", "up_to"), "up to $25 billion"),
        (Money(1_300_000_000, "EUR", "exact"), "€1.3 billion"),
        (Money(3 * 10**9, "USD", "range", 4 * 10**9), "$3 billion to $4 billion"),
        (Money(900_000_000, "GBP", "approximately"), "about £900 million"),
        (Money(12 * 10**12, "KRW", "at_least"), "at least ₩12 trillion"),
        (Money(2 * 10**9, "CAD", None), "CAD 2 billion"),
        (Money(400_000, "USD", "exact"), "$400,000"),
        (Money(1_234_567_890, "USD", "exact"), "$1,234,567,890"),
        (Money(1_234_000_000, "USD", "exact"), "$1.234 billion"),
        (Money(5, None, "exact"), "5"),
        (Money(0.5, "USD", "exact"), "$0.5"),
        (None, ""),
    ],
)
def test_money(sum_: Money | None, words: str) -> None:
    assert formats.money(sum_) == words


@given(st.integers(1, 10**15))
def test_money_in_words_is_never_rounded(value: int) -> None:
    number, _, scale = formats.money(Money(value, "USD", "exact")).removeprefix("$").partition(" ")
    factor = {"": 1, "million": 10**6, "billion": 10**9, "trillion": 10**12}[scale]
    whole, _, part = number.replace(",", "").partition(".")
    assert int(whole) * factor + (int(part) * factor // 10 ** len(part) if part else 0) == value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2025", "2025"),
        ("2025-11", "Nov 2025"),
        ("2025-11-08", "8 Nov 2025"),
        ("2025-13", "2025-13"),
        ("soon", "soon"),
        ("2025-11-08-1", "2025-11-08-1"),
        ("x" * 50, "x" * 40 + "…"),
        (None, ""),
    ],
)
def test_dates(text: str | None, words: str) -> None:
    assert formats.date(text) == words


def test_moments() -> None:
    assert formats.moment("2025-11-20T09:05:59+00:00") == "20 Nov 2025, 09:05 UTC"
    assert formats.moment("2025-11-20") == "20 Nov 2025"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("type", "joint_venture", "Joint venture"),
        ("status", "rumored", "Rumored"),
        ("status", "paused", "paused"),
        ("stake_percent", 49.0, "49 %"),
        ("stake_percent", 12.5, "12.5 %"),
        ("gigawatts", {"value": 5.0, "qualifier": "up_to"}, "up to 5 GW"),
        ("valuation", {"value": 9 * 10**9, "currency": "EUR", "qualifier": "approximately"}, "about €9 billion"),
        ("date", "2026", "2026"),
        ("round", "Series A", "Series A"),
        ("amount", {"value": "many"}, '{"value": "many"}'),
        ("amount", True, "true"),
        ("amount", None, "not stated"),
        ("some_new_field", ["é"], '["é"]'),
    ],
)
def test_values(field: str, value: object, words: str) -> None:
    assert formats.value(field, value) == words


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://a.example/x", "https://a.example/x"),
        (" HTTP://a.example ", "HTTP://a.example"),
        ("javascript:alert(1)//http://", None),
        ("//a.example", None),
        ("data:text/html,x", None),
        ("", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_become_links(address: str | None, link: str | None) -> None:
    assert formats.web(address) == link


def test_every_term_has_words() -> None:
    words = formats.words()
    assert set(words["types"]) == {term.value for term in DealType}
    assert set(words["statuses"]) == {term.value for term in Status}
    assert set(words["roles"]) == {term.value for term in Role}
    assert set(words["verdicts"]) == set(words["verdicts_explained"]) == {term.value for term in Verdict}
    assert set(words["qualifiers"]) == {term.value for term in Qualifier} - {"exact", "range"}


def test_the_same_value_in_other_json_is_the_same() -> None:
    assert same(
        {"value": 5, "currency": "USD"}, {"currency": "USD", "value": 5.0, "qualifier": "exact", "value_max": None}
    )
    assert not same({"value": 5, "currency": "USD", "qualifier": "up_to"}, {"value": 5, "currency": "USD"})
    assert not same(1, True)
    assert same("a", "a") and not same("1", 1)


def test_addresses_are_relative_and_safe() -> None:
    links = Links("../")
    assert links.deal("a/../b?c#d") == "../deals/a%2F..%2Fb%3Fc%23d"
    assert links.deal("..") == "../deals/%2E%2E"
    assert links.article("x", "m 1") == "../articles/x#s-m%201"
    assert links.deals({"q": "a&b"}, ".json") == "../deals.json?q=a%26b"
    assert links.row("deals", "a.b/é") == "../../../deals/a~2Eb~2F~C3~A9"
    assert Links("aideals/").home() == "aideals/../aideals"

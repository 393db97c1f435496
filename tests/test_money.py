"""Sums of money in words and in texts."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_aideals.terms import Qualifier
from datasette_aideals.values.money import Money, dollar_of, find_money, parse_money

TEXTS = sorted((Path(__file__).parent / "dev" / "texts").glob("*.txt"))
MILLION, BILLION, TRILLION, CRORE = 10**6, 10**9, 10**12, 10**7

SUMS = [
    ("$1.5B", 1.5 * BILLION, "USD"),
    ("$1.5bn", 1.5 * BILLION, "USD"),
    ("$30 bln", 30 * BILLION, "USD"),
    ("$20-billion", 20 * BILLION, "USD"),
    ("$1.4T", 1.4 * TRILLION, "USD"),
    ("$5,000", 5000, "USD"),
    ("US$1.5bn", 1.5 * BILLION, "USD"),
    ("U.S. $300 million", 300 * MILLION, "USD"),
    ("USD 1.5 billion", 1.5 * BILLION, "USD"),
    ("usd 5m", 5 * MILLION, "USD"),
    ("1.5 billion dollars", 1.5 * BILLION, "USD"),
    ("1.2 billion US dollars", 1.2 * BILLION, "USD"),
    ("a 20-billion-dollar deal", 20 * BILLION, "USD"),
    ("$3.2\nbillion", 3.2 * BILLION, "USD"),
    ("$3.2\u00a0billion", 3.2 * BILLION, "USD"),
    ("**$1.1B**", 1.1 * BILLION, "USD"),
    ("$5 BILLION", 5 * BILLION, "USD"),
    ("$1.5-billion CAD", 1.5 * BILLION, "CAD"),
    ("C$240 million", 240 * MILLION, "CAD"),
    ("20 million Canadian dollars", 20 * MILLION, "CAD"),
    ("A$470 million", 470 * MILLION, "AUD"),
    ("HK$4.8 billion", 4.8 * BILLION, "HKD"),
    ("S$5m", 5 * MILLION, "SGD"),
    ("NT$3 billion", 3 * BILLION, "TWD"),
    ("NZ$20m", 20 * MILLION, "NZD"),
    ("NTD100 billion", 100 * BILLION, "TWD"),
    ("R$ 500 milhões", 500 * MILLION, "BRL"),
    ("€4,3 Mrd.", 4.3 * BILLION, "EUR"),
    ("4,3 milliards d'euros", 4.3 * BILLION, "EUR"),
    ("1,7 billion euros", 1.7 * BILLION, "EUR"),
    ("1,700 million euros", 1.7 * BILLION, "EUR"),
    ("4.300 millones de euros", 4.3 * BILLION, "EUR"),
    ("1.7 billion euro", 1.7 * BILLION, "EUR"),
    ("5.375 billion dollars", 5.375 * BILLION, "USD"),
    ("EUR 100 000", 100_000, "EUR"),
    ("€1.234.567,89", 1234567.89, "EUR"),
    ("5 Mio. €", 5 * MILLION, "EUR"),
    ("10M€", 10 * MILLION, "EUR"),
    ("£2.5bn", 2.5 * BILLION, "GBP"),
    ("£300k", 300_000, "GBP"),
    ("&pound;562m", 562 * MILLION, "GBP"),
    ("2.3 million pounds", 2.3 * MILLION, "GBP"),
    ("₹500 crore", 500 * CRORE, "INR"),
    ("₹855-cr", 855 * CRORE, "INR"),
    ("Rs 18,000 crore", 18_000 * CRORE, "INR"),
    ("Rs. 500 lakh", 50 * MILLION, "INR"),
    ("₹19.64 lakh crore", 19_640_000 * MILLION, "INR"),
    ("Rs 1,00,000", 100_000, "INR"),
    ("750 billion rupees", 750 * BILLION, "INR"),
    ("a 500-crore fund", 500 * CRORE, "INR"),
    ("2 lakh crore", 2 * TRILLION, "INR"),
    ("¥2tn", 2 * TRILLION, "JPY"),
    ("1.5 trillion yen", 1.5 * TRILLION, "JPY"),
    ("380 billion yuan", 380 * BILLION, "CNY"),
    ("RMB 500 million", 500 * MILLION, "CNY"),
    ("9 billion renminbi", 9 * BILLION, "CNY"),
    ("150 billion won", 150 * BILLION, "KRW"),
    ("₩5 trillion", 5 * TRILLION, "KRW"),
    ("CHF 45 million", 45 * MILLION, "CHF"),
    ("CHF 1'234'567", 1_234_567, "CHF"),
    ("58.40 francs", 58.40, "CHF"),
    ("SEK 410m", 410 * MILLION, "SEK"),
    ("410 million kronor", 410 * MILLION, "SEK"),
    ("NOK 1.2 billion", 1.2 * BILLION, "NOK"),
    ("3.5 billion dirhams", 3.5 * BILLION, "AED"),
    ("20 billion riyals", 20 * BILLION, "SAR"),
    ("400 million zloty", 400 * MILLION, "PLN"),
    ("half a billion dollars", 500 * MILLION, "USD"),
    ("a quarter of a billion euros", 250 * MILLION, "EUR"),
    ("one billion dollars", BILLION, "USD"),
    ("a billion dollars", BILLION, "USD"),
    ("Nine billion dollars", 9 * BILLION, "USD"),
    ("one and a half billion dollars", 1.5 * BILLION, "USD"),
    ("twenty-five million pounds", 25 * MILLION, "GBP"),
    ("one hundred and fifty million dollars", 150 * MILLION, "USD"),
    ("two million euros", 2 * MILLION, "EUR"),
]


@pytest.mark.parametrize(("words", "value", "currency"), SUMS)
def test_a_sum_is_read_in_each_way_of_writing_it(words: str, value: float, currency: str) -> None:
    money = parse_money(words)
    assert money is not None
    assert (money.value, money.currency, money.qualifier, money.value_max) == (value, currency, "exact", None)
    assert isinstance(money.value, int) == (value == int(value))


@pytest.mark.parametrize(
    "words",
    [
        "tens of billions of dollars",
        "hundreds of millions of euros",
        "a few hundred million dollars",
        "several billion euros",
        "a third of a billion dollars",
        "a multibillion-dollar deal",
        "a multi-hundred-million-dollar investment",
        "a billion-dollar startup",
        "raises 0 Billion",
        "$0 in revenue",
        "5 million users",
        "5 crore active users",
        "5 lakh people",
        "2 billion parameters",
        "300,000 customers",
        "$ARR",
        "H100 and GB300",
        "in 2025",
        "12 won medals",
        "PHP 8 and Euro 2024",
        "1,700 pounds of copper",
        "version 1.2.3 dollars",
        "",
    ],
)
def test_what_states_no_sum_gives_none(words: str) -> None:
    assert find_money(words) == []
    assert parse_money(words) is None


@pytest.mark.parametrize(
    ("words", "qualifier"),
    [
        *((f"{words} $5 billion", Qualifier.UP_TO) for words in ("up to", "as much as", "at most", "a maximum of")),
        *((f"{words} $5 billion", Qualifier.UP_TO) for words in ("no more than", "less than", "up to an additional")),
        *((f"{words} $5 billion", Qualifier.APPROXIMATELY) for words in ("about", "around", "approximately", "nearly")),
        *((f"{words} $5 billion", Qualifier.APPROXIMATELY) for words in ("almost", "close to", "roughly", "some")),
        *((f"{words} $5 billion", Qualifier.APPROXIMATELY) for words in ("an estimated", "just under", "circa", "~")),
        *((f"{words} $5 billion", Qualifier.AT_LEAST) for words in ("over", "more than", "at least", "upwards of")),
        *((f"{words} $5 billion", Qualifier.AT_LEAST) for words in ("north of", "exceeding", "well above", "past")),
        *((f"$5 billion{words}", Qualifier.AT_LEAST) for words in (" or more", "+", "-plus", " and change")),
        ("$5 billion or so", Qualifier.APPROXIMATELY),
        ("up to about $5 billion", Qualifier.UP_TO),
        ("a warrant over up to about $5 billion", Qualifier.UP_TO),
        ("more than a combined $5 billion", Qualifier.AT_LEAST),
        ("as much\nas **$5 billion**", Qualifier.UP_TO),
        ("“a shade over” $5 billion", Qualifier.AT_LEAST),
        ("Up To $5 billion", Qualifier.UP_TO),
        ("an additional $5 billion", Qualifier.EXACT),
        ("the fund of $5 billion", Qualifier.EXACT),
    ],
)
def test_words_around_a_sum_say_how_exact_it_is(words: str, qualifier: Qualifier) -> None:
    (mention,) = find_money(f"It paid {words} for Acme.")
    assert mention.money == Money(5 * BILLION, "USD", qualifier)
    assert mention.core.of(f"It paid {words} for Acme.") == "$5 billion"


def test_the_span_holds_the_qualifier_and_the_core_the_sum() -> None:
    text = "It pays as much as **$14.2B** through 2031, about €2bn or so."
    one, two = find_money(text)
    assert (one.span.of(text), one.core.of(text)) == ("as much as **$14.2B", "$14.2B")
    assert (two.span.of(text), two.core.of(text)) == ("about €2bn or so", "€2bn")


@pytest.mark.parametrize(
    ("words", "low", "high", "currency"),
    [
        ("$2.6 to $4.4 trillion", 2.6 * TRILLION, 4.4 * TRILLION, "USD"),
        ("$4.5 billion to $5 billion", 4.5 * BILLION, 5 * BILLION, "USD"),
        ("between $20 million and $30 million", 20 * MILLION, 30 * MILLION, "USD"),
        ("between about $20 million and about $30 million", 20 * MILLION, 30 * MILLION, "USD"),
        ("ranging from $20 million to $30 million", 20 * MILLION, 30 * MILLION, "USD"),
        ("from between $20 million and $30 million", 20 * MILLION, 30 * MILLION, "USD"),
        ("from $20-30 million", 20 * MILLION, 30 * MILLION, "USD"),
        ("between $20 million to $30 million", 20 * MILLION, 30 * MILLION, "USD"),
        ("$20M–$25M", 20 * MILLION, 25 * MILLION, "USD"),
        ("$50-to-$60 million", 50 * MILLION, 60 * MILLION, "USD"),
        ("$400-500 million", 400 * MILLION, 500 * MILLION, "USD"),
        ("$50 to $60 billion", 50 * BILLION, 60 * BILLION, "USD"),
        ("$2,000-2,500", 2000, 2500, "USD"),
        ("£300k to £2m", 300_000, 2 * MILLION, "GBP"),
        ("CHF 45 million to CHF 50 million", 45 * MILLION, 50 * MILLION, "CHF"),
        ("between 340 million and 360 million euros", 340 * MILLION, 360 * MILLION, "EUR"),
        ("100-200 million euros", 100 * MILLION, 200 * MILLION, "EUR"),
        ("Rs 100-120 crore", 100 * CRORE, 120 * CRORE, "INR"),
    ],
)
def test_a_range_has_both_ends_in_one_currency(words: str, low: float, high: float, currency: str) -> None:
    assert parse_money(words) == Money(low, currency, Qualifier.RANGE, high)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("from $5 million to $20 million", [5 * MILLION, 20 * MILLION]),
        ("$10m and $5m respectively", [10 * MILLION, 5 * MILLION]),
        ("up to $10 billion and up to $5 billion", [10 * BILLION, 5 * BILLION]),
        ("in late 2024\n- $4 billion from Acme", [4 * BILLION]),
        ("$5 million to 20 people", [5 * MILLION]),
        ("$6 million to $5 million", [6 * MILLION, 5 * MILLION]),
        ("in 2024-25 Rs 500 crore", [500 * CRORE]),
        ("cut to $1.4 billion from $1.7 billion", [1.4 * BILLION, 1.7 * BILLION]),
    ],
)
def test_two_sums_side_by_side_are_not_a_range(text: str, values: list[float]) -> None:
    mentions = find_money(text)
    assert [mention.money.value for mention in mentions] == values
    assert all(mention.money.value_max is None for mention in mentions)


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("150 billion won ($108 million)", "KRW", "USD"),
        ("$5 billion (€4.3 billion)", "USD", "EUR"),
        ("$1 billion (around Rs 8,870 crore)", "USD", "INR"),
        ("C$68 million (US$49 million)", "CAD", "USD"),
        ("$3 billion, or €2.8 billion,", "USD", "EUR"),
        ("€38 million / $41 million", "EUR", "USD"),
        ("Rs 25 crore ($3.6 million approx.)", "INR", "USD"),
        ("NTD100 billion, which is about USD3.1 billion,", "TWD", "USD"),
    ],
)
def test_a_second_currency_beside_the_first_is_marked(text: str, first: str, second: str) -> None:
    one, two = find_money(f"It raised {text} from Acme.")
    assert (one.money.currency, one.bracketed) == (first, False)
    assert (two.money.currency, two.bracketed) == (second, True)


def test_a_sum_of_its_own_in_brackets_or_after_a_comma_is_not_marked() -> None:
    text = "It paid $5 billion ($1 billion of it in cash), €3 million for the brand."
    assert [mention.bracketed for mention in find_money(text)] == [False, False, False]


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("$5 billion a year", "a year"),
        ("$5 billion annually", "annually"),
        ("$20 million–$25 million per year", "per year"),
        ("$165 a share", "a share"),
        ("$20.40 apiece", "apiece"),
        ("a $5.75-a-share approach", "a-share"),
        ("$0.10 per million tokens", "per million tokens"),
        ("$2/hour", "hour"),
        ("A$470 million each", "each"),
        ("$5 billion a year later", None),
        ("$5 billion quarterly loss", None),
        ("$5 billion in cash", None),
    ],
)
def test_sums_by_the_year_the_share_or_the_hour_say_so(text: str, per: str | None) -> None:
    (mention,) = find_money(text)
    assert mention.per == per


@pytest.mark.parametrize(
    ("words", "unit", "money"),
    [
        ("1,058.52", "Rs crore", Money(10_585_200_000, "INR")),
        ("2.66", "Sanctioned (Rs crore)", Money(26_600_000, "INR")),
        ("500", "$ million", Money(500 * MILLION, "USD")),
        ("$500", "Size ($ million)", Money(500 * MILLION, "USD")),
        ("$500M", "Size ($ million)", Money(500 * MILLION, "USD")),
        ("€40m", "$m", Money(40 * MILLION, "EUR")),
        ("11,700*", "in millions of euros", Money(11_700 * MILLION, "EUR")),
        ("up to 40", "US$ bn", Money(40 * BILLION, "USD", Qualifier.UP_TO)),
        ("5-6", "£m", Money(5 * MILLION, "GBP", Qualifier.RANGE, 6 * MILLION)),
        ("–", "$m", None),
        ("undisclosed", "$m", None),
        ("7", "Members", None),
    ],
)
def test_a_tables_header_gives_what_its_cells_leave_out(words: str, unit: str, money: Money | None) -> None:
    assert parse_money(words, unit=unit) == money


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("It raised $5 million.", "USD"),
        ("C$610 million and $5 million", "USD"),
        ("$30 million. Amounts in Canadian dollars unless stated.", "CAD"),
        ("$30 million (all figures are in Australian dollars)", "AUD"),
        ("$2-billion CAD for Acme, of which $1 billion in cash", "CAD"),
        ("$5 million from Canadian investors", "USD"),
        ("HK$5bn and $3 million", "USD"),
        ("A maker of pumps in Toronto raised $13 million (US$10 million).", "CAD"),
        ("Singapore's Acme has spent $13 million (US$10 million) on it.", "SGD"),
        ("Acme raised $13 million (US$10 million).", "USD"),
        ("All dollar amounts are in US dollars. $5 million from C$7 million", "USD"),
    ],
)
def test_the_article_says_what_a_dollar_is(text: str, currency: str) -> None:
    assert dollar_of(text) == currency


def test_a_bare_dollar_follows_the_article_and_a_marked_one_does_not() -> None:
    text = "It raised US$55 million, C$5 million and $6 million (7 million dollars)."
    currencies = [mention.money.currency for mention in find_money(text, "CAD")]
    assert currencies == ["USD", "CAD", "CAD", "CAD"]


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("The Danish fund will put 600 million kroner into the centre.", "DKK"),
        ("Oslo's firm raised 600 million kroner.", "NOK"),
        ("Prague pays 40 million crowns.", "CZK"),
        ("The Stockholm firm raised 40 million crowns.", "SEK"),
        ("Shanghai's firm spent ¥5 billion, or 5 billion yuan.", "CNY"),
        ("Tokyo gives ¥5 billion.", "JPY"),
        ("Rabat will spend 3 billion dirhams on data centers.", "MAD"),
        ("Doha's fund put in 3 billion riyals.", "QAR"),
        ("The Pakistani state gives Rs 500 million.", "PKR"),
        ("Manila gives 40 million pesos.", "PHP"),
    ],
)
def test_places_in_the_text_decide_a_currency_that_several_countries_share(text: str, currency: str) -> None:
    mention = find_money(text)[0]
    assert mention.money.currency == currency
    assert parse_money(mention.span.of(text), context=text) == mention.money


def test_money_as_json() -> None:
    assert Money(5, "USD").as_json() == {"value": 5, "currency": "USD", "qualifier": "exact"}
    assert Money(5, "USD", Qualifier.RANGE, 6).as_json() == {
        "value": 5,
        "currency": "USD",
        "qualifier": "range",
        "value_max": 6,
    }


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem[:3])
def test_the_words_of_each_sum_in_the_news_read_the_same_on_their_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    dollar = dollar_of(text)
    for mention in find_money(text, dollar):
        assert parse_money(mention.span.of(text), dollar, context=text) == mention.money


PIECES = st.sampled_from(
    [
        *("$", "€", "US$", "Rs ", "CHF ", "kr", "5", "1.5", "1,000", "2024", "20", "0", " ", " ", " ", "\n", "-", "–"),
        *("million", "billion", "bn", "m", "crore", "lakh", "Mrd.", "dollars", "euros", "won", "kroner", "CAD"),
        *("to ", "and ", "between ", "from ", "up to ", "about ", "more than ", "half a ", "two ", "a ", "hundred "),
        *("(", ")", "**", "+", "-plus", " or so", " a year", " per share", ".", ",", ". ", "x", "of "),
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join), st.sampled_from(["USD", "CAD"]))
def test_sums_lie_in_order_in_the_text_and_read_the_same_on_their_own(text: str, dollar: str) -> None:
    done = 0
    for mention in find_money(text, dollar):
        assert done <= mention.span.start <= mention.core.start < mention.core.end <= mention.span.end <= len(text)
        assert mention.money.value > 0
        assert parse_money(mention.span.of(text), dollar, context=text) == mention.money
        done = mention.span.end

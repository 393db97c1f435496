"""Which date the embedded extractor gives to which deal."""

import pytest

from datasette_aideals.answer import AnswerDeal
from datasette_aideals.rules.extract import extract

FIVE = (
    "Acme raised $12 million in a Series A led by Oak Ventures.",
    "Borel secured $15 million in a Series B led by Elm Partners.",
    "Cedric raised $21 million in a seed round led by Ash Capital.",
    "Dorado raised $33 million in a Series C led by Fir Capital.",
    "Elmo raised $44 million in a Series D led by Yew Ventures.",
)


def _by_sum(text: str) -> dict[str | None, AnswerDeal]:
    return {deal.amount: deal for deal in extract(text).deals}


@pytest.mark.parametrize(
    ("text", "amount", "date"),
    [
        # several deals in a sentence: the date of its own part
        (
            "In July Oak agreed to invest $40 million in Acme, and in March it agreed to invest $70 million in Borel.",
            "$70 million",
            "March",
        ),
        # a later sentence that says when
        (
            "Oak Software has acquired Acme for $40 million. The deal closed on July 2, 2025.",
            "$40 million",
            "July 2, 2025",
        ),
        ("Oak Software has acquired Acme for $40 million. Completion took place on 2 July.", "$40 million", "2 July"),
        (
            "Oak Software will buy Acme for $40 million. The contract, signed on Tuesday, runs to 2031.",
            "$40 million",
            "Tuesday",
        ),
        # what counts from something told before is no date of its own
        (
            "Oak put $4 million into Acme in 2021, and two years later Elm led its $18 million Series A.",
            "$18 million",
            None,
        ),
        (
            "On 5 March 2026 Oak Software bought Borel for $9 million. On the same day it bought Acme for $4 million.",
            "$4 million",
            "5 March 2026",
        ),
        # days of other things
        ("Oak Ventures ordered chips worth $12 million from Acme for delivery during 2027.", "$12 million", None),
        ("Oak Bank agreed to extend its $12 million loan to Acme to 2029.", "$12 million", None),
    ],
)
def test_the_words_of_a_deal_say_when(text: str, amount: str, date: str | None) -> None:
    assert _by_sum(text)[amount].date == date


def test_the_date_that_labels_a_paragraph_holds_for_all_of_it() -> None:
    text = (
        "The story of Acme\n\n**May 2023** — What a year. Acme raised $12 million in a Series A led by Oak Ventures."
        "\n\n**July 2024** — Growth. Acme raised $55 million in a Series B led by Elm Partners."
    )
    assert {amount: deal.date for amount, deal in _by_sum(text).items()} == {
        "$12 million": "May 2023",
        "$55 million": "July 2024",
    }


def test_the_date_that_heads_a_section_holds_until_the_next() -> None:
    text = f"A history\n\nMay 2023\n\n{FIVE[0]}\n\nJuly 2024\n\n{FIVE[1]}"
    assert {amount: deal.date for amount, deal in _by_sum(text).items()} == {
        "$12 million": "May 2023",
        "$15 million": "July 2024",
    }


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("The largest rounds of January", "January"),
        ("Funding this week", "this week"),
        ("Rounds announced between March 7 and March 13, 2026", "between March 7 and March 13, 2026"),
        ("The deals of the week ending 16 January 2026", "week ending 16 January 2026"),
        ("Here are the deals we tracked on Tuesday.", "Tuesday"),
        ("Money news, 3 May 2024", None),  # the day of a collection is not that of its items
    ],
)
def test_a_round_up_says_what_time_it_covers(title: str, period: str | None) -> None:
    found = extract(f"{title}\n\n" + "\n\n".join(FIVE)).deals
    assert [deal.date for deal in found] == [period] * len(FIVE)


def test_all_of_a_live_blog_is_of_one_day() -> None:
    entries = "\n\n".join(f"1{hour}:05 {item}" for hour, item in enumerate(FIVE))
    found = extract(f"LIVE: the fair\n\nAll times EET. Thursday 20 November 2025\n\n{entries}").deals
    assert {deal.date for deal in found} == {"Thursday 20 November 2025"}


def test_the_day_above_a_single_piece_of_news_is_its_day() -> None:
    text = f"Acme raises money\n\nPublished 21 January 2026\n\nIt is a start-up.\n\n{FIVE[0]}"
    assert [deal.date for deal in extract(text).deals] == ["21 January 2026"]

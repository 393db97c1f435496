"""Dates in words, alone and with the article's own date."""

import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_aideals.values.dates import PartialDate, find_dates, parse_date

WEDNESDAY = "2025-12-24"


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("2024", "2024"),
        ("in 2023", "2023"),
        ("late 2024", "2024"),
        ("early 2023", "2023"),
        ("by the end of 2027", "2027"),
        ("the second half of 2025", "2025"),
        ("Q3 2025", "2025"),
        ("H1 2026", "2026"),
        ("summer 2025", "2025"),
        ("November 2024", "2024-11"),
        ("Nov. 2024", "2024-11"),
        ("at the end of October 2025", "2025-10"),
        ("18 November 2024", "2024-11-18"),
        ("18th of November 2024", "2024-11-18"),
        ("November 18, 2024", "2024-11-18"),
        ("Nov. 18, 2024", "2024-11-18"),
        ("NOVEMBER 18, 2024", "2024-11-18"),
        ("november 18 2024", "2024-11-18"),
        ("January\n15, 2024", "2024-01-15"),
        ("Tuesday 9 September 2025", "2025-09-09"),
        ("Thursday, October 30, 2025", "2025-10-30"),
        ("9–13 February 2026", "2026-02"),
        ("2024-11-18", "2024-11-18"),
        ("2024-11", "2024-11"),
        ("18.11.2024", "2024-11-18"),
        ("18/11/2024", "2024-11-18"),
        ("11/18/2024", "2024-11-18"),
        ("05/06/2024", "2024"),
        ("2024/11/18", "2024-11-18"),
        ("18-Nov-2024", "2024-11-18"),
        ("Tue, 18 Nov 2024 09:00 GMT", "2024-11-18"),
        ("2024-11-18T09:00:00Z", "2024-11-18"),
        ("mid-2024", "2024"),
        ("January–March 2024", "2024"),
        ("between May 8 and May 13, 2024", "2024-05"),
        ("Christmas 2024", "2024-12"),
        ("the 2024 deal", "2024"),
    ],
)
@pytest.mark.parametrize("published", [None, WEDNESDAY])
def test_a_date_with_a_year_is_read_to_the_precision_it_has(words: str, iso: str, published: str | None) -> None:
    assert parse_date(words, published) == PartialDate(iso)


@pytest.mark.parametrize(
    "words",
    [
        *("fiscal year 2025", "fiscal 2029", "FY 2026", "2024-25", "February 30, 2025", "31/31/2024", ""),
        *("$2025", "2,024", "2024.5", "2000 employees", "2030 GPUs", "1,2025", "model 4.2024", "soon", "Acme2024"),
        *("the 2030s", "last November 31", "2025-13-01", "a couple of weeks ago", "days ago", "Monday.com"),
    ],
)
def test_what_is_no_date_gives_none(words: str) -> None:
    assert parse_date(words, WEDNESDAY) is None


RELATIVE = [
    ("today", "2025-12-24"),
    ("this morning", "2025-12-24"),
    ("yesterday", "2025-12-23"),
    ("on Wednesday", "2025-12-24"),
    ("on Tuesday", "2025-12-23"),
    ("Tues", "2025-12-23"),
    ("late Thursday", "2025-12-18"),
    ("last Wednesday", "2025-12-17"),
    ("last Friday", "2025-12"),
    ("two days ago", "2025-12-22"),
    ("two days earlier", "2025-12-22"),
    ("last week", "2025-12"),
    ("earlier this week", "2025-12"),
    ("two weeks ago", "2025-12"),
    ("three weeks ago", "2025"),
    ("last month", "2025-11"),
    ("earlier this month", "2025-12"),
    ("a month ago", "2025-11"),
    ("two months earlier", "2025-10"),
    ("in September", "2025-09"),
    ("in December", "2025-12"),
    ("as recently as September", "2025-09"),
    ("late June", "2025-06"),
    ("at the end of October", "2025-10"),
    ("Christmas", "2025-12"),
    ("last November", "2025-11"),
    ("last December", "2024-12"),
    ("this June", "2025-06"),
    ("in February of this year", "2025-02"),
    ("November last year", "2024-11"),
    ("August 29", "2025-08-29"),
    ("on Jan. 6", "2026-01-06"),
    ("October 30", "2025-10-30"),
    ("this year", "2025"),
    ("earlier this year", "2025"),
    ("last year", "2024"),
    ("late last year", "2024"),
    ("next year", "2026"),
    ("next month", "2026-01"),
    ("two years ago", "2023"),
    ("last summer", "2025"),
    ("this quarter", "2025"),
    ("by the end of January", "2026-01"),
    ("until March", "2026-03"),
]


@pytest.mark.parametrize(("words", "iso"), RELATIVE)
def test_a_relative_date_counts_from_the_articles_own(words: str, iso: str) -> None:
    assert parse_date(words, WEDNESDAY) == PartialDate(iso)


@pytest.mark.parametrize(("words", "iso"), RELATIVE)
def test_without_the_articles_date_a_relative_one_is_unknown(words: str, iso: str) -> None:
    assert parse_date(words) is None
    assert parse_date(words, "some day") is None


@pytest.mark.parametrize(
    ("words", "published", "iso"),
    [
        ("last month", "2026-01-09", "2025-12"),
        ("in September", "2026-01-09", "2025-09"),
        ("last summer", "2026-03-15", "2025"),
        ("last week", "2025-11-03", "2025-10"),
        ("last week", "2026-01-09", None),
        ("last quarter", "2025-02-09", "2024"),
        ("on Friday", "2026-01-02", "2026-01-02"),
        ("on Thursday", "2026-01-02", "2026-01-01"),
        ("on Tuesday", "2026-01-02", "2025-12-30"),
        ("last year", "2025", "2024"),
        ("this year", "2025", "2025"),
        ("last month", "2025-11", "2025-10"),
        ("in September", "2025-11", "2025-09"),
        ("in November", "2025-11", "2025-11"),
        ("today", "2025-11", "2025-11"),
        ("on Tuesday", "2025-11", "2025"),
        ("last month", "2025", None),
        ("in September", "2025", None),
        ("on Tuesday", "2025", None),
        ("yesterday", "2025", None),
    ],
)
def test_a_partial_article_date_yields_only_what_follows_from_it(words: str, published: str, iso: str | None) -> None:
    assert parse_date(words, published) == (PartialDate(iso) if iso else None)


def test_time_expressions_are_found_in_a_text() -> None:
    text = (
        "MUNICH, July 30 (Wire) - Acme may march on. It said on Tuesday, two weeks ago and in May that April Lee will "
        "pay by 2030; in fiscal 2029 it had 2,024 of 2030 GPUs. A $2025 fee (March) fell since last November."
    )
    found = [(mention.span.of(text), mention.relative, mention.lead) for mention in find_dates(text)]
    assert found == [
        ("July 30", True, ""),
        ("Tuesday", True, "on"),
        ("two weeks ago", True, ""),
        ("May", True, "in"),
        ("by 2030", False, "by"),
        ("March", True, ""),
        ("last November", True, "since"),
    ]


def test_dates_in_a_text_without_capitals() -> None:
    text = "it may sell in may, or on monday; last november and january were slow. 18 march 2024 was best."
    found = [mention.span.of(text) for mention in find_dates(text)]
    assert found == ["may", "monday", "last november", "18 march 2024"]


@pytest.mark.parametrize(
    ("iso", "precision", "first", "last"),
    [
        ("2024", "year", "2024-01-01", "2024-12-31"),
        ("2024-02", "month", "2024-02-01", "2024-02-29"),
        ("2025-11-18", "day", "2025-11-18", "2025-11-18"),
    ],
)
def test_a_partial_date_knows_its_first_and_last_day(iso: str, precision: str, first: str, last: str) -> None:
    date = PartialDate(iso)
    assert (date.precision, date.first_day, date.last_day) == (precision, first, last)


@pytest.mark.parametrize("iso", ["", "24", "2024-13", "2024-02-30", "2024-1-1", "soon", "2024-11-18T10:00"])
def test_what_is_no_iso_date_is_refused(iso: str) -> None:
    with pytest.raises(ValueError, match=r"not a date|month|day"):
        PartialDate(iso)


WORDS = st.lists(
    st.sampled_from(
        [
            *("on", "in", "last", "this", "next", "by", "end of", "early", "two", "a", "three", "earlier", "the", "of"),
            *("Monday", "Friday", "Tues", "May", "November", "Nov.", "March", "today", "yesterday", "Christmas"),
            *("week", "month", "year", "weeks ago", "days ago", "months earlier", "year", "summer", "quarter"),
            *("18", "3", "31", "2024", "2025,", "2026", "2024-11", "2024-11-18", "5.6.2024", "-", ",", "(", ")"),
        ]
    ),
    max_size=6,
).map(" ".join)


@given(WORDS, st.dates(datetime.date(1990, 1, 1), datetime.date(2050, 12, 31)))
def test_knowing_more_of_the_articles_date_never_contradicts_what_less_of_it_gave(
    words: str, published: datetime.date
) -> None:
    day = published.isoformat()
    found = [parse_date(words, article) for article in (None, day[:4], day[:7], day)]
    isos = [date.iso if date else "" for date in found]
    assert all(more.startswith(less) for less, more in pairwise(isos))


@given(WORDS, st.dates(datetime.date(1990, 1, 1), datetime.date(2050, 12, 31)))
def test_a_day_comes_only_from_words_that_name_one(words: str, published: datetime.date) -> None:
    found = parse_date(words, published.isoformat())
    named = ("today", "yesterday", "days ago", "Monday", "Friday", "Tues", "18", "3", "31", "5.6.2024")
    if found and found.precision == "day":
        assert any(day in words for day in named)


@given(WORDS)
def test_mentions_lie_in_order_in_the_text(text: str) -> None:
    done = 0
    for mention in find_dates(text):
        assert done <= mention.span.start < mention.span.end <= len(text)
        done = mention.span.end

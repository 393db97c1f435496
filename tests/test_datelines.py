"""The day that a text gives as its own."""

import pytest

from datasette_aideals.values.datelines import stated_date

BODY = "\n\nOblix has raised $20 million in a Series A led by Elm Ventures.\n"


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("BERLIN, 3 May 2024 (Agency) — Oblix has raised money.", "2024-05-03"),
        ("SANTA CLARA, Calif. and OSLO – June 3, 2025 – Oblix has raised money.", "2025-06-03"),
        ("PITTSBURGH – (Some Wire) – March 11, 2026 – Oblix today said so.", "2026-03-11"),
        ("March 3, 2026 (Newswire) - Oblix said so on Tuesday.", "2026-03-03"),
        ("Oblix raises money\nBy A. Writer | 2 December 2025 | 2 min read", "2025-12-02"),
        ("Oblix raises money\n2025.12.18 Startup Journal", "2025-12-18"),
        ("Oblix raises money\n2026.03.24 16:41", "2026-03-24"),
        ("Date: 21st January, 2026", "2026-01-21"),
        ("Date of Report (Date of earliest event reported): February 5, 2026", "2026-02-05"),
        ("Published 24 June 2025", "2025-06-24"),
        ("Publié le 18 nov. 2025 à 07:30", "2025-11-18"),
        ("Compiled from reports. Saturday, 22 November 2025.", "2025-11-22"),
        ("as of 6 May 2026", "2026-05-06"),
        ("POWER BRIEF — contracts for AI load, January 2026", "2026-01"),
        ("**Oblix raises money**\n\n*Oct. 16, 2025*", "2025-10-16"),
    ],
)
def test_a_text_says_of_which_day_it_is(line: str, iso: str) -> None:
    assert stated_date(line + BODY) == iso


@pytest.mark.parametrize(
    "line",
    [
        "Oblix raises money",
        "Oblix will list its shares on 3 May 2024",
        "The round closed on 3 May 2024, the company said.",
        "Oblix had raised $3 million by 3 May 2024 – its first money.",
        "2019 – Oblix begins.",
        "- 3 May 2021: seed\n- 4 June 2022: Series A\n- 9 July 2024: Series B",
        "Established: April 2019 and since then a customer of Elm.",
    ],
)
def test_a_day_of_something_else_is_not_the_texts_own(line: str) -> None:
    assert stated_date(line + BODY) is None


def test_a_note_at_the_end_says_it_too() -> None:
    text = "Oblix raises money" + BODY * 60 + "\nThis report was first published June 3, 2026."
    assert stated_date(text) == "2026-06-03"


def test_a_day_goes_before_a_month() -> None:
    assert stated_date("The Gazette, March 2026\n\nOSLO, 4 March 2026 — Oblix said so." + BODY) == "2026-03-04"

"""Loading: files and folders become articles, and what can't be read says so."""

import codecs
import hashlib
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from datasette_aideals.errors import BadArticle, MissingPath, NoArticles
from datasette_aideals.load import Loaded, load_sources, make_article, read_article
from datasette_aideals.store.articles import Stored, current_articles, get_article, store_article
from datasette_aideals.store.database import rows
from datasette_aideals.store.records import Article

AT = "2026-11-21T10:00:00Z"
PAGE = """<html lang="en"><head><title>Acme buys Beta | The Times</title>
<meta property="og:site_name" content="The Times"><meta name="author" content="Jane Roe">
<meta property="article:published_time" content="2025-11-18T10:00:00Z">
<meta property="article:modified_time" content="2025-12-24T10:00:00Z">
<link rel="canonical" href="https://example.org/acme"></head>
<body><nav>Home News About</nav><article><h1>Acme buys Beta for $5 billion</h1>
<p>Acme said on Monday that it will pay $5 billion in cash for Beta, a maker of “fast” chips, its largest purchase.</p>
<p>Both boards have agreed, and the sale should be through by the summer of next year, the companies said.</p>
<div class="comments"><p>What a price!</p></div></article><footer>Copyright 2019</footer></body></html>"""


@pytest.fixture
def tmp_path(tmp_path: Path) -> Path:
    """A folder with a name that the places of its files can be expected to begin with."""
    folder = tmp_path / "news"
    folder.mkdir()
    return folder


def loaded(*paths: Path, **options: int) -> list[Loaded]:
    return list(load_sources(paths, **options))


def article(item: Loaded) -> Article:
    assert isinstance(item.result, Article), item.result
    return item.result


def error(item: Loaded) -> str:
    assert isinstance(item.result, BadArticle), item.result
    return str(item.result)


def read_text(text: str, name: str = "x.md") -> Article:
    return read_article(text.encode(), name)


# Files and folders


def test_a_folder_gives_its_articles_sorted_and_leaves_out_hidden_and_other_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "deep/er/c.TXT", ".hidden.txt", ".git/d.txt", "e.csv", "photo.jpg"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Text of {name}")
    items = loaded(tmp_path)
    assert [item.location for item in items] == ["news/a.md", "news/b.txt", "news/deep/er/c.TXT"]
    assert article(items[2]).text == "Text of deep/er/c.TXT"


def test_a_file_named_directly_is_read_whatever_its_ending(tmp_path: Path) -> None:
    note = tmp_path / "note.rst"
    note.write_text("Acme buys Beta")
    [item] = loaded(note)
    assert (item.location, article(item).text) == ("news/note.rst", "Acme buys Beta")


def test_ids_and_hashes_come_from_the_text(tmp_path: Path) -> None:
    found = read_text("Acme buys Béta")
    assert found.sha256 == hashlib.sha256("Acme buys Béta".encode()).hexdigest()
    assert found.id == found.sha256[:12]


def test_a_missing_path_is_told_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Acme")
    with pytest.raises(MissingPath, match=r"no file or folder .*nowhere"):
        load_sources([tmp_path, tmp_path / "nowhere"])


def test_a_folder_without_articles_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1,2")
    with pytest.raises(NoArticles, match=r"\.txt, \.md or \.html"):
        load_sources([tmp_path])


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Acme")
    assert [item.location for item in loaded(tmp_path, tmp_path / "a.txt", tmp_path)] == ["news/a.txt"]


def test_files_of_one_name_in_two_folders_do_not_pass_for_each_other(tmp_path: Path) -> None:
    for month in ("jan", "feb", "mar"):
        (tmp_path / month).mkdir()
        (tmp_path / month / "01.txt").write_text(f"Acme in {month}")
    items = loaded(tmp_path / "jan", tmp_path / "feb", tmp_path / "mar" / "01.txt")
    assert [item.location for item in items] == ["jan/01.txt", "feb/01.txt", "mar/01.txt"]


@pytest.mark.skipif(os.name != "posix", reason="file names are bytes on POSIX only")
def test_a_file_name_that_is_no_utf8_can_still_be_stored(tmp_path: Path, db: Database) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("***")
    [item] = loaded(tmp_path)
    assert store_article(db, article(item), item.location, AT) is Stored.ADDED
    assert article(item).title == "caf\ufffd"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        ("\u3000\n".encode(), "is empty"),
        (b"---\ntitle: Only this\n---\n\n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00", "binary"),
        (bytes(range(1, 256)) * 8, "binary"),
        (b"%PDF-1.7\n1 0 obj <</Filter /ASCII85Decode>> stream\n9jqo^~>\n", "binary"),
        (b"Acme\x00buys Beta", "binary"),
        (b"\x01\x02Acme" * 10, "binary"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x41", "binary"),
        (b"x" * 101, "longer than 100 bytes"),
    ],
)
def test_a_file_that_is_no_article_gets_one_line_and_the_rest_goes_on(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    (tmp_path / "b.txt").write_text("Acme buys Beta")
    bad, good = loaded(tmp_path, max_bytes=100 if len(data) == 101 else 5_000_000)
    assert error(bad).startswith("news/a.txt: The ")
    assert said in error(bad)
    assert "\n" not in error(bad)
    assert article(good).text == "Acme buys Beta"


def test_a_file_of_just_the_allowed_length_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 100)
    [item] = loaded(tmp_path, max_bytes=100)
    assert len(article(item).text) == 100


def test_a_link_that_leads_nowhere_gets_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone")
    [item] = loaded(tmp_path)
    assert error(item).startswith("news/a.txt: The file can't be read (No such file")


def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("Acme")
    (tmp_path / "shut").mkdir()
    real = os.scandir

    def scandir(path: str) -> object:
        if Path(path).name == "shut":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    items = loaded(tmp_path)
    assert [item.location for item in items] == ["news/a.txt", "news/shut"]
    assert "can't be read" in error(items[1])


# Encodings

SAMPLES = {
    "utf-8": "Mistral hat 1,7 Mrd. € erhalten – “endlich”, 日本 inklusive.",
    "utf-8-sig": "Mistral hat 1,7 Mrd. € erhalten – “endlich”.",
    "utf-16": "Acme said it’s paying €5 million — ソフトバンク too.",
    "utf-16-le": "Acme said it’s paying €5 million for Beta.",
    "utf-16-be": "Acme said it’s paying €5 million for Beta.",
    "utf-32": "Acme said it’s paying €5 million for Beta.",
    "cp1252": "The startup said it’s raised “€5 million” from Index — a record. Größe déjà vu…",
    "latin-1": "Mistral a levé 1,7 milliard auprès d'ASML, a annoncé l'entreprise à Paris.",
    "cp1250": "Spółka ogłosiła, że przejmie większość udziałów w spółce za 5 mln złotych, podał zarząd.",
    "cp1251": "Яндекс купил долю в компании за 5 млрд рублей, сообщили во вторник в пресс-службе.",
    "shift_jis": "ソフトバンクは米半導体設計のアンペアを65億ドルで買収すると発表した。",
    "gb18030": "软银集团宣布以65亿美元收购美国半导体设计公司安晟培，交易预计今年完成。",
}


@pytest.mark.parametrize("encoding", SAMPLES)
def test_encodings_are_found_out(encoding: str) -> None:
    assert read_article(SAMPLES[encoding].encode(encoding), "x.txt").text == SAMPLES[encoding]


def test_a_page_is_read_in_the_encoding_that_it_declares() -> None:
    page = PAGE.replace("<head>", '<head><meta charset="iso-8859-2">').replace("“fast”", "Łódź")
    assert "Łódź" in read_article(page.encode("iso-8859-2"), "x.html").text


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1), st.sampled_from(["utf-8", "utf-8-sig"])
)
def test_any_text_in_utf8_comes_back_as_it_is(text: str, encoding: str) -> None:
    text = f"Acme {text.removeprefix(chr(0xFEFF))}"
    assert read_article(text.encode(encoding), "x.txt").text == text


def test_line_ends_are_all_that_changes() -> None:
    assert read_text("\r\n  Acme\r\rbuys \t\r\n\nBeta \n").text == "\n  Acme\n\nbuys \t\n\nBeta \n"


# Titles


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Acme buys Beta\nAcme said so.", "Acme buys Beta"),
        ("\n\n  Acme  buys\tBeta \n", "Acme buys Beta"),
        ("Premium\n\n# Acme **buys** [Beta](https://x.org/b) #\n\nText", "Acme buys Beta"),
        ("Acme buys Beta\n\nText\n\n## Sources\n\nA", "Acme buys Beta"),
        ("Acme buys Beta\n==============\nText", "Acme buys Beta"),
        ("> *Acme* buys `Beta_v2_final`", "Acme buys Beta_v2_final"),
        ("---\n\n***\n\nAcme", "Acme"),
        ("#1 in chips: Acme", "#1 in chips: Acme"),
        ("# ***\n\nAcme", "Acme"),
        ('<div class="a">\n<h1>Acme buys Beta</h1>', "Acme buys Beta"),
        ("Gains of <5% for Acme", "Gains of <5% for Acme"),
        ("***", "x"),
    ],
)
def test_the_title_is_the_main_heading_or_the_first_line_without_its_marks(text: str, title: str) -> None:
    found = read_text(text)
    assert (found.title, found.text) == (title, text)


def test_a_first_line_that_is_a_paragraph_is_cut_at_a_word() -> None:
    title = read_text("word " * 100_000).title
    assert len(title) <= 200
    assert title.endswith("word…")


@pytest.mark.parametrize("line", ["[" * 300_000, "**a " * 100_000, "# " * 100_000, " #" * 100_000])
def test_a_hostile_first_line_takes_no_longer_than_another(line: str) -> None:
    assert len(read_text(line + "\nAcme").title) <= 200


# Front matter


def test_front_matter_gives_the_details_and_leaves_the_text() -> None:
    found = read_text(
        "---\r\nTitle: 'Acme: the deal'\r\npublisher: The  Times\r\nauthor: [A. Roe, B. Doe]\r\n"
        "published: 2025-11-18\r\nlanguage: en-GB\r\nurl: https://example.org/a?b=1\r\n"
        "rights: All rights reserved\r\nother: x\r\n---\r\n\r\nAcme.\r\n"
    )
    assert found.text == "Acme.\n"
    assert found.title == "Acme: the deal"
    assert (found.publisher, found.author, found.published) == ("The Times", "A. Roe, B. Doe", "2025-11-18")
    assert (found.language, found.url, found.rights) == ("en-GB", "https://example.org/a?b=1", "All rights reserved")


def test_front_matter_behind_a_byte_order_mark_and_closed_with_dots() -> None:
    found = read_article(codecs.BOM_UTF8 + b"---\ntitle: No\n...\nAcme", "x.md")
    assert (found.title, found.text) == ("No", "Acme")


def test_without_front_matter_nothing_is_made_up() -> None:
    found = read_text("Acme buys Beta, wrote The Times on 3 May 2025, https://example.org")
    assert found == make_article(found.text)
    assert {found.publisher, found.author, found.published, found.language, found.url, found.rights} == {None}


@pytest.mark.parametrize(
    ("given_date", "kept"),
    [
        ("2025", "2025"),
        ("2025-11", "2025-11"),
        ("2025-1-8", "2025-01-08"),
        ("2025-11-18T23:30:00+01:00", "2025-11-18"),
        ("2025-11-18 23:30", "2025-11-18"),
        ("18 November 2025", "2025-11-18"),
        ("Nov. 18, 2025", "2025-11-18"),
        ("2025-02-30", None),
        ("2025-13", None),
        ("0000", None),
        ("last week", None),
        ("'2025-11-18'", "2025-11-18"),
        ("", None),
    ],
)
def test_dates_are_kept_as_exactly_as_they_are_given(given_date: str, kept: str | None) -> None:
    assert read_text(f"---\ndate: {given_date}\n---\nAcme").published == kept


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "ftp://x.org/a", "file:///etc/passwd", "https://", "http://[x", "//x.org", "x y", ""],
)
def test_only_web_addresses_are_kept(address: str) -> None:
    assert read_text(f"---\ntitle: A\nurl: '{address}'\n---\nAcme").url is None


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nAcme buys Beta.\n\n---\n\nMore.",
        "---\nUpdate: Acme has said yes.\n---\nMore.",
        "---\nsomething: [unclosed\n---\nMore.",
        "--- title: no ---\nMore.",
        "Acme\n---\ntitle: Beta\n---\n",
        "---\nno end, no key",
        "---\n- title\n---\nMore.",
    ],
)
def test_lines_of_dashes_without_our_keys_are_text(text: str) -> None:
    assert read_text(text).text == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\ntitle: Acme: the deal\n---\nText", "not valid YAML in line 2"),
        ("---\npublisher: X\ntitle: 'Acme\n---\nText", "not valid YAML"),
        ("---\ntitle: " + "[" * 1000 + "\n---\nText", "not valid YAML"),
        ("---\ntitle: Acme\n\nText", "has no end"),
    ],
)
def test_front_matter_that_is_meant_but_broken_is_told(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "a.md").write_text(text)
    [item] = loaded(tmp_path)
    assert said in error(item)


def test_front_matter_never_makes_objects_or_odd_titles() -> None:
    found = read_text(
        "---\ntitle: 2025\nauthor: !!python/object/apply:os.system ['true']\n"
        "publisher: {a: b}\nlanguage: English!\n---\nAcme"
    )
    assert (found.title, found.author, found.publisher, found.language) == ("2025", "true", None, None)


# HTML


def test_a_page_gives_its_article_headline_first_and_what_it_says_of_itself() -> None:
    found = read_article(PAGE.encode(), "page.HTM")
    assert found.text.startswith("Acme buys Beta for $5 billion\n")
    assert found.text.count("Acme buys Beta") == 1
    assert "“fast” chips" in found.text
    assert "What a price" not in found.text
    assert "Home News" not in found.text
    assert (found.title, found.publisher, found.author) == ("Acme buys Beta for $5 billion", "The Times", "Jane Roe")
    assert (found.published, found.url, found.language) == ("2025-11-18", "https://example.org/acme", None)


def test_a_headline_that_stands_only_in_the_head_becomes_the_first_line() -> None:
    page = PAGE.replace("<h1>Acme buys Beta for $5 billion</h1>", "")
    found = read_article(page.encode(), "page.html")
    assert found.text.startswith(f"{found.title}\n\nAcme said on Monday")
    assert found.title.startswith("Acme buys Beta")


def test_a_date_in_the_small_print_is_not_the_articles() -> None:
    page = re.sub(r'<meta property="article:.*?>', "", PAGE)
    assert read_article(page.encode(), "page.html").published is None


@pytest.mark.parametrize("page", ["hello", "<html><body></body></html>", "<div>" * 20_000, "<p>hi</p>"])
def test_a_page_without_an_article_gets_one_line(tmp_path: Path, page: str) -> None:
    (tmp_path / "a.html").write_text(page)
    [item] = loaded(tmp_path)
    assert "No article was found" in error(item)


def test_a_page_with_an_xml_declaration_is_read() -> None:
    page = '<?xml version="1.0" encoding="iso-8859-1"?>\n' + PAGE
    assert "fast" in read_article(page.encode(), "page.html").text


# Storing


def sources(db: Database) -> list[tuple[str, str, int]]:
    found = rows(db, "SELECT article_id, location, current FROM article_sources ORDER BY location, seen_at, article_id")
    return [tuple(row.values()) for row in found]  # type: ignore[misc]


def test_an_article_comes_back_as_it_was_stored(db: Database) -> None:
    stored = read_text(
        "---\ntitle: T\npublisher: P\npublished: 2025\nurl: https://x.org/\nrights: R\n---\nAcme buys Béta."
    )
    assert store_article(db, stored, "a.md", AT) is Stored.ADDED
    assert get_article(db, stored.id) == stored
    assert current_articles(db) == [stored]
    [row] = rows(db, "SELECT search_id, characters, loaded_at FROM articles")
    assert row == {"search_id": int(stored.id, 16), "characters": 15, "loaded_at": AT}
    found = rows(db, "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'béta'")
    assert found == [{"rowid": int(stored.id, 16)}]


def test_there_is_no_article_of_an_unknown_id(db: Database) -> None:
    assert get_article(db, "0" * 12) is None


def test_loading_again_writes_nothing(db: Database) -> None:
    one = make_article("Acme")
    store_article(db, one, "a.txt", AT)
    changes = db.conn.total_changes
    assert store_article(db, one, "a.txt", "2027-01-01T00:00:00Z") is Stored.KNOWN
    assert db.conn.total_changes == changes


def test_the_same_text_in_two_places_is_one_article_with_two_sources(db: Database) -> None:
    one = make_article("Acme")
    store_article(db, one, "a.txt", AT)
    assert store_article(db, one, "b/a.txt", AT) is Stored.COPIED
    assert len(current_articles(db)) == 1
    assert sources(db) == [(one.id, "a.txt", 1), (one.id, "b/a.txt", 1)]


def test_a_changed_file_is_a_new_article_in_place_of_the_old_one(db: Database) -> None:
    old, new = make_article("Acme buys Beta"), make_article("Acme buys Gamma")
    store_article(db, old, "a.txt", AT)
    assert store_article(db, new, "a.txt", AT) is Stored.CHANGED
    assert current_articles(db) == [new]
    assert get_article(db, old.id) == old


def test_a_changed_file_leaves_the_old_article_where_another_place_has_it(db: Database) -> None:
    old, new = make_article("Acme buys Beta"), make_article("Acme buys Gamma")
    store_article(db, old, "a.txt", AT)
    store_article(db, old, "b.txt", AT)
    store_article(db, new, "a.txt", AT)
    assert current_articles(db) == sorted([old, new], key=lambda article: article.id)


def test_a_file_that_is_changed_back_counts_again_as_it_was(db: Database) -> None:
    old, new = make_article("Acme buys Beta"), make_article("Acme buys Gamma")
    for version, stored in ((old, Stored.ADDED), (new, Stored.CHANGED), (old, Stored.CHANGED), (old, Stored.KNOWN)):
        assert store_article(db, version, "a.txt", AT) is stored
    assert current_articles(db) == [old]
    assert len(rows(db, "SELECT * FROM article_sources")) == 2


def test_storing_is_all_or_nothing(db: Database) -> None:
    db.execute("CREATE TRIGGER stop BEFORE INSERT ON article_sources BEGIN SELECT RAISE(ABORT, 'stop'); END")
    with pytest.raises(Exception, match="stop"):
        store_article(db, make_article("Acme"), "a.txt", AT)
    assert rows(db, "SELECT * FROM articles") == rows(db, "SELECT * FROM article_texts") == []

"""The published folder: whole, exact, incremental, harmless, and the same as the live pages."""

import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

import feedparser
import pytest
from click.testing import CliRunner, Result
from corpus import AT, Told, add, library, told
from frictionless import Package
from markup import faults_of, parse
from poison import POISON, poison
from sample import Sample, fill, site

from datasette_aideals.cli import aideals
from datasette_aideals.pipeline import remove
from datasette_aideals.publish import extras
from datasette_aideals.publish.scan import Scanner, secrets_in
from datasette_aideals.resolve.resolver import resolve
from datasette_aideals.show.site import PAGES
from datasette_aideals.store.database import open_database

URL = "https://deals.example/repo/"
SITE = "site"
SEEDS = Path(__file__).parent.parent / "seeds"
CALM = "It was a calm day in the harbour. " * 12


def publish(database: Path, out: Path, *more: str, status: int = 0) -> Result:
    """Publish on the command line."""
    arguments = ["publish", str(database), str(out), "--site-url", URL, *more]
    result = CliRunner().invoke(aideals, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == status, result.output
    return result


def files_of(out: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def deal(number: int, kind: str = "investment") -> dict[str, object]:
    """One of many deals, all different."""
    quote = f"Quorra Capital invested ${number} million in Brindle{number} Labs"
    return told(
        quote, kind, {"Quorra Capital": "investor", f"Brindle{number} Labs": "investee"}, amount=f"${number} million"
    )


def article(*numbers: int, published: str = "2025-11-18") -> Told:
    """An article about some of the deals."""
    deals = [deal(number) for number in numbers]
    text = "\n\n".join([f"Deals {numbers}", *(f"{one['quotes'][0]}. {CALM}" for one in deals)])
    return Told(text, tuple(deals), published)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a hundred and twenty deals."""
    path = tmp_path_factory.mktemp("many") / "deals.db"
    library(path, [article(*range(first, first + 10)) for first in range(1, 121, 10)]).close()
    return path


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return fill(tmp_path_factory.mktemp("sample") / "deals.db")


@pytest.fixture(scope="module")
def folder(sample: Sample) -> Path:
    out = sample.path.parent / SITE
    publish(sample.path, out)
    return out


@pytest.fixture(scope="module")
def large(many: Path) -> Path:
    out = many.parent / SITE
    publish(many, out)
    return out


@pytest.fixture(scope="module")
def wordless(sample: Sample) -> Path:
    """The sample with facts only."""
    out, settings = sample.path.parent / "wordless", sample.path.parent / "facts.yml"
    settings.write_text("plugins: {datasette-aideals: {publish: {quotes: facts}}}", encoding="utf-8")
    publish(sample.path, out, "--metadata", str(settings))
    return out


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "deals.db"
    library(path, [article(1, 2), article(3, published="2025-12-01")]).close()
    return path


def addresses(html: str) -> Iterator[str]:
    """Every address that a page leads to or loads."""
    for attribute, value in re.findall(r'(href|src|action|data-root|content="0; url)="?([^">]*)"', html):
        if attribute != "data-root" and not value.startswith("data:"):
            yield value.replace("&amp;", "&").replace("&#39;", "'")


@pytest.mark.parametrize("name", ["folder", "large", "wordless"])
def test_every_link_below_a_sub_path_leads_somewhere(name: str, request: pytest.FixtureRequest) -> None:
    out: Path = request.getfixturevalue(name)
    pages = {path: content.decode() for path, content in files_of(out).items() if path.endswith(".html")}
    ids = {path: set(re.findall(r'\sid="([^"]+)"', html)) for path, html in pages.items()}
    dead, seen = [], 0
    for path, html in pages.items():
        for address in addresses(html):
            target, fragment = urldefrag(urljoin(URL + path, address))
            if not target.startswith(URL):
                assert urlsplit(target).hostname != urlsplit(URL).hostname, f"{path} leaves the folder: {address}"
                continue
            seen += 1
            file = unquote(urlsplit(target).path.removeprefix("/repo/")) or "index.html"
            if not (out / file).is_file() or (fragment and fragment not in ids[file]):
                dead.append((path, address))
    assert dead == []
    assert seen > 200
    listed = [
        element.text or ""
        for element in ElementTree.fromstring((out / "sitemap.xml").read_bytes()).iter()
        if element.tag.endswith("loc")
    ]
    found = {path for path, html in pages.items() if "noindex" not in html}
    assert {unquote(one.removeprefix(URL)) or "index.html" for one in listed} == found


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["sample", "many"])
async def test_the_main_part_is_byte_for_byte_that_of_the_live_page(name: str, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("folder")
    request.getfixturevalue("large")
    given = request.getfixturevalue(name)
    out = (given.path if name == "sample" else given).parent / SITE
    ds = site(out / "data" / "public.db", immutable=True)
    compared = 0
    pages = sorted(path for path in files_of(out) if path.endswith(".html"))
    for path in pages[:: 1 if name == "sample" else 7]:
        if path == "data.html" or re.match(r"\w+-", path) or "noindex" in (out / path).read_text(encoding="utf-8"):
            continue
        live = await ds.client.get(f"/public/-/aideals/{path}")
        assert live.status_code == 200, path
        main = main_of((out / path).read_text(encoding="utf-8"))
        # The live list knows its next page by the deal it begins after, the folder by a number.
        following = f'href="{path.removesuffix(".html")}-2.html" rel="next"'
        expected = re.sub(r'href="[^"]*" rel="next"', following, live.text)
        assert main in expected, path
        compared += 1
    assert compared > 10
    for path, query in (("deals-sort-largest.html", "sort=largest"), ("deals-type-investment.html", "type=investment")):
        live = await ds.client.get(f"/public/-/aideals/deals.html?{query}")
        following = f'href="{path.removesuffix(".html")}-2.html" rel="next"'
        assert main_of((out / path).read_text(encoding="utf-8")) in re.sub(
            r'href="[^"]*" rel="next"', following, live.text
        )


def main_of(html: str) -> str:
    """The main part of a published page."""
    return html[html.index('<div class="aideals" lang="en">') : html.index("\n</main>")]


@pytest.mark.asyncio
async def test_the_live_page_and_the_file_say_the_same_apart_from_what_needs_a_server(
    sample: Sample, folder: Path
) -> None:
    ds = site(folder / "data" / "public.db", immutable=True)
    for id_ in sample.deals.values():
        live = parse((await ds.client.get(f"/public/-/aideals/deals/{id_}")).text).words
        file = parse(main_of((folder / f"deals/{id_}.html").read_text(encoding="utf-8"))).words
        assert file == re.sub(r"This deal elsewhere: .*? as a table\. ", "", live)


def test_every_page_is_sound(folder: Path) -> None:
    for path, content in files_of(folder).items():
        if path.endswith(".html") and path != "404.html":
            html = content.decode()
            assert faults_of(parse(main_of(html))) == [], path
            assert (
                re.findall(r"<script(?! src=\"[./]*assets/find.js\" defer| type=\"application/ld\+json\")", html) == []
            )
            assert "style=" not in html
            assert "default-src 'none'" in html and "unsafe" not in html
            for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html):
                assert json.loads(text)["@context"] == "https://schema.org"


def test_hostile_words_stay_words(sample: Sample, tmp_path: Path) -> None:
    path = tmp_path / "deals.db"
    path.write_bytes(sample.path.read_bytes())
    poison(path)
    with sqlite3.connect(path) as conn:
        conn.execute("UPDATE deals SET title = title || char(1)")
        conn.execute(
            "INSERT INTO deal_log (deal_id, digest, state, cause, at) SELECT id, '', 'new', '', ? FROM deals", [AT]
        )
    publish(path, tmp_path / SITE)
    for name, content in files_of(tmp_path / SITE).items():
        if name.endswith(".html") and name != "404.html":
            assert faults_of(parse(main_of(content.decode()))) == [], name
        if name.endswith((".html", ".atom")):
            assert b"<script>alert" not in content and b"javascript:" not in content, name
    ElementTree.fromstring((tmp_path / SITE / "feed.atom").read_bytes())
    assert POISON[:20] in json.loads((tmp_path / SITE / "feed.json").read_text(encoding="utf-8"))["items"][0]["title"]


def test_the_same_data_gives_the_same_bytes_anywhere(many: Path, large: Path, tmp_path: Path) -> None:
    publish(many, tmp_path / "other")
    assert files_of(tmp_path / "other") == files_of(large)


def test_a_second_run_writes_nothing_and_a_third_only_what_changed(database: Path, tmp_path: Path) -> None:
    out = tmp_path / SITE
    assert "0 changed" in publish(database, out).output
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    assert "(0 new, 0 changed, 0 deleted)" in publish(database, out).output
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()} == before
    first = next(path for path in before if re.search(r"deals/.*brindle1.*html", path.as_posix()))
    db = open_database(database)
    add(db, article(4, published="2025-12-02"))
    resolve(db, AT.replace("12:", "13:"))
    db.close()
    written = json.loads(publish(database, out, "--json").stdout)["written"]
    assert written["new"] >= 4
    assert first.stat().st_mtime_ns == before[first]
    assert any("brindle4" in path for path in files_of(out))
    assert not [
        path for path in tmp_path.iterdir() if path.name not in ("deals.db", SITE, "deals.db-wal", "deals.db-shm")
    ]


def test_a_file_that_somebody_changed_is_put_right(database: Path, tmp_path: Path) -> None:
    out = tmp_path / SITE
    publish(database, out)
    before = files_of(out)
    (out / "deals.html").write_text("mine")
    (out / "deals.json").unlink()
    assert "(1 new, 1 changed, 0 deleted)" in publish(database, out).output
    assert files_of(out) == before


def test_another_version_makes_all_pages_again(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from datasette_aideals.publish import origin

    out = tmp_path / SITE
    publish(database, out)
    before = json.loads((out / "manifest.json").read_text())
    monkeypatch.setattr(origin, "_package", lambda: "another")
    page = (out / "data.html").stat().st_mtime_ns
    assert "(0 new, 0 changed, 0 deleted)" in publish(database, out).output
    after = json.loads((out / "manifest.json").read_text())
    assert before["origin"] != after["origin"] and before["files"] == after["files"]
    assert (out / "data.html").stat().st_mtime_ns == page


def test_a_withdrawn_deal_says_so_and_an_old_address_leads_on(database: Path, tmp_path: Path) -> None:
    out = tmp_path / SITE
    publish(database, out)
    gone = next(path for path in files_of(out) if re.fullmatch(r"deals/.*brindle3.*\.html", path))
    old = next(path for path in files_of(out) if re.fullmatch(r"deals/.*brindle1.*\.html", path))
    db = open_database(database)
    with db.atomic():
        db.conn.execute("UPDATE article_sources SET current = 0 WHERE article_id = ?", [article(3).article.id])
    # An earlier article about the first deal gives it another id.
    add(db, article(1, published="2025-11-10"))
    resolve(db, AT.replace("12:", "13:"))
    db.close()
    publish(database, out)
    withdrawn = (out / gone).read_text(encoding="utf-8")
    assert "This deal was withdrawn" in withdrawn and "noindex" in withdrawn
    assert "million" not in withdrawn
    assert json.loads((out / gone).with_suffix(".json").read_text())["status"] == 410
    moved = (out / old).read_text(encoding="utf-8")
    onward = re.search(r'url=([^"]+)"', moved)
    assert onward and (out / "deals" / onward[1].removeprefix("../deals/")).is_file()
    assert "brindle1" in onward[1] and onward[1] not in old
    listed = (out / "sitemap.xml").read_text() + (out / "feed.atom").read_text() + (out / "data/index.json").read_text()
    for path in (gone, old):
        assert Path(path).stem not in listed
    assert (out / gone).read_bytes() != b""


def test_after_a_purge_no_later_publication_has_a_word_of_the_article(tmp_path: Path) -> None:
    path, out = tmp_path / "deals.db", tmp_path / SITE
    quote = "Quorra Capital and Zanzibarium Fund invested $1 million in Brindle1 Labs"
    parties = {"Quorra Capital": "investor", "Zanzibarium Fund": "investor", "Brindle1 Labs": "investee"}
    shared = told(quote, "investment", parties, amount="$1 million")
    other = "Zanzibarium Fund bought Orvane for $7 million"
    alone = told(other, "acquisition", {"Zanzibarium Fund": "acquirer", "Orvane": "target"}, amount="$7 million")
    secret = Told(f"Zanzibarium news\n\n{quote}. {CALM}\n\n{other}. {CALM}", (shared, alone), "2025-12-01")
    library(path, [article(1, 2), article(3), secret]).close()
    publish(path, out)
    before = files_of(out)
    assert any("zanzibarium" in name for name in before)
    (merged,) = (name for name in before if re.fullmatch(r"deals/.*capital-zanzibarium.*\.html", name))
    db = open_database(path)
    with db.atomic():
        db.conn.execute("UPDATE article_sources SET current = 0 WHERE article_id = ?", [article(3).article.id])
    remove(db, secret.article.id, purge=True)
    db.close()
    publish(path, out)
    after = files_of(out)
    assert [name for name, content in after.items() if b"zanzibar" in (name.encode() + content).lower()] == []
    # The digits of an old address go on leading to the deal, or say that it was withdrawn.
    digits = merged.removesuffix(".html")[-10:]
    left = f"../deals/quorra-capital-brindle1-labs-investment-{digits}.html"
    assert f'url={left}"' in after[f"deals/{digits}.html"].decode()
    gone = [name for name in after if re.fullmatch(r"deals/.*html", name) and b"was withdrawn" in after[name]]
    assert sorted(re.sub("-?[0-9a-f]{10}", "", name) for name in gone) == [
        "deals/.html",
        "deals/quorra-capital-brindle3-labs-investment.html",
    ]


def test_an_old_address_has_no_name_that_only_a_hidden_article_tells(tmp_path: Path) -> None:
    path, out, settings = tmp_path / "deals.db", tmp_path / SITE, tmp_path / "metadata.yml"
    quote = "Quorra Capital and Zanzibarium Fund invested $1 million in Brindle1 Labs"
    parties = {"Quorra Capital": "investor", "Zanzibarium Fund": "investor", "Brindle1 Labs": "investee"}
    shared = told(quote, "investment", parties, amount="$1 million")
    hidden = Told(f"Zanzibarium news\n\n{quote}. {CALM}", (shared,), "2025-12-01")
    db = library(path, [article(1, 2), hidden])
    (before,) = (row["id"] for row in db.query("SELECT id FROM deals WHERE title LIKE '%brindle1 %'"))
    add(db, article(1, published="2025-11-10"))
    resolve(db, AT.replace("12:", "13:"))
    db.close()
    assert "zanzibarium" in before
    publish(path, out)
    assert f"deals/{before}.html" in files_of(out)
    policy = {"publish": {"sources": {hidden.article.id: "none"}}}
    settings.write_text(json.dumps({"plugins": {"datasette-aideals": policy}}), encoding="utf-8")
    publish(path, out, "--metadata", str(settings))
    after = files_of(out)
    assert [name for name, content in after.items() if b"zanzibar" in (name.encode() + content).lower()] == []
    assert b'content="0; url=../deals/quorra-capital-brindle1' in after[f"deals/{before[-10:]}.html"]


def test_it_deletes_only_what_it_made(database: Path, tmp_path: Path) -> None:
    out = tmp_path / SITE
    publish(database, out)
    (out / "CNAME").write_text("deals.example")
    (out / "deals" / "mine.txt").write_text("mine")
    manifest = json.loads((out / "manifest.json").read_text())
    stray = out.parent / "stray.txt"
    stray.write_text("mine")
    for path in ("../stray.txt", "deals/old.html", "old/older.html"):
        manifest["files"].append({"path": path})
    (out / "deals" / "old.html").write_text("old")
    (out / "old").mkdir()
    (out / "old" / "older.html").write_text("older")
    text = json.dumps({**manifest, "files": []}, indent=1).replace(
        '"files": []', '"files": [\n' + ",\n".join(map(json.dumps, manifest["files"])) + "\n]"
    )
    (out / "manifest.json").write_text(text)
    assert "2 deleted" in publish(database, out).output
    assert stray.exists() and (out / "CNAME").exists() and (out / "deals" / "mine.txt").exists()
    assert not (out / "deals" / "old.html").exists() and not (out / "old").exists()


def test_a_folder_that_is_not_ours_is_refused(database: Path, tmp_path: Path) -> None:
    out = tmp_path / SITE
    out.mkdir()
    (out / "thesis.txt").write_text("mine")
    assert "not from an earlier publish" in publish(database, out, status=2).output
    assert [path.name for path in out.iterdir()] == ["thesis.txt"]
    assert "is a file" in publish(database, out / "thesis.txt", status=2).output
    (out / "thesis.txt").unlink()
    publish(database, out)
    db = open_database(database)
    add(db, article(9))
    resolve(db, AT.replace("12:", "13:"))
    db.close()
    publish(database, tmp_path / "other")
    new = next(path for path in files_of(tmp_path / "other") if re.fullmatch(r"deals/.*brindle9.*\.html", path))
    (out / new).write_text("mine")
    before = files_of(out)
    assert "Move it elsewhere" in publish(database, out, status=2).output
    assert files_of(out) == before


def test_a_run_that_was_broken_off_is_put_right_by_the_next(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / SITE
    publish(database, out)
    db = open_database(database)
    add(db, article(4))
    resolve(db, AT.replace("12:", "13:"))
    db.close()
    replace, calls = os.replace, []

    def broken(source: object, target: object) -> None:
        calls.append(target)
        if len(calls) > 4:
            raise OSError(28, "No space left on device")
        replace(source, target)  # type: ignore[arg-type]

    with monkeypatch.context() as patched, pytest.raises(OSError, match="No space"):
        patched.setattr(os, "replace", broken)
        publish(database, out)
    publish(database, out)
    publish(database, tmp_path / "fresh")
    assert files_of(out) == files_of(tmp_path / "fresh")


SECRET = "zk4-Ümlaut<&>\"'-99-secret"
LEAKS = {
    "variable": SECRET,
    "key": "sk-proj-" + "a1B2" * 8,
    "path": "see /home/somebody/deals/notes.txt",
    "canary": "AIDEALS-CANARY-1",
    "setting": "our own canary",
}


@pytest.mark.parametrize(
    ("name", "secret"),
    [("db_password", True), ("DB_PASS", True), ("GPG_PASSPHRASE", True), ("AWS_CREDENTIALS", True), ("COMPASS", False)],
)
def test_variables_are_known_by_their_names(name: str, secret: bool) -> None:
    assert bool(secrets_in({name: SECRET}, None, ())) is secret


@pytest.mark.parametrize("kind", LEAKS)
def test_a_leak_stops_everything_and_is_not_shown(
    kind: str, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / SITE
    publish(database, out)
    before = files_of(out)
    monkeypatch.setenv("SOME_API_TOKEN", SECRET)
    monkeypatch.setenv("SHORT_TOKEN", "Quorra")
    settings = tmp_path / "metadata.yml"
    settings.write_text('plugins: {datasette-aideals: {publish: {canaries: ["our own canary"]}}}', encoding="utf-8")
    assert "(0 new, 0 changed" in publish(database, out, "--metadata", str(settings)).output
    with sqlite3.connect(database) as conn:
        conn.execute("UPDATE articles SET title = ?", [f"News: {LEAKS[kind]}"])
    shown = publish(database, out, "--metadata", str(settings), status=2).output
    assert "Nothing was published" in shown and "table articles, column title, row 1" in shown
    assert LEAKS[kind] not in shown and "zk4" not in shown and "sk-proj" not in shown
    assert files_of(out) == before
    assert "Nothing was published" in publish(database, out, "--metadata", str(settings), "--dry-run", status=2).output


@pytest.mark.parametrize("row", [1, 200, 201, 450])
def test_a_leak_among_many_rows_is_found_where_it_stands(row: int, tmp_path: Path) -> None:
    path = tmp_path / "many.db"
    with sqlite3.connect(path) as conn:
        conn.execute("CREATE TABLE notes (number INTEGER PRIMARY KEY, words TEXT)")
        words = ((number, SECRET if number == row else "calm") for number in range(1, 451))
        conn.executemany("INSERT INTO notes VALUES (?, ?)", words)
    found = [str(one) for one in Scanner({SECRET: "a secret"}).in_database("copy", path)]
    assert found == [f"copy, table notes, column words, row {row}: a secret"]


def test_a_leak_in_the_settings_is_found_in_the_files(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DB_PASSWORD", SECRET)
    settings = tmp_path / "metadata.yml"
    settings.write_text(json.dumps({"title": f"Deals {SECRET}"}), encoding="utf-8")
    shown = publish(database, tmp_path / SITE, "--metadata", str(settings), status=2).output
    assert re.search(r"deals/\S+\.html, line \d+, column \d+: the value of the variable DB_PASSWORD", shown)
    assert not (tmp_path / SITE).exists()


def test_a_secret_is_found_in_a_folder_that_stands_already(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "metadata.yml"
    settings.write_text("title: Deals of the harbour", encoding="utf-8")
    publish(database, tmp_path / SITE, "--metadata", str(settings))
    monkeypatch.setenv("HARBOUR_TOKEN", "Deals of the harbour")
    shown = publish(database, tmp_path / SITE, "--metadata", str(settings), status=2).output
    assert re.search(r"deals/\S+\.html, byte \d+: the value of the variable HARBOUR_TOKEN", shown)


def test_a_dry_run_tells_and_keeps_nothing(database: Path, tmp_path: Path) -> None:
    shown = publish(database, tmp_path / SITE, "--dry-run").output
    assert "Public: 3 deals, 2 articles" in shown
    assert "2 article texts" in shown and "Nothing was written" in shown
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith("deals.db")] == []


def test_a_hosts_limits_are_checked_before_anything_is_written(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datasette_aideals.publish import hosts

    publish(database, tmp_path / "fits", "--host", "github-pages")
    for limits, words in (
        ({"site_bytes": 100_000}, "sites of up to 100,000 bytes"),
        ({"file_bytes": 50_000}, "data/public.db has"),
        ({"files": 10}, "takes 10 files"),
    ):
        known = {"github-pages": hosts.Host("GitHub Pages", **limits)}
        monkeypatch.setattr("datasette_aideals.publish.publisher.hosts", lambda known=known: known)
        shown = publish(database, tmp_path / SITE, "--host", "github-pages", status=2).output
        assert words in shown and "choose another host" in shown
        assert not (tmp_path / SITE).exists()


def test_the_manifest_has_every_file_with_its_hash(folder: Path) -> None:
    found = files_of(folder)
    manifest = json.loads(found.pop("manifest.json"))
    listed = {entry["path"]: (entry["bytes"], entry["sha256"]) for entry in manifest["files"]}
    assert listed == {path: (len(content), hashlib.sha256(content).hexdigest()) for path, content in found.items()}
    assert manifest["counts"]["deals"] == 6


@pytest.mark.parametrize("name", ["folder", "large"])
def test_the_data_package_is_valid(name: str, request: pytest.FixtureRequest) -> None:
    out: Path = request.getfixturevalue(name)
    report = Package(str(out / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])
    assert {resource.name for resource in Package(str(out / "datapackage.json")).resources} >= {"deals", "statements"}


def test_feeds_are_read_by_readers(large: Path) -> None:
    feed = feedparser.parse(str(large / "feed.atom"))
    assert not feed.bozo and len(feed.entries) == 50
    assert feed.entries[0].link.startswith(f"{URL}deals/")
    assert (large / feed.entries[0].link.removeprefix(URL)).is_file()
    plain = json.loads((large / "feed.json").read_text(encoding="utf-8"))
    assert plain["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["id"] for item in plain["items"]] == [entry.id for entry in feed.entries]
    assert {item["date_modified"] for item in plain["items"]} == {AT}


def test_the_index_has_every_deal_and_the_script_the_same(large: Path) -> None:
    index = json.loads((large / "data/index.json").read_text(encoding="utf-8"))
    assert len(index["deals"]) == 120 and {len(row) for row in index["deals"]} == {len(index["columns"])}
    script = (large / "data/index.js").read_text(encoding="utf-8")
    assert json.loads(script.removeprefix("window.aidealsIndex = ")) == index


def test_lists_go_on_page_after_page(large: Path) -> None:
    seen, path = [], "deals-ai-all.html"
    while path:
        html = (large / path).read_text(encoding="utf-8")
        seen += re.findall(r'<th scope="row" class="what"><a href="deals/([^"]+)\.html"', html)
        following = re.search(r'href="([^"]+)" rel="next"', html)
        path = following[1] if following else ""
    assert len(seen) == len(set(seen)) == 120


def test_every_kind_of_page_that_the_copy_can_show_is_there(folder: Path) -> None:
    # Runs, with what models answered and cost, stay private; all else that has a page is shown.
    for page in PAGES:
        if page.name == "runs":
            assert not list(folder.glob("runs*"))
        elif page.of_things:
            assert len(list((folder / page.of_things).glob("*.html"))) > 1
        else:
            name = page.file_address.strip("/")
            assert (folder / f"{name}.html").is_file() and (folder / f"{name}.json").is_file()


def test_without_an_address_there_is_no_sitemap_and_all_else_works(database: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(aideals, ["publish", str(database), str(tmp_path / SITE)])
    assert result.exit_code == 0
    found = files_of(tmp_path / SITE)
    assert "sitemap.xml" not in found and b"canonical" not in found["index.html"]
    assert not feedparser.parse(found["feed.atom"]).bozo
    for address in ("ftp://x.example", "deals.example", "https://x.example/?a=1"):
        assert "must be like" in publish(database, tmp_path / "x", "--site-url", address, status=2).output


def test_many_addresses_make_several_sitemaps_and_an_index(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "SITEMAP_LENGTH", 7)
    publish(database, tmp_path / SITE)
    found = files_of(tmp_path / SITE)
    maps = locs(found["sitemap.xml"])
    assert len(maps) > 1 and maps == [f"{URL}sitemap-{number}.xml" for number in range(1, len(maps) + 1)]
    parts = [locs(found[one.removeprefix(URL)]) for one in maps]
    assert all(len(part) == 7 for part in parts[:-1]) and 0 < len(parts[-1]) <= 7
    monkeypatch.undo()
    publish(database, tmp_path / "whole")
    assert [one for part in parts for one in part] == locs(files_of(tmp_path / "whole")["sitemap.xml"])


def locs(sitemap: bytes) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(sitemap).iter() if element.tag.endswith("loc")]


def test_an_empty_database_is_not_published(tmp_path: Path) -> None:
    open_database(tmp_path / "deals.db", create=True).close()
    assert "no deals to publish" in publish(tmp_path / "deals.db", tmp_path / SITE, status=2).output


def test_a_page_of_a_deal_is_small(large: Path, tmp_path: Path) -> None:
    built = CliRunner().invoke(aideals, ["build", str(tmp_path / "deals.db"), str(SEEDS)])
    assert built.exit_code == 0, built.output
    publish(tmp_path / "deals.db", tmp_path / SITE)
    pages = [path for out in (large, tmp_path / SITE) for path in (out / "deals").glob("*.html")]
    assert len(pages) > 130
    for page in pages:
        size = page.stat().st_size
        stated = len(json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))["deal"]["statements"])
        assert size <= 10_000 or stated > 25, f"{page.name}: {size} bytes"
        assert size <= 4_700 + 300 * stated, f"{page.name}: {size} bytes for {stated} statements"


def test_publishing_waits_for_review_where_the_settings_say_so(tmp_path: Path) -> None:
    database = tmp_path / "deals.db"
    library(database, [article(1, 2)]).close()
    settings = tmp_path / "metadata.yml"
    settings.write_text("plugins:\n  datasette-aideals:\n    publish_waits_for_review: all\n", encoding="utf-8")
    found = publish(database, tmp_path / SITE, "--metadata", str(settings), status=2)
    assert "wait for review" in found.output
    assert not (tmp_path / SITE).exists()
    publish(database, tmp_path / SITE)
    assert (tmp_path / SITE / "index.html").exists()

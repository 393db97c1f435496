"""Looking through what is about to be published for what must not be: secrets, keys, paths, canaries."""

import html
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote, quote_plus

import yaml

SHORTEST = 12
"""Values of variables that are shorter than this are no secrets that could be told from other words."""

_SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSW|PASSPHRASE|(?:^|_)PASS(?:_|$)|CREDENTIAL", re.IGNORECASE)
_CHUNK = 1 << 20
_ROWS = 200


@dataclass(frozen=True)
class Finding:
    """Something that must not be published: where it stands and what it is, never how it reads."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True)
class _Pattern:
    what: str
    marks: tuple[str, ...]
    pattern: re.Pattern[str]


class Scanner:
    """Finds secrets in texts and files; ``secrets`` maps values that must not be seen to what they are."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._needles = tuple(
            (needle, what) for value, what in secrets.items() for needle in dict.fromkeys(_written(value))
        )
        self._overlap = max([4096, *(len(needle) for needle, _ in self._needles)])

    def in_text(self, text: str) -> Iterator[tuple[int, str]]:
        """Each finding in a text: where it begins, and what it is."""
        for needle, what in self._needles:
            place = text.find(needle)
            if place >= 0:
                yield place, what
        for mark, pattern in _marks():
            place = text.find(mark)
            found = pattern.pattern.search(text) if place >= 0 else None
            if found:
                yield found.start(), pattern.what

    def in_page(self, path: str, text: str) -> Iterator[Finding]:
        """Findings in a file, with the line and column."""
        for place, what in self.in_text(text):
            line = text.count("\n", 0, place) + 1
            yield Finding(f"{path}, line {line}, column {place - text.rfind(chr(10), 0, place)}", what)

    def in_file(self, path: str, file: Path) -> Iterator[Finding]:
        """Findings in a file of any size, with the byte they begin at."""
        with file.open("rb") as opened:
            before, start = b"", 0
            while chunk := opened.read(_CHUNK):
                # One character for each byte, so that places are right whatever the file holds.
                text = (before + chunk).decode("latin-1")
                for place, what in self._in_bytes(text):
                    yield Finding(f"{path}, byte {start + place}", what)
                before, start = (
                    (before + chunk)[-self._overlap :],
                    start + max(0, len(before) + len(chunk) - self._overlap),
                )

    def in_database(self, path: str, file: Path) -> Iterator[Finding]:
        """Findings in the values of a database, with table, column and row."""
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as conn:
            tables = [
                name
                for (name,) in conn.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
                )
            ]
            for table in tables:
                cursor = conn.execute(f'SELECT * FROM "{table}"')
                names = [column[0] for column in cursor.description]
                number = 0
                while rows := cursor.fetchmany(_ROWS):
                    # Looking through many rows at once is quicker; one by one only where something is among them.
                    if any(self.in_text("\n".join(value for row in rows for value in row if isinstance(value, str)))):
                        for place, row in enumerate(rows, start=number + 1):
                            yield from self._in_row(f"{path}, table {table}", place, dict(zip(names, row, strict=True)))
                    number += len(rows)

    def _in_row(self, where: str, number: int, row: Mapping[str, object]) -> Iterator[Finding]:
        for column, value in row.items():
            for _, what in self.in_text(value) if isinstance(value, str) else ():
                yield Finding(f"{where}, column {column}, row {number}", what)

    def _in_bytes(self, text: str) -> Iterator[tuple[int, str]]:
        for needle, what in self._needles:
            place = text.find(needle.encode().decode("latin-1"))
            if place >= 0:
                yield place, what
        for mark, pattern in _marks():
            found = pattern.pattern.search(text) if mark in text else None
            if found:
                yield found.start(), pattern.what


def secrets_in(environment: Mapping[str, str], llm_keys: Path | None, canaries: Iterable[str]) -> dict[str, str]:
    """Every value that must not be seen, with what it is: of variables, of llm's keys, and canaries."""
    found = {
        value: f"the value of the variable {name}"
        for name, value in environment.items()
        if _SECRET_NAME.search(name) and len(value) >= SHORTEST
    }
    for name, value in _keys(llm_keys).items():
        found.setdefault(value, f"the key {name} of llm")
    return {**found, **dict.fromkeys(canaries, "a canary of the settings")}


def _keys(path: Path | None) -> dict[str, str]:
    if path is None or not path.is_file():
        return {}
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError):
        return {}
    keys = loaded.items() if isinstance(loaded, dict) else ()
    return {str(name): value for name, value in keys if isinstance(value, str) and len(value) >= SHORTEST}


def _written(value: str) -> Iterator[str]:
    """The ways in which a value can be written in a page, an address or JSON."""
    yield value
    yield html.escape(value)
    yield html.escape(value).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
    yield json.dumps(value)[1:-1]
    yield json.dumps(value, ensure_ascii=False)[1:-1]
    yield quote(value, safe="")
    yield quote_plus(value)


@lru_cache(maxsize=1)
def _marks() -> tuple[tuple[str, _Pattern], ...]:
    """Each mark with the pattern that it calls for."""
    text = files("datasette_aideals").joinpath("publish/scan.yml").read_text(encoding="utf-8")
    patterns = [
        _Pattern(entry["what"], tuple(entry["marks"]), re.compile(entry["pattern"])) for entry in yaml.safe_load(text)
    ]
    return tuple((mark, pattern) for pattern in patterns for mark in pattern.marks)

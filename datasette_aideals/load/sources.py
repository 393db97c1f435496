"""Finding the files that hold articles, and reading them one after the other."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import BadArticle, MissingPath, NoArticles
from ..store.records import Article
from .article import HTML_ENDINGS, read_article

MAX_BYTES = 5_000_000
"""The longest file that is read unless the caller says otherwise, in bytes."""

_ENDINGS = {".txt", ".md", *HTML_ENDINGS}


@dataclass(frozen=True)
class Source:
    """A file to read, and the place it is known by: its path from the folder that was named, or that it is in."""

    path: Path
    location: str


@dataclass(frozen=True)
class Loaded:
    """What became of one source: its article, or the error that says why there is none."""

    location: str
    result: Article | BadArticle


def load_sources(paths: Iterable[Path | str], *, max_bytes: int = MAX_BYTES) -> Iterator[Loaded]:
    """Read every article in the given files and folders.

    Raises MissingPath or NoArticles before anything is read; a file that can't be read is an
    item like the others, with its error.
    """
    return (load_source(source, max_bytes=max_bytes) for source in find_sources(paths))


def load_source(source: Source, *, max_bytes: int = MAX_BYTES) -> Loaded:
    """Read one file of at most ``max_bytes`` bytes."""
    try:
        data = _read(source.path, max_bytes)
        return Loaded(source.location, read_article(data, source.location))
    except OSError as error:
        reason = f"The file can't be read ({error.strerror or error}). Check it and its permissions."
    except BadArticle as error:
        reason = str(error)
    return Loaded(source.location, BadArticle(f"{source.location}: {reason}"))


def find_sources(paths: Iterable[Path | str]) -> list[Source]:
    """The files to read, each once: those that are named, and the articles in folders, sorted by path.

    In a folder and those below it, .txt, .md, .html and .htm files count and hidden ones don't.
    Raises MissingPath where a path does not exist, NoArticles where there is no file at all.
    """
    named = [Path(path) for path in paths]
    for path in named:
        if not os.path.exists(path):
            raise MissingPath(f"There is no file or folder {path}. Check the name.")
    found: dict[Path, Source] = {}
    for path in named:
        for source in _in_folder(path) if path.is_dir() else [_named(path)]:
            found.setdefault(_absolute(source.path), source)
    if not found:
        raise NoArticles(
            f"There is no article in {', '.join(map(str, named))}. Name a folder with .txt, .md or .html files."
        )
    return list(_told_apart(found.values()))


def _in_folder(folder: Path) -> list[Source]:
    # A folder that can't be listed becomes a source, so that reading it tells why.
    unlisted: list[Path] = []
    paths = []
    for parent, folders, files in os.walk(folder, onerror=lambda error: unlisted.append(Path(error.filename))):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths += [Path(parent, name) for name in files if _is_article(name)]
    sources = [Source(path, _in(folder, path.relative_to(folder).as_posix())) for path in paths + unlisted]
    return sorted(sources, key=lambda source: source.location)


def _named(path: Path) -> Source:
    return Source(path, _in(path.parent, path.name))


def _in(folder: Path, path: str) -> str:
    """A place with the name of the folder before it: without that, next month's files would replace this month's."""
    name = _absolute(folder).name
    return _shown(f"{name}/{path}" if name else path)


def _is_article(name: str) -> bool:
    return not name.startswith(".") and Path(name).suffix.lower() in _ENDINGS


def _told_apart(sources: Iterable[Source]) -> Iterator[Source]:
    """The same sources; where two folders of one name hold files of one name, the later ones get more of their path.

    Otherwise the second file would pass for a changed version of the first.
    """
    taken: set[str] = set()
    for source in sources:
        location = source.location
        above = list(_absolute(source.path).parents)[location.count("/") :]
        while location in taken and above:
            location = f"{_shown(above.pop(0).name)}/{location}"
        taken.add(location)
        yield Source(source.path, location)


def _absolute(path: Path) -> Path:
    # Not resolve(): a link is another place, even where it leads to the same file.
    return Path(os.path.abspath(path))


def _shown(name: str) -> str:
    """A file's name as it can be stored: bytes in it that are no UTF-8 become question marks."""
    return os.fsencode(name).decode("utf-8", "replace")


def _read(path: Path, max_bytes: int) -> bytes:
    with path.open("rb") as file:
        data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise BadArticle(f"The file is longer than {max_bytes:,} bytes. Split it, or allow longer files.")
    return data

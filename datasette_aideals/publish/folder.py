"""Writing a folder so that only what changed is written, and only what is ours is deleted."""

import errno
import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path, PurePosixPath
from typing import Any

from ..errors import NotOurFolder

MANIFEST = "manifest.json"
MADE_BY = "datasette-aideals"

_HIDDEN = (".DS_Store", "Thumbs.db")
_LEDGER = "ledger.db"
_CHUNK = 1 << 20
_AT_ONCE = 1000


@dataclass(frozen=True)
class Written:
    """What became of the files of a folder."""

    files: int
    bytes: int
    new: int
    changed: int
    deleted: int


class Folder:
    """The folder ``out`` as it is to be: built beside it, then moved in, file by file and each at once.

    What there was stays as it is until ``swap``. Raises NotOurFolder for a folder that holds
    anything and no manifest of ours.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.beside = out.absolute().parent / f".{out.absolute().name}.{MADE_BY}"
        _check(out)
        if self.beside.exists() and not (self.beside / _LEDGER).exists():
            raise NotOurFolder(f"{self.beside} is in the way. Move it elsewhere.")
        self._staging = self.beside / "files"
        self._is_there = out.exists()
        self._folders: set[Path] = set()
        self._clear()

    def __enter__(self) -> "Folder":
        self._staging.mkdir(parents=True)
        self._ledger = sqlite3.connect(self.beside / _LEDGER, isolation_level=None)
        self._ledger.execute("PRAGMA synchronous = OFF")
        self._ledger.execute(
            "CREATE TABLE files (path TEXT PRIMARY KEY, bytes INTEGER, sha256 TEXT, state TEXT, listed INTEGER)"
        )
        self._ledger.execute("CREATE TABLE earlier (path TEXT PRIMARY KEY)")
        self._ledger.execute("BEGIN")
        self._ledger.executemany("INSERT OR IGNORE INTO earlier VALUES (?)", ((path,) for path in _listed(self.out)))
        return self

    def __exit__(self, *raised: object) -> None:
        self._ledger.close()
        self._clear()

    def write(self, path: str, content: bytes, *, listed: bool = False) -> None:
        """Add a file; ``listed`` ones are those that ``listed`` gives."""
        state = "new"
        if self._is_there:
            with suppress(FileNotFoundError, NotADirectoryError):
                state = "same" if (self.out / path).read_bytes() == content else "changed"
        if state != "same":
            staged = self.staged(path)
            staged.write_bytes(content)
        self._note(path, len(content), hashlib.sha256(content).hexdigest(), state, listed)

    def staged(self, path: str) -> Path:
        """Where to write a file that is then added with ``add``."""
        staged = self._staging / path
        if staged.parent not in self._folders:
            staged.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(staged.parent)
        return staged

    def add(self, path: str) -> None:
        """Add a file that was written to where ``staged`` said."""
        staged, target = self.staged(path), self.out / path
        sha256, size = digest(staged)
        same = target.is_file() and target.stat().st_size == size and digest(target)[0] == sha256
        self._note(path, size, sha256, "same" if same else "changed" if target.exists() else "new")
        if same:
            staged.unlink()

    def stands(self, origin: str) -> Iterator[str]:
        """Take over every file of an earlier run from the same ``origin``, and give its path.

        What differs from the manifest, or is not there, ends it with nothing taken over.
        """
        if f'"origin": "{origin}"' not in _head(self.out):
            return
        for entry in _entries(self.out):
            path = str(entry["path"])
            file = self.out / path
            if not _is_inside(path) or not file.is_file() or digest(file)[0] != entry.get("sha256"):
                self._ledger.execute("DELETE FROM files")
                return
            self._note(path, int(entry["bytes"]), str(entry["sha256"]), "same")
            yield path

    def made(self, path: str) -> Path:
        """Where the content of an added file is to be read until ``swap``."""
        staged = self._staging / path
        return staged if staged.exists() else self.out / path

    def size(self) -> tuple[int, int, tuple[str, int]]:
        """How many files there will be, their bytes in all, and the largest with its bytes."""
        number, total = self._ledger.execute("SELECT count(*), coalesce(sum(bytes), 0) FROM files").fetchone()
        path, most = self._ledger.execute("SELECT path, max(bytes) FROM files").fetchone()
        return number, total, (path, most or 0)

    def entries(self) -> Iterator[dict[str, Any]]:
        """Path, bytes and SHA-256 of every file, by path."""
        for path, size, sha256 in self._ledger.execute("SELECT path, bytes, sha256 FROM files ORDER BY path"):
            yield {"path": path, "bytes": size, "sha256": sha256}

    def count_listed(self) -> int:
        """How many files ``listed`` gives."""
        number: int = self._ledger.execute("SELECT count(*) FROM files WHERE listed").fetchone()[0]
        return number

    def listed(self) -> Iterator[str]:
        """The paths of pages that are to be found, in order."""
        for (path,) in self._ledger.execute("SELECT path FROM files WHERE listed ORDER BY path"):
            yield path

    def swap(self, about: Mapping[str, Any]) -> Written:
        """Move the files in, delete those that an earlier manifest lists and this folder no longer has.

        ``about`` goes into the manifest. Raises NotOurFolder where a file that is not ours is in the way.
        """
        report = self.report()
        self._refuse_strangers()
        if report.new or report.changed or report.deleted or not (self.out / MANIFEST).exists():
            if not self._is_there:
                self.out.parent.mkdir(parents=True, exist_ok=True)
                self._write_manifest(about, self.entries(), self._staging)
                os.rename(self._staging, self.out)
                return report
            # Until all is done the manifest lists what was and what will be, so that the next run can clear up.
            stale = ({"path": path} for path in self._stale())
            self._write_manifest(about, chain(self.entries(), stale), self.out)
            self._move()
        self._write_manifest(about, self.entries(), self.out)
        return report

    def report(self) -> Written:
        """What ``swap`` would do."""
        states = dict(self._ledger.execute("SELECT state, count(*) FROM files GROUP BY state"))
        number, total, _ = self.size()
        return Written(number, total, states.get("new", 0), states.get("changed", 0), sum(1 for _ in self._stale()))

    def _stale(self) -> Iterator[str]:
        """The files of an earlier run that are no longer to be there."""
        sql = "SELECT path FROM earlier WHERE path NOT IN (SELECT path FROM files) ORDER BY path"
        return (path for (path,) in self._ledger.execute(sql))

    def _note(self, path: str, size: int, sha256: str, state: str, listed: bool = False) -> None:
        if not _is_inside(path):
            raise NotOurFolder(f"{path} would be outside of {self.out}. Its deal or article has a strange id.")
        self._ledger.execute("INSERT INTO files VALUES (?, ?, ?, ?, ?)", [path, size, sha256, state, listed])

    def _refuse_strangers(self) -> None:
        strange = self._ledger.execute(
            "SELECT path FROM files WHERE state = 'changed' AND path NOT IN (SELECT path FROM earlier) ORDER BY path"
        ).fetchone()
        if strange:
            raise NotOurFolder(f"{self.out / strange[0]} is not from an earlier publish. Move it elsewhere.")

    def _move(self) -> None:
        for (path,) in self._ledger.execute("SELECT path FROM files WHERE state <> 'same' ORDER BY path"):
            target = self.out / path
            target.parent.mkdir(parents=True, exist_ok=True)
            _put(self._staging / path, target)
        for path in self._stale():
            target = self.out / path
            if target.is_file() or target.is_symlink():
                target.unlink()
            for folder in target.parents:
                if folder == self.out or not folder.is_dir() or _some(folder, 1):
                    break
                folder.rmdir()

    def _write_manifest(self, about: Mapping[str, Any], listed: Iterable[Mapping[str, Any]], folder: Path) -> None:
        head = json.dumps({"made_by": MADE_BY, **about}, indent=1, ensure_ascii=False)
        staged = self.beside / MANIFEST
        with staged.open("w", encoding="utf-8", newline="\n") as file:
            file.write(head.removesuffix("\n}") + ',\n "files": [')
            for number, entry in enumerate(listed):
                file.write(f"{',' if number else ''}\n{json.dumps(entry, ensure_ascii=False)}")
            file.write("\n]\n}\n")
        target = folder / MANIFEST
        if target.is_file() and digest(target) == digest(staged):
            return
        _put(staged, target)

    def _clear(self) -> None:
        # The ledger goes last: it shows that the rest is ours, should this be broken off.
        for folder in (self._staging, self.beside):
            if folder.exists():
                _remove(folder)


def _check(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise NotOurFolder(f"{out} is a file. Name a folder to publish to.")
    if not out.is_dir() or _is_ours(out):
        return
    if any(path.name not in _HIDDEN for path in out.iterdir()):
        raise NotOurFolder(f"{out} holds files that are not from an earlier publish. Name an empty or a new folder.")


def _is_ours(out: Path) -> bool:
    return f'"made_by": "{MADE_BY}"' in _head(out)


def _head(out: Path) -> str:
    """The first lines of a manifest; nothing where there is none."""
    manifest = out / MANIFEST
    if not manifest.is_file():
        return ""
    with manifest.open(encoding="utf-8", errors="replace") as file:
        return "".join(file.readline() for _ in range(3))


def _listed(out: Path) -> Iterator[str]:
    """The files that an earlier manifest lists, as far as they are inside the folder."""
    return (str(entry["path"]) for entry in _entries(out) if _is_inside(str(entry["path"])))


def _entries(out: Path) -> Iterator[dict[str, Any]]:
    """What an earlier manifest says of each file, one a line."""
    if not (out / MANIFEST).is_file():
        return
    with (out / MANIFEST).open(encoding="utf-8") as file:
        for line in file:
            if line.startswith('{"path"'):
                yield json.loads(line.rstrip().rstrip(","))


def _is_inside(path: str) -> bool:
    return not PurePosixPath(path).is_absolute() and ".." not in PurePosixPath(path).parts


def _some(folder: Path, most: int) -> list[os.DirEntry[str]]:
    """The first entries of a folder, which may have very many."""
    with os.scandir(folder) as found:
        return list(islice(found, most))


def _remove(folder: Path) -> None:
    """Remove a folder with all that is in it, some files at a time."""
    while some := _some(folder, _AT_ONCE):
        for entry in some:
            if entry.is_dir(follow_symlinks=False):
                _remove(Path(entry.path))
            else:
                os.unlink(entry.path)
    folder.rmdir()


def _put(source: Path, target: Path) -> None:
    """Move a file over another one at once, also onto another drive."""
    try:
        os.replace(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        part = target.with_name(f"{target.name}.part")
        shutil.copyfile(source, part)
        os.replace(part, target)
        source.unlink()


def digest(path: Path) -> tuple[str, int]:
    """SHA-256 and bytes of a file of any size."""
    sha256, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            sha256.update(chunk)
            size += len(chunk)
    return sha256.hexdigest(), size

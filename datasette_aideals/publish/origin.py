"""What a folder is made from, as one hash: where that is the same, all its files are."""

import hashlib
import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from ..config import Site
from .folder import digest


def origin(copy: Path, site: Site, url: str | None, *, database: bool) -> str:
    """A hash of the public copy, of the wishes that show in pages, and of this package's own files."""
    wishes = json.dumps([vars(site), url, database], sort_keys=True)
    return hashlib.sha256(f"{digest(copy)[0]} {wishes} {_package()}".encode()).hexdigest()


@lru_cache(maxsize=1)
def _package() -> str:
    """A hash of every file of the package: another version, or a changed template, makes other pages."""
    root = Path(str(files("datasette_aideals")))
    found = sorted(path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    listed = [[path.relative_to(root).as_posix(), digest(path)[0]] for path in found]
    return hashlib.sha256(json.dumps(listed).encode()).hexdigest()

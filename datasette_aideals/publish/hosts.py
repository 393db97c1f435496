"""What a host of static sites allows, and what to do where a folder is too much for it."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

from ..errors import TooMuchForHost


@dataclass(frozen=True)
class Host:
    """The limits of a host; None where it has none that we know."""

    name: str
    site_bytes: int | None = None
    file_bytes: int | None = None
    files: int | None = None


@lru_cache(maxsize=1)
def hosts() -> dict[str, Host]:
    """Every host that we know the limits of."""
    text = files("datasette_aideals").joinpath("publish/hosts.yml").read_text(encoding="utf-8")
    return {name: Host(**entry) for name, entry in yaml.safe_load(text).items()}


def check(host: Host, number: int, size: int, largest: tuple[str, int]) -> None:
    """Raise TooMuchForHost where ``number`` files of ``size`` bytes in all, ``largest`` among them, are too much."""
    path, most = largest
    if host.files and number > host.files:
        raise TooMuchForHost(
            f"{host.name} takes {host.files:,} files, and this site has {number:,}. Publish fewer articles, or choose"
            " another host."
        )
    if host.file_bytes and most > host.file_bytes:
        raise TooMuchForHost(
            f"{host.name} takes files of up to {host.file_bytes:,} bytes, and {path} has {most:,}. Leave the database"
            " out with --no-database, publish fewer articles, or choose another host."
        )
    if host.site_bytes and size > host.site_bytes:
        raise TooMuchForHost(
            f"{host.name} takes sites of up to {host.site_bytes:,} bytes, and this one has {size:,}. Leave the database"
            " out with --no-database, publish fewer articles, or choose another host."
        )

"""Turning files and folders into articles."""

from .article import make_article, read_article
from .sources import MAX_BYTES, Loaded, Source, find_sources, load_source, load_sources

__all__ = [
    "MAX_BYTES",
    "Loaded",
    "Source",
    "find_sources",
    "load_source",
    "load_sources",
    "make_article",
    "read_article",
]

"""Reading the tables that lie beside the modules that use them."""

import csv
import io
from importlib.resources import files


def rows(package: str, name: str) -> list[dict[str, str]]:
    """The rows of the CSV file ``name`` in ``package``, each by the names of its columns."""
    text = (files(package) / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def cell(words: str) -> tuple[str, ...]:
    """The words of a cell, which "|" separates."""
    return tuple(word for word in words.split("|") if word)

"""Reading the tables and lists that lie beside the modules that use them."""

import csv
import io
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


def rows(package: str, name: str) -> list[dict[str, str]]:
    """The rows of the CSV file ``name`` in ``package``, each by the names of its columns."""
    text = (files(package) / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


@cache
def document(package: str, name: str) -> dict[str, Any]:
    """What the YAML file ``name`` in ``package`` holds; it is read once, so nobody may change it."""
    found: dict[str, Any] = yaml.safe_load((files(package) / name).read_text(encoding="utf-8"))
    return found


def cell(words: str) -> tuple[str, ...]:
    """The words of a cell, which "|" separates."""
    return tuple(word for word in words.split("|") if word)

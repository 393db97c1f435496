"""Making HTML from templates: one environment for all pages, in which every word is escaped and cleaned."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ..values.wording import number_words
from . import formats
from .links import Links
from .shapes import ArticleRef

# Control characters, halves of surrogate pairs and non-characters have no place in HTML.
_NOT_HTML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Words that turn the direction of others could show something else than what an article says.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Main:
    """The main part of a page, and the page's title in plain text."""

    title: str
    html: str


def render_main(title: str, template: str, links: Links, **context: Any) -> Main:
    """The main part that a template of ``templates/`` makes."""
    return Main(clean(title), rendered(template, links=links, **context))


def rendered(template: str, **context: Any) -> str:
    """A template of ours with its values, escaped and freed of characters that have no place in a page."""
    return _environment().get_template(template).render(**context)


def outlet(ref: ArticleRef) -> str:
    """Who published an article; its title where that is not known."""
    return ref.publisher or ref.title


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("datasette_aideals", "show/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=clean,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for helper in (
        formats.capacity,
        formats.cost,
        formats.count,
        formats.date,
        formats.dollars,
        formats.duration,
        formats.field_name,
        formats.field_names,
        formats.moment,
        formats.money,
        number_words,
        formats.short,
        formats.term,
        formats.tokens,
        formats.value,
        formats.web,
        formats.words,
        outlet,
    ):
        environment.globals[helper.__name__] = helper
    return environment


def environment_with(folder: str) -> Environment:
    """The same helpers and templates, with those of another folder of the package before them."""
    own = _environment()
    loaders = [PackageLoader("datasette_aideals", folder), PackageLoader("datasette_aideals", "show/templates")]
    return own.overlay(loader=ChoiceLoader(loaders))


def clean(value: Any) -> Any:
    """A value as HTML and XML can hold it, without what turns the direction of other words."""
    # What a macro returns has been cleaned inside it.
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return _NOT_HTML.sub("\ufffd", _TURNING.sub("", value))

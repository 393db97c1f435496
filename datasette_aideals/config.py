"""The plugin's settings: what metadata.yml or datasette.yaml says under ``plugins: datasette-aideals``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from .errors import BadOption
from .terms import QuotePolicy

PLUGIN = "datasette-aideals"
"""The name under which Datasette keeps the settings."""


@dataclass(frozen=True)
class Publishing:
    """What a site's owner lets go into a public copy.

    ``quotes`` is the policy of every source that ``sources`` does not name: by publisher, host of
    the web address, or id of a single article. ``canaries`` are words that must never go out.
    """

    quotes: QuotePolicy = QuotePolicy.QUOTES
    sources: Mapping[str, QuotePolicy] = field(default_factory=dict)
    canaries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Site:
    """What a file of settings says about the site itself."""

    title: str | None = None
    description: str | None = None
    license: str | None = None
    license_url: str | None = None


@dataclass(frozen=True)
class Settings:
    """What a site's owner can set; None leaves each to its usual default.

    ``database`` is the one database to show, where not all that hold deals should be; ``max_bytes``
    is the longest file read as an article. The others say how articles are read: ``model`` is an llm
    model id, ``options`` are its options, ``prompt`` is a name or a file, ``window`` the most characters
    sent at once, ``concurrency`` the number of articles asked about at once, ``attempts`` and ``timeout``
    (seconds) what one question is given; a run ends after ``max_errors`` failed articles and before
    ``max_tokens`` tokens. ``prices`` has for a model US dollars per million tokens, in and out.
    ``publish`` says what may go into a public copy.
    ``review_allow`` says who may review, as an ``allow`` block does; ``publish_waits_for_review`` is all, risk
    or none.
    """

    database: str | None = None
    model: str | None = None
    max_bytes: int | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    prompt: str | None = None
    window: int | None = None
    concurrency: int | None = None
    attempts: int | None = None
    timeout: float | None = None
    max_errors: int | None = None
    max_tokens: int | None = None
    prices: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    publish: Publishing = field(default_factory=Publishing)
    review_allow: Mapping[str, Any] | bool | None = None
    publish_waits_for_review: str = "none"


def read_settings(given: Any) -> Settings:
    """The settings that a mapping gives; None gives the defaults. Raises BadOption."""
    if given is None:
        return Settings()
    if not isinstance(given, Mapping):
        raise BadOption(f"The settings of {PLUGIN} must be names with values.")
    known = [field.name for field in fields(Settings)]
    for name in given:
        if name not in known:
            raise BadOption(f"{PLUGIN} has no setting {name!r}. It has: {', '.join(known)}.")
    return Settings(**{name: _READERS[name](name, value) for name, value in given.items() if value is not None})


def settings_in(path: Path) -> Settings:
    """The settings in a file such as metadata.yml, metadata.json or datasette.yaml. Raises BadOption."""
    plugins = _document(path).get("plugins")
    return read_settings(plugins.get(PLUGIN) if isinstance(plugins, Mapping) else None)


def site_in(path: Path) -> Site:
    """What the same file says about the site: title, description, licence. Raises BadOption."""
    document = _document(path)
    given = {one.name: document.get(one.name) for one in fields(Site)}
    return Site(**{name: value.strip() for name, value in given.items() if isinstance(value, str) and value.strip()})


def _document(path: Path) -> Mapping[str, Any]:
    import yaml

    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))  # JSON is YAML too
    except OSError as error:
        raise BadOption(f"The file of settings {path} can't be read ({error.strerror}). Check its name.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadOption(f"The file of settings {path} is neither YAML nor JSON. Check it.") from error
    return document if isinstance(document, Mapping) else {}


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadOption(f"The setting {name} of {PLUGIN} must be a text, not {value!r}.")
    return value


def _whole(what: str) -> Callable[[str, Any], int]:
    def read(name: str, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise BadOption(f"The setting {name} of {PLUGIN} must be a whole number{what} above 0, not {value!r}.")
        return value

    return read


def _seconds(name: str, value: Any) -> float:
    if not _is_number(value) or value <= 0:
        raise BadOption(f"The setting {name} of {PLUGIN} must be a number of seconds above 0, not {value!r}.")
    return float(value)


def _options(name: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise BadOption(f"The setting {name} of {PLUGIN} must be names of the model's options with values.")
    return value


def _prices(name: str, value: Any) -> Mapping[str, tuple[float, float]]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) and _is_price(one) for key, one in value.items()):
        raise BadOption(
            f"The setting {name} of {PLUGIN} must give for each model two numbers:"
            " US dollars per million tokens, in and out."
        )
    return {model: (float(price[0]), float(price[1])) for model, price in value.items()}


def _publishing(name: str, value: Any) -> Publishing:
    known = [one.name for one in fields(Publishing)]
    if not isinstance(value, Mapping) or not set(value) <= set(known):
        raise BadOption(f"The setting {name} of {PLUGIN} can have: {', '.join(known)}.")
    sources = value.get("sources") or {}
    canaries = value.get("canaries") or []
    if not isinstance(sources, Mapping):
        raise BadOption(f"The setting {name}.sources of {PLUGIN} must be sources with policies.")
    if not isinstance(canaries, list) or not all(isinstance(one, str) and len(one) >= 8 for one in canaries):
        raise BadOption(f"The setting {name}.canaries of {PLUGIN} must be a list of texts of at least 8 characters.")
    return Publishing(
        quotes=_policy(f"{name}.quotes", value.get("quotes", QuotePolicy.QUOTES.value)),
        sources={str(source): _policy(f"{name}.sources", policy) for source, policy in sources.items()},
        canaries=tuple(canaries),
    )


def _policy(name: str, value: Any) -> QuotePolicy:
    words = [policy.value for policy in QuotePolicy]
    if value not in words:
        raise BadOption(f"The setting {name} of {PLUGIN} can be one of: {', '.join(words)}; not {value!r}.")
    return QuotePolicy(value)


def _is_price(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(_is_number(one) and one >= 0 for one in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _allow(name: str, value: Any) -> Mapping[str, Any] | bool:
    if not isinstance(value, bool | Mapping):
        raise BadOption(f"The setting {name} of {PLUGIN} must say who, as in: {{id: alice}}.")
    return value


def _wait(name: str, value: Any) -> str:
    if value not in WAITS:
        raise BadOption(f"The setting {name} of {PLUGIN} must be one of {', '.join(WAITS)}, not {value!r}.")
    return str(value)


WAITS = ("none", "risk", "all")
"""Which deals can be made to wait for review before they are published."""

_READERS: Mapping[str, Callable[[str, Any], Any]] = {
    "database": _text,
    "model": _text,
    "max_bytes": _whole(" of bytes"),
    "options": _options,
    "prompt": _text,
    "window": _whole(" of characters"),
    "concurrency": _whole(""),
    "attempts": _whole(""),
    "timeout": _seconds,
    "max_errors": _whole(""),
    "max_tokens": _whole(""),
    "prices": _prices,
    "publish": _publishing,
    "review_allow": _allow,
    "publish_waits_for_review": _wait,
}

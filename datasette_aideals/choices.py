"""The options of every command that asks a model, and the settings file that may stand for them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from .config import Settings
    from .extract.plan import Manner

R = TypeVar("R")
Command = Callable[..., R]

_FILE = click.Path(dir_okay=False, path_type=Path)
_WHOLE = click.IntRange(min=1)
_ABOVE_NOTHING = click.FloatRange(min=0, min_open=True)

_ASKING = (
    click.option("-m", "--model", help="Id of an llm model; the built-in aideals-rules needs no key."),
    click.option(
        "options", "-o", "--option", nargs=2, multiple=True, metavar="KEY VALUE", help="Option for the model."
    ),
    click.option("--key", help="API key, or the name of one that llm keeps."),
    click.option("--prompt", help="File with a prompt of your own, or standard or weak (short, for small models)."),
    click.option("--window", type=_WHOLE, help="Most characters of an article to send at once."),
    click.option("--attempts", type=_WHOLE, help="How often to ask where a server is busy or fails (default 5)."),
    click.option("--timeout", type=_ABOVE_NOTHING, help="Seconds to wait for one answer (default 600)."),
    click.option(
        "--metadata", type=_FILE, help="metadata.yml or datasette.yaml with settings; options go before them."
    ),
)
_RUNNING = (
    click.option("--concurrency", type=_WHOLE, help="Articles to ask about at once (default 4)."),
    click.option(
        "prices",
        "--price",
        type=(str, float, float),
        multiple=True,
        metavar="MODEL IN OUT",
        help="What a model costs, in US dollars per million tokens.",
    ),
    click.option("--max-errors", type=_WHOLE, help="Stop when this many articles have failed."),
    click.option("--max-tokens", type=_WHOLE, help="Stop before the run takes more tokens than this."),
    click.option("--retry-failed", is_flag=True, help="Ask only about articles on which the model failed last time."),
    click.option("--dry-run", is_flag=True, help="Tell what would be asked and what it would take; ask nothing."),
)
_NAMES = (
    *("model", "options", "key", "prompt", "window", "attempts", "timeout", "metadata"),
    *("concurrency", "prices", "max_errors", "max_tokens", "retry_failed", "dry_run"),
)


@dataclass(frozen=True)
class Choice:
    """The model that was chosen, None where none was, and how it is to be asked."""

    model: str | None
    manner: "Manner"
    max_bytes: int | None = None
    retry_failed: bool = False
    dry_run: bool = False


def asking_options(command: Command[R]) -> Command[R]:
    """Give a command the options that say how a model is asked; it gets them as one ``choice``."""
    return _with(_ASKING, command)


def running_options(command: Command[R]) -> Command[R]:
    """Give a command the same options, and those of a run over many articles."""
    return _with((*_ASKING, *_RUNNING), command)


def _with(options: Sequence[Callable[[Command[R]], Command[R]]], command: Command[R]) -> Command[R]:
    @wraps(command)
    def wrapped(**arguments: Any) -> R:
        given = {name: arguments.pop(name) for name in _NAMES if name in arguments}
        return command(choice=_choice(given), **arguments)

    decorated: Command[R] = wrapped
    for option in reversed(options):
        decorated = option(decorated)
    return decorated


def _choice(given: Mapping[str, Any]) -> Choice:
    from .config import Settings, settings_in
    from .extract.patience import Patience
    from .extract.plan import Manner

    settings = settings_in(given["metadata"]) if given["metadata"] else Settings()

    def first(name: str) -> Any:
        return given.get(name) if given.get(name) is not None else getattr(settings, name)

    patience = {name: value for name in ("attempts", "timeout") if (value := first(name)) is not None}
    manner = Manner(
        options={**_options(given["model"], settings), **dict(given["options"])},
        key=given["key"],
        prompt=first("prompt"),
        window=first("window"),
        concurrency=first("concurrency"),
        max_errors=first("max_errors"),
        max_tokens=first("max_tokens"),
        prices=_prices(given.get("prices") or (), settings),
        patience=Patience(**patience),
    )
    flags = {name: given.get(name, False) for name in ("retry_failed", "dry_run")}
    return Choice(first("model"), manner, settings.max_bytes, **flags)


def _options(model: str | None, settings: "Settings") -> Mapping[str, Any]:
    """The settings' options, which are those of the settings' model."""
    return settings.options if model in (None, settings.model) else {}


def _prices(given: tuple[tuple[str, float, float], ...], settings: "Settings") -> Mapping[str, Any]:
    from .extract.plan import prices_by_model

    set_before = [(model, *price) for model, price in settings.prices.items()]
    return prices_by_model([*set_before, *given])

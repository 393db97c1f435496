"""Finding an llm model by its id, and asking it, whichever plugin it comes from.

The llm package is imported where it is used: it takes a fifth of a second, and serving pages never needs it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from ..errors import BadOption, ModelFailed, ModelNeedsKey, UnknownModel
from ..terms import AnswerForm
from .background import in_thread, run
from .clients import keep_clients

if TYPE_CHECKING:
    from llm import AsyncKeyModel, AsyncModel, AsyncResponse, KeyModel, Model, Response

    AnyModel = Model | KeyModel | AsyncModel | AsyncKeyModel

DEFAULT_MODEL = "aideals-rules"
"""The embedded model, which needs no key, no download and no network."""

_MESSAGE_LENGTH = 300
_CONTEXT_OPTIONS = ("num_ctx", "n_ctx")
_JSON_OBJECT = "json_object"


@dataclass(frozen=True)
class Question:
    """What is sent to a model: instructions, a text, and the answer's schema where the model takes one.

    ``json_object`` asks a model that has such an option for some JSON object, of whatever form.
    """

    system: str
    text: str
    schema: dict[str, Any] | None
    json_object: bool = False


@dataclass(frozen=True)
class Reply:
    """What a model sent back; tokens and the exact model are None where it does not tell."""

    text: str
    input_tokens: int | None
    output_tokens: int | None
    resolved_model: str | None


@dataclass(frozen=True)
class ModelInfo:
    """One model that can be asked: its id, other names, and what it needs."""

    model_id: str
    aliases: tuple[str, ...]
    takes_schema: bool
    key_name: str | None
    has_key: bool


@dataclass(frozen=True)
class AskedModel:
    """A model of llm, asked in the same way whether it is synchronous or not."""

    model_id: str
    takes_schema: bool
    extractor_version: str
    model: "AnyModel"

    @property
    def forms(self) -> tuple[AnswerForm, ...]:
        """The ways in which the model may be held to the answer's form, the strictest first."""
        strict = (AnswerForm.JSON_SCHEMA,) if self.takes_schema else ()
        loose = (AnswerForm.JSON_OBJECT,) if _JSON_OBJECT in self.model.Options.model_fields else ()
        return (*strict, *loose, AnswerForm.PLAIN)

    @property
    def takes_bare_text(self) -> bool:
        """Whether the model wants an article's text and nothing around it."""
        return bool(getattr(self.model, "takes_bare_text", False))

    def context_tokens(self, options: Mapping[str, Any]) -> int | None:
        """How many tokens the model takes at once, where an option or the model itself says so."""
        given = next((options[name] for name in _CONTEXT_OPTIONS if options.get(name)), None)
        known = given or getattr(self.model, "context_tokens", None)
        return known if isinstance(known, int) else None

    def checked_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The options as the model understands them. Raises BadOption."""
        from pydantic import ValidationError

        try:
            return self.model.Options(**options).model_dump(mode="json", exclude_unset=True)
        except ValidationError as error:
            first = error.errors()[0]
            name = ".".join(str(part) for part in first["loc"])
            known = ", ".join(type(self.model).Options.model_fields) or "none"
            raise BadOption(
                f"{self.model_id} can't take the option {name}: {first['msg']}. Its options: {known}."
            ) from error

    def check_key(self, key: str | None = None) -> None:
        """Raise ModelNeedsKey where the model needs an API key and none is known to llm."""
        with _plugin_errors(f"{self.model_id} could not be set up"):
            self.model.get_key(key)

    def ask(self, question: Question, options: Mapping[str, Any], key: str | None = None) -> Reply:
        """Put one question to the model and wait. Raises ModelFailed or ModelNeedsKey."""
        return run(self.answer(question, options, key))

    async def answer(self, question: Question, options: Mapping[str, Any], key: str | None = None) -> Reply:
        """Put one question to the model, in a thread where it is synchronous. Raises ModelFailed or ModelNeedsKey."""
        with _plugin_errors(f"{self.model_id} gave no answer", secret=_known_key(self.model, key)):
            if not self._is_async():
                return await in_thread(lambda: self._ask(question, options, key))
            response: AsyncResponse = self._prompt(question, options, key)
            text = await response.text()
            usage = await response.usage()
            return Reply(text, usage.input, usage.output, response.resolved_model)

    def _ask(self, question: Question, options: Mapping[str, Any], key: str | None) -> Reply:
        response: Response = self._prompt(question, options, key)
        text = response.text()
        usage = response.usage()
        return Reply(text, usage.input, usage.output, response.resolved_model)

    def _prompt(self, question: Question, options: Mapping[str, Any], key: str | None) -> Any:
        return self.model.prompt(
            question.text,
            system=question.system,
            schema=question.schema,
            options={**options, _JSON_OBJECT: True} if question.json_object else dict(options),
            key=key,
            stream=self.model.can_stream,
        )

    def _is_async(self) -> bool:
        from llm import AsyncKeyModel, AsyncModel

        return isinstance(self.model, (AsyncModel, AsyncKeyModel))


def get_model(model_id: str = DEFAULT_MODEL) -> AskedModel:
    """The model with this id or alias. Raises UnknownModel, and ModelFailed where llm's plugins don't load."""
    import llm

    with _plugin_errors("llm's plugins could not be loaded"):
        # Of two kinds the asynchronous one, which can be asked many questions at once.
        named: dict[str, AnyModel] = {**llm.get_model_aliases(), **llm.get_async_model_aliases()}
    if model_id not in named:
        close = get_close_matches(model_id, named, n=3)
        hint = f" Did you mean {' or '.join(close)}?" if close else ""
        raise UnknownModel(
            f"No model is called {model_id!r}.{hint} List the models with: datasette aideals models"
            " (others come as plugins: llm install NAME)"
        )
    model = named[model_id]
    keep_clients(model)
    own_version = getattr(model, "extractor_version", None)
    code_version = version("datasette-aideals")
    return AskedModel(
        model_id=model.model_id,
        takes_schema=bool(model.supports_schema),
        extractor_version=f"{code_version}+{own_version}" if own_version else code_version,
        model=model,
    )


def list_models() -> list[ModelInfo]:
    """Every model that llm's plugins offer, the default one first. Raises ModelFailed where they don't load."""
    import llm

    with _plugin_errors("llm's plugins could not be loaded"):
        found = llm.get_models_with_aliases()
    infos = [
        ModelInfo(
            model_id=entry.model.model_id,
            aliases=tuple(entry.aliases),
            takes_schema=bool(entry.model.supports_schema),
            key_name=entry.model.needs_key,
            has_key=_known_key(entry.model) is not None,
        )
        for entry in found
    ]
    return sorted(infos, key=lambda info: (info.model_id != DEFAULT_MODEL, info.model_id))


def _known_key(model: "AnyModel", key: str | None = None) -> str | None:
    from llm import NeedsKeyException

    try:
        return model.get_key(key)
    except (NeedsKeyException, OSError, ValueError):  # the last two: llm's file of keys is damaged
        return None


@contextmanager
def _plugin_errors(what: str, secret: str | None = None) -> Iterator[None]:
    """Turn whatever a plugin raises into one line of ours that never holds the key."""
    from llm import NeedsKeyException

    try:
        yield
    except NeedsKeyException as error:
        raise ModelNeedsKey(f"{what}: {_line(error, secret)}.") from error
    except Exception as error:  # plugins are other people's code and raise classes of their own
        advice = "Try again later, or choose another model with --model."
        raise ModelFailed(f"{what}: {_line(error, secret)}. {advice}") from error


def _line(error: Exception, secret: str | None) -> str:
    message = " ".join(str(error).split()) or type(error).__name__
    if secret:
        message = message.replace(secret, "[key]")
    return message[:_MESSAGE_LENGTH].rstrip(".")

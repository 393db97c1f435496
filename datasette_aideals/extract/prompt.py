"""What models are told: instructions, how an article becomes a question, and the form of the answer.

A prompt is one file. What stands before its last line of three dashes are the instructions, what
follows is the question. ``{{article}}`` is where the article goes, ``{{form}}`` where a model that
takes no schema finds the answer's form. Nothing in an article is ever expanded.
"""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from ..answer import answer_schema
from ..errors import BadPrompt
from ..store.records import PromptRecord

STANDARD = "standard"
"""The name of the prompt for models that can read a few pages at once."""
WEAK = "weak"
"""The name of the short prompt, for small models and small contexts."""
SMALL_CONTEXT = 6000
"""Tokens: a model whose context is smaller gets the weak prompt, since the standard one would fill most of it."""

_BARE = "bare"
_WINDOWS = {WEAK: 1200}
_LONGEST_FILE = 100_000
_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_DIVIDER = re.compile(r"^---[ \t]*\n", re.MULTILINE)
_GAP = "\n[…]\n"
_SECRET = secrets.token_bytes(16)


@dataclass(frozen=True)
class Prompt:
    """Instructions and a question, with the places where an article and the answer's form go.

    ``window`` is the longest passage in characters that suits it; None where the model's context
    alone decides. A ``bare`` prompt sends the article's text and nothing else.
    """

    name: str
    instructions: str
    template: str
    window: int | None = None
    bare: bool = False

    def record(self, *, takes_schema: bool = True) -> PromptRecord:
        """The prompt as the table of prompts keeps it, with an id by content.

        A model that takes no schema finds it in its instructions, where they have a place for it.
        """
        schema = json.dumps(answer_schema(), ensure_ascii=False)
        form = "" if takes_schema else f"{_own('form')}\n\n{schema}"
        system = _filled(self.instructions, {"form": form}).strip()
        content = json.dumps([system, self.template, schema]).encode()
        return PromptRecord(hashlib.sha256(content).hexdigest()[:16], system, self.template, schema)

    def question(self, passage: str, context: str = "") -> str:
        """The question about a passage of an article, with the article's beginning where that is not in it.

        Both stand between marks that nobody can guess: they are made from the text and a secret
        of this process, so that the same question is asked each time a call is repeated.
        """
        text = f"{context.rstrip()}{_GAP}{passage}" if context and not self.bare else passage
        mark = hmac.new(_SECRET, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:16]
        return _filled(self.template, {"mark": mark, "passage": text})


def choose_prompt(
    chosen: str | Path | None = None, *, takes_bare_text: bool = False, context_tokens: int | None = None
) -> Prompt:
    """The prompt to ask a model with.

    A model that ``takes_bare_text`` is never sent anything else. Else it is the one that was chosen: ``standard``,
    ``weak`` or a file. Else the weak one where the model's context is known to be small. Raises BadPrompt.
    """
    if takes_bare_text:
        return _own_prompt(_BARE)
    if chosen is None:
        small = context_tokens is not None and context_tokens < SMALL_CONTEXT
        return _own_prompt(WEAK if small else STANDARD)
    return _own_prompt(str(chosen)) if str(chosen) in (STANDARD, WEAK) else read_prompt(Path(chosen))


def read_prompt(path: Path) -> Prompt:
    """The prompt in a user's file. Raises BadPrompt."""
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(_LONGEST_FILE + 1)
    except FileNotFoundError as error:
        raise BadPrompt(f"There is no prompt {path}. Name a file, or one of: {STANDARD}, {WEAK}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadPrompt(f"The prompt {path} can't be read as UTF-8 text. Check the file.") from error
    if len(text) > _LONGEST_FILE:
        raise BadPrompt(f"The prompt {path} is longer than {_LONGEST_FILE:,} characters. Shorten it.")
    return parse_prompt(text, str(path))


def parse_prompt(text: str, name: str) -> Prompt:
    """The prompt that a file's text holds. Raises BadPrompt where a placeholder is missing or not known."""
    instructions, question = _divided(text)
    found = _PLACEHOLDER.findall(text)
    unknown = [word for word in found if word not in ("article", "form")]
    if unknown:
        raise BadPrompt(
            f"The prompt {name} has a placeholder {{{{{unknown[0]}}}}} that means nothing."
            " Use {{article}} and {{form}}."
        )
    if found.count("article") != 1 or "article" not in _PLACEHOLDER.findall(question):
        raise BadPrompt(
            f"The prompt {name} must hold {{{{article}}}} once, after its last line of three dashes:"
            " the article goes there."
        )
    if found.count("form") > 1 or "form" in _PLACEHOLDER.findall(question):
        raise BadPrompt(f"The prompt {name} may hold {{{{form}}}} once, before its last line of three dashes.")
    template = _filled(question, {"article": _own("article")})
    return Prompt(name, instructions.strip(), template.strip(), _WINDOWS.get(name))


def prompt_record(*, takes_schema: bool = True) -> PromptRecord:
    """The standard prompt as the table of prompts keeps it."""
    return _own_prompt(STANDARD).record(takes_schema=takes_schema)


@cache
def _own_prompt(name: str) -> Prompt:
    if name == _BARE:
        return Prompt(_BARE, "", "{{passage}}", bare=True)
    return parse_prompt(_own(name), name)


@cache
def _own(name: str) -> str:
    return (files(__package__) / "prompts" / f"{name}.md").read_text(encoding="utf-8").strip()


def _divided(text: str) -> tuple[str, str]:
    """A prompt's instructions and its question; without a divider all of it is the question."""
    dividers = list(_DIVIDER.finditer(text.replace("\r\n", "\n")))
    if not dividers:
        return "", text
    plain = text.replace("\r\n", "\n")
    return plain[: dividers[-1].start()], plain[dividers[-1].end() :]


def _filled(template: str, values: Mapping[str, str]) -> str:
    """The template with its placeholders replaced in one pass, so that nothing inserted is looked at again."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), template)

"""Cutting a text into words and marks."""

import re
from collections.abc import Callable
from typing import NamedTuple

# A word may hold dots, apostrophes, ampersands and hyphens inside ("C3.ai", "AT&T", "O’Reilly",
# "in-house"); initials keep their last dot ("U.S."). Anything else that is no blank stands alone.
_TOKEN = re.compile(
    r"</?[A-Za-z][^<>]{0,300}>|&(?:[a-z]{2,8}|#\d{1,6});|https?://[^\s)>\]]+|www\.[^\s)>\]]+"
    r"|(?:[A-Za-z]\.){2,}(?:[-‐‑–][a-z]+)?"
    r"|[A-Z][a-z]{1,5}\.[-‐‑–](?:based|area)(?![^\W_])"
    r"|\d\d:\d\d(?= (?:joint|jv\b|venture))"
    r"|[^\W_]+(?:(?:\.(?![A-Z][a-z]{2})|[,'’&+@/])(?=[^\W_])[^\W_]+|[-‐‑–](?=[^\W_])[^\W_]+)*\+?"
    r"|['’][sS](?![^\W_])|\.\.\.|--+|\t+|\S"
)
# Tails that follow a name after a hyphen: "Nvidia-backed" is the name and what it does.
_TAIL = re.compile(
    r"^(?!co[-‐‑–])(.+?)[-‐‑–](backed|led|based|owned|funded|powered|founded|controlled|listed|headquartered|supported|sponsored"
    r"|maker|parent|affiliated|managed|run|built|designed|developed|made|equipped|born|registered|incorporated|domiciled|partnered|driven|enabled|native|focused|linked|area|spinoff|spinout)$",
    re.I,
)


# What an agency puts before a headline: "BRIEF-Acme raises".
_FLAG = re.compile(
    r"^(BRIEF|UPDATE|EXCLUSIVE|CORRECTED|REFILE|FOCUS|FLASH|ALERT|BREAKING|BUZZ|WRAPUP|FACTBOX)-(?=[^\W_])"
)
# Two names side by side: "Acme–Oblix".
_SIDE_BY_SIDE = re.compile(r"^([A-Z][^–]+)–([A-Z][^–]+)$")
_CONTRACTION = re.compile(r"^(\w+?)(n['’]t|['’](?:re|ve|ll|d|m))$", re.I)


# Two words that lost the blank between them: "NewsAcme".
_GLUED = re.compile(r"^([A-Z]?[a-z]{2,})([A-Z][A-Za-z]{2,})$")


class Token(NamedTuple):
    """A word or mark: its text, the same in lower case, and its place in the article."""

    text: str
    lower: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """The words and marks of ``text``; a possessive 's is a word of its own, a tab is the edge of a cell."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        start, end = match.span()
        if word.isalnum() or word[0] in "<&" or word[:4] in ("http", "www."):
            tokens.append(Token(word, word.lower(), start, end))
        elif word[0] == "\t":
            tokens.append(Token("|", "|", start, end))
        elif word in ("'s", "’s", "'S", "’S"):
            tokens.append(Token(word, "'s", start, end))
        elif len(word) == 1:
            tokens.append(Token(word, word.lower(), start, end))
        elif word[-2:] in ("'s", "’s", "'S", "’S"):
            _add_word(tokens, word[:-2], start)
            tokens.append(Token(word[-2:], "'s", end - 2, end))
        elif short := _CONTRACTION.match(word):
            middle = start + len(short.group(1))
            tokens.append(Token(short.group(1), short.group(1).lower(), start, middle))
            tokens.append(Token(short.group(2), short.group(2).lower().replace("’", "'"), middle, end))
        else:
            _add_word(tokens, word, start)
    return tokens


def _add_word(tokens: list[Token], word: str, start: int) -> None:
    if flag := _FLAG.match(word):
        middle = start + flag.end(1)
        tokens.append(Token(flag.group(1), flag.group(1).lower(), start, middle))
        tokens.append(Token(":", ":", middle, middle + 1))
        _add_word(tokens, word[flag.end() :], middle + 1)
        return
    if pair := _SIDE_BY_SIDE.match(word):
        middle = start + pair.end(1)
        _add_word(tokens, pair.group(1), start)
        tokens.append(Token("–", "–", middle, middle + 1))
        _add_word(tokens, pair.group(2), middle + 1)
        return
    if ("-" in word or "–" in word) and (tail := _TAIL.match(word)):
        head, rest = tail.group(1), tail.group(2)
        short = head[:-1] if head[-1] == "." and "." not in head[:-1] else head
        tokens.append(Token(short, short.lower(), start, start + len(short)))
        at = start + len(word) - len(rest)
        tokens.append(Token(rest, "-" + rest.lower(), at, at + len(rest)))
        return
    if "/" in word and not any(character.isdigit() for character in word):
        _add_parts(tokens, word, start)
        return
    tokens.append(Token(word, word.lower().replace("’", "'"), start, start + len(word)))


def _add_parts(tokens: list[Token], word: str, start: int) -> None:
    for match in re.finditer(r"[^/]+|/", word):
        part = match.group()
        tokens.append(Token(part, part.lower(), start + match.start(), start + match.end()))


def unglue(tokens: list[Token], known: Callable[[str], bool]) -> list[Token]:
    """Cuts words that ran together where both halves are names of the article or known ones.

    A mark of no width is put between the halves, since a sentence or line ended there.
    """
    words = {token.text for token in tokens}
    result: list[Token] = []
    for token in tokens:
        halves = None if token.text == token.lower else _GLUED.match(token.text)
        if halves and not known(token.text):
            one, two = halves.groups()
            if (two in words or known(two)) and (one in words or known(one)) and (known(one) or known(two)):
                middle = token.start + len(one)
                result.append(Token(one, one.lower(), token.start, middle))
                result.append(Token(";", ";", middle, middle))
                result.append(Token(two, two.lower(), middle, token.end))
                continue
        result.append(token)
    return result

"""Reading bytes as text, whatever encoding they are in."""

import codecs
import re

from ..errors import BadArticle

# UTF-32's mark begins with UTF-16's, so it has to be tried first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
# A sign inside a word is a letter read in the wrong encoding: "spó³ka" for "spółka".
_SIGN_IN_WORD = re.compile(r"[^\W\d_][¡-©«¬®-´¶¸¹»-¿×÷ƒˆ˜‚“”„†‡•‰‹›€™\u2500-\u259f][^\W\d_]")
# PDF, RTF, ZIP (so Word's files too) and gzip: the first two may be ASCII from end to end.
_OTHER_FORMATS = (b"%PDF-", b"{\\rtf", b"PK\x03\x04", b"\x1f\x8b")
_NOT_TEXT = "The article is not text, it looks binary. Save it as plain text in UTF-8."


def decode(data: bytes, *, html: bool = False) -> str:
    """The text in ``data``, without its byte-order mark. Raises BadArticle where it is not text.

    Tries the byte-order mark, UTF-8, UTF-16 without a mark, for HTML what the page declares,
    then what the bytes look most like.
    """
    if data.startswith(_OTHER_FORMATS):
        raise BadArticle(_NOT_TEXT)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(_decoded(data[len(mark) :], encoding))
    text = _decoded(data, "utf-8")
    if text is not None and "\x00" not in text:
        return _checked(text)
    if b"\x00" in data:
        return _checked(_utf16_without_mark(data))
    declared = _DECLARED.search(data[:4096]) if html else None
    if declared and (text := _decoded(data, declared[1].decode("ascii"))) is not None:
        return _checked(text)
    return _checked(_guessed(data))


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 where it is plain to see: nearly every second byte is zero, and hardly any other."""
    zeros = [data[first::2].count(0) / len(data) for first in (0, 1)]
    if min(zeros) > 0.02 or max(zeros) < 0.3:
        return None
    return _decoded(data, "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le")


def _guessed(data: bytes) -> str | None:
    # Windows-1252 is what most old Western files are in, yet a few curly quotes are too little
    # for a statistical guess, which takes them for letters of DOS code pages.
    western = _decoded(data, "cp1252")
    mostly_ascii = sum(byte < 128 for byte in data) > 0.8 * len(data)
    if western is not None and mostly_ascii and not _SIGN_IN_WORD.search(western):
        return western
    from charset_normalizer import from_bytes

    guesses = [str(match) for match in from_bytes(data)]
    likely = [text for text in guesses if not _SIGN_IN_WORD.search(text)]
    return next(iter(likely or guesses), None)


def _checked(text: str | None) -> str:
    if text is None or "\x00" in text or len(_CONTROL.findall(text)) > len(text) / 100:
        raise BadArticle(_NOT_TEXT)
    return text

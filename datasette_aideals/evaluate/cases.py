"""The articles to measure on: texts with their reference answers."""

from dataclasses import dataclass
from pathlib import Path

from ..errors import BadArticle, NoArticles
from ..load import Source, load_source
from ..load.decode import decode
from ..store.records import Article
from .facts import Reference, read_reference

_ENDINGS = (".txt", ".md")


@dataclass(frozen=True)
class Case:
    """One article with its reference answer.

    ``text`` is the whole file, front matter included: quotes of reference answers are looked up in it.
    ``article`` is None where the file is missing or can't be read, and ``problem`` says why.
    """

    stem: str
    reference: Reference
    text: str
    article: Article | None
    problem: str | None = None


def load_cases(texts: Path, gold: Path) -> list[Case]:
    """The articles that have a reference answer in ``gold``: a .json file named like the text's .txt or .md file.

    JSON files that hold no reference answer, and texts without one, are passed over.
    Raises NoArticles where there is no reference answer, BadReference where one is not of the agreed form.
    """
    answers = ((path, read_reference(path)) for path in sorted(gold.glob("*.json")))
    cases = [_case(path.stem, reference, texts) for path, reference in answers if reference is not None]
    if not cases:
        raise NoArticles(f"There is no reference answer in {gold}. Name a folder with .json files that have deals.")
    return cases


def _case(stem: str, reference: Reference, texts: Path) -> Case:
    path = next((path for ending in _ENDINGS if (path := texts / f"{stem}{ending}").is_file()), None)
    if path is None:
        return Case(stem, reference, "", None, f"There is no text {stem}.txt or {stem}.md in {texts}.")
    loaded = load_source(Source(path, path.name)).result
    if isinstance(loaded, BadArticle):
        return Case(stem, reference, "", None, str(loaded))
    text = decode(path.read_bytes()).replace("\r\n", "\n").replace("\r", "\n")
    return Case(stem, reference, text, loaded)

"""The commands under ``datasette aideals``."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .choices import Choice, asking_options, running_options
from .commands import articles, deals, decisions, publishing, review
from .commands.common import DATABASE, SOURCES, helpful, opened
from .commands.common import exit_if as _exit
from .commands.common import json_text as _json
from .errors import AidealsError, BadOption

if TYPE_CHECKING:
    from .extract.plan import Estimate


@click.group(name="aideals")
def aideals() -> None:
    """Turn news articles about AI deals into a table that can be queried, checked and published."""


@aideals.command()
@click.argument("database", type=DATABASE)
@click.argument("sources", type=SOURCES, nargs=-1, required=True)
@helpful
@running_options
@click.option("--refresh", is_flag=True, help="Read anew what an earlier version of this package has read.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def build(database: Path, sources: tuple[Path, ...], choice: Choice, refresh: bool, as_json: bool) -> None:
    """Load articles, find their deals, and merge them: the main job.

    SOURCES are .txt, .md and .html files, or folders of them. A second run reads only what is new,
    and what failed. After an upgrade the readings from before it are kept unless --refresh is given.
    """
    from . import pipeline
    from .telling import build_json, reading_bar, tell_build

    model, manner = choice.model, choice.manner
    more: dict[str, Any] = {"refresh": refresh, "only_failed": choice.retry_failed}
    if choice.max_bytes:
        more["max_bytes"] = choice.max_bytes
    if choice.dry_run:
        _tell_estimate(pipeline.estimate_build(database, sources, model=model, manner=manner, **more), as_json)
        return
    with reading_bar() as progress:
        report = pipeline.build(database, sources, model=model, manner=manner, progress=progress, **more)
    if as_json:
        click.echo(json.dumps(build_json(report), indent=2))
    else:
        tell_build(report, model, database, refresh=refresh)
    _exit(bool(report.load.failures or report.run.counts.failed or report.run.stopped_because))


@aideals.command()
@click.argument("database", type=DATABASE)
@click.argument("sources", type=SOURCES, nargs=-1, required=True)
@click.option("--max-bytes", type=click.IntRange(min=1), default=5_000_000, show_default=True, help="Longest file.")
@click.option("--force", is_flag=True, help="Load articles that were removed, too.")
@helpful
def load(database: Path, sources: tuple[Path, ...], max_bytes: int, force: bool) -> None:
    """Put articles into the database, without asking a model."""
    from . import pipeline
    from .load.sources import find_sources
    from .telling import tell_load

    find_sources(sources)
    with opened(database, create=True) as db:
        report = pipeline.load(db, sources, max_bytes=max_bytes, force=force)
    tell_load(report)
    _exit(bool(report.failures))


@aideals.command()
@click.argument("database", type=DATABASE)
@helpful
@running_options
@click.option("--summaries", is_flag=True, help="Have the model write the deals' summaries instead.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def extract(database: Path, choice: Choice, summaries: bool, as_json: bool) -> None:
    """Ask a model about the articles that it has not read yet.

    An article is asked about again when its text, the prompt, the model, its options or the version
    of this package is another one, and when the model failed on it. With --summaries it is asked for
    a summary of each deal instead; one that says what no source says is not shown.
    """
    from . import pipeline
    from .store.refused import refused_in
    from .telling import reading_bar, run_json, tell_refused, tell_run

    if summaries:
        _summarise(database, choice, as_json)
        return
    model, manner = choice.model, choice.manner
    with opened(database) as db:
        if choice.dry_run:
            _tell_estimate(pipeline.estimate(db, model, manner=manner, only_failed=choice.retry_failed), as_json)
            return
        with reading_bar() as progress:
            report = pipeline.extract(db, model, manner=manner, only_failed=choice.retry_failed, progress=progress)
        refused = refused_in(db, report.run_id)
    if as_json:
        click.echo(json.dumps({**run_json(report), "refused": vars(refused)}, indent=2))
    else:
        tell_run(report)
        tell_refused(refused)
    _exit(bool(report.counts.failed or report.stopped_because))


@aideals.command()
@click.argument("database", type=DATABASE)
@helpful
def resolve(database: Path) -> None:
    """Merge what the articles report into deals, again."""
    from . import pipeline
    from .telling import tell_deals

    with opened(database) as db:
        tell_deals(pipeline.resolve(db, full=True), database)


@aideals.command()
@click.argument("database", type=DATABASE)
@click.argument("model")
@helpful
def use(database: Path, model: str) -> None:
    """Let the deals come from another model's readings."""
    from . import pipeline
    from .extract.models import get_model
    from .telling import tell_deals

    with opened(database) as db:
        report = pipeline.use_model(db, get_model(model).model_id)
        tell_deals(report, database)


@aideals.command()
@click.argument("files", type=click.Path(path_type=Path, allow_dash=True), nargs=-1, required=True)
@helpful
@asking_options
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write a .json file for each here.")
@click.option("--published", help="The article's date, where it does not say it: 2025, 2025-11 or 2025-11-18.")
@click.option("--why", is_flag=True, help="Show which rule found each deal (built-in model only).")
def read(files: tuple[Path, ...], choice: Choice, out: Path | None, published: str | None, why: bool) -> None:
    """Print the deals of articles as JSON, without a database; - reads standard input."""
    from .reading import Reader

    reader = Reader(choice.model, choice.manner, published)
    if why:
        for path in files:
            click.echo(reader.why(path))
        return
    failed = False
    for path in files:
        try:
            document = reader.document(path)
        except AidealsError as error:
            click.echo(f"Error: {error}", err=True)
            failed = True
            continue
        if out:
            out.mkdir(parents=True, exist_ok=True)
            (out / f"{document['article']}.json").write_text(_json(document) + "\n", encoding="utf-8")
        else:
            click.echo(_json(document))
    _exit(failed)


@aideals.command()
@click.argument("database", type=DATABASE)
@click.option("--undo", metavar="RUN", help="Take back what this run made, and merge the deals again.")
@click.option("--json", "as_json", is_flag=True, help="List as JSON.")
@helpful
def runs(database: Path, undo: str | None, as_json: bool) -> None:
    """List the runs of models over articles, the newest first, or take one back."""
    from . import pipeline
    from .store.runs import list_runs
    from .telling import tell_deals, tell_runs

    with opened(database) as db:
        if undo:
            tell_deals(pipeline.undo(db, undo), database)
            return
        found = list_runs(db)
    if as_json:
        click.echo(_json(found))
    else:
        tell_runs(found)


@aideals.command()
@click.argument("texts", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("gold", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("models", "-m", "--model", multiple=True, help="Id of an llm model; repeat it to compare several.")
@click.option("options", "-o", "--option", nargs=2, multiple=True, metavar="KEY VALUE", help="Option for the models.")
@click.option("--key", help="API key, or the name of one that llm keeps.")
@click.option(
    "prices",
    "--price",
    type=(str, float, float),
    multiple=True,
    metavar="MODEL IN OUT",
    help="What a model costs, in US dollars per million tokens.",
)
@click.option("--clusters", type=click.Path(exists=True, path_type=Path), help="JSON file of what belongs together.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@helpful
def evaluate(
    texts: Path,
    gold: Path,
    models: tuple[str, ...],
    options: tuple[tuple[str, str], ...],
    key: str | None,
    prices: tuple[tuple[str, float, float], ...],
    clusters: Path | None,
    as_json: bool,
) -> None:
    """Measure models on articles whose deals are known.

    TEXTS is a folder with .txt or .md files, GOLD one with a reference answer for each: a .json file
    of the same name. --clusters names lists of [article, deal id] that are one deal each: then it is
    measured how well mentions are merged, those of the reference answers, those of each model, and
    generated pairs that are one deal or only look like one. The exit status is 1 if a model failed on an article.
    """
    from .evaluate.clusters import cluster_report
    from .evaluate.command import compare
    from .evaluate.results import results
    from .evaluate.table import lines

    evaluations = compare(texts, gold, models, options=dict(options), key=key, prices=prices)
    merging = cluster_report(texts, gold, clusters, evaluations) if clusters else None
    if as_json:
        click.echo(_json(results(evaluations) | ({"clusters": merging.as_json()} if merging else {})))
    else:
        for line in (*lines(evaluations), *(merging.lines() if merging else ())):
            click.echo(line)
    _exit(any(evaluation.failed for evaluation in evaluations))


@aideals.command()
@click.option("--json", "as_json", is_flag=True, help="List as JSON.")
@helpful
def models(as_json: bool) -> None:
    """List the models that can be asked."""
    from .extract.models import list_models

    found = list_models()
    if as_json:
        click.echo(_json([vars(model) for model in found]))
        return
    for model in found:
        key = (
            "" if not model.key_name else "key set" if model.has_key else f"needs a key: llm keys set {model.key_name}"
        )
        names = f" ({', '.join(model.aliases)})" if model.aliases else ""
        click.echo(f"{model.model_id}{names}{f'  {key}' if key else ''}")


@aideals.command()
@click.argument("database", type=DATABASE)
@click.argument("deal")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@helpful
def explain(database: Path, deal: str, as_json: bool) -> None:
    """Show the chain from each value of a deal to the words, article, model and run it came from."""
    from .store.proof import explain as explain_deal

    with opened(database) as db:
        explanation = explain_deal(db, deal)
    if as_json:
        click.echo(_json({**vars(explanation), "proofs": [vars(proof) for proof in explanation.proofs]}))
        return
    click.echo(f"{explanation.title}\n{explanation.summary}\n")
    for proof in explanation.proofs:
        value = proof.value if isinstance(proof.value, str) else json.dumps(proof.value, ensure_ascii=False)
        about = f"{proof.field} ({proof.subject})" if proof.subject else proof.field
        click.echo(f"{about}: {value if proof.value is not None else ''}  [{proof.verdict}]")
        if proof.exact is not None:
            click.echo(f"  “{' '.join(proof.exact.split())}”")
        click.echo(
            f"  {proof.article_id} {proof.start}–{proof.end}, {proof.article}; {proof.model}, prompt {proof.prompt_id},"
            f" run {proof.run_id}, call {proof.call_id}"
        )


def _summarise(database: Path, choice: Choice, as_json: bool) -> None:
    from . import pipeline
    from .telling import summary_bar, tell_summaries

    if choice.dry_run or choice.retry_failed:
        raise BadOption("--summaries takes no --dry-run or --retry-failed. Leave them out.")
    with opened(database) as db, summary_bar() as progress:
        report = pipeline.summarise(db, choice.model, manner=choice.manner, progress=progress)
    if as_json:
        click.echo(_json(vars(report)))
    else:
        tell_summaries(report)
    _exit(bool(report.failed or report.stopped_because))


def _tell_estimate(estimate: "Estimate", as_json: bool) -> None:
    from .telling import estimate_json, tell_estimate

    if as_json:
        click.echo(json.dumps(estimate_json(estimate), indent=2))
    else:
        tell_estimate(estimate)


_MORE = (
    *(articles.remove, articles.removals, articles.rates),
    *(deals.deals, deals.totals, decisions.decisions, decisions.organizations, review.review),
    *(publishing.publish, publishing.verify),
)
for _command in _MORE:
    aideals.add_command(_command)

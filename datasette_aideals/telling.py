"""What the commands print: reports in a few lines, and a bar while articles are read."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from .extract.plan import Estimate
from .extract.runner import RunReport, Step
from .pipeline import BuildReport, LoadReport
from .resolve.resolver import ResolveReport
from .store.refused import Refused
from .summaries.run import SummaryReport

_MOST_FAILURES = 20


@contextmanager
def summary_bar() -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, made when the first summary is done."""
    bars: list[Any] = []

    def advance(done: int, total: int) -> None:
        if not bars:
            bars.append(click.progressbar(length=total, label="Writing summaries", file=sys.stderr))
            bars[0].__enter__()
        bars[0].update(1)

    try:
        yield advance
    finally:
        for bar in bars:
            bar.__exit__(None, None, None)


@contextmanager
def reading_bar() -> Iterator[Callable[[Step], None]]:
    """A progress bar on standard error, made when the first article is done."""
    bars: list[Any] = []

    def advance(step: Step) -> None:
        if not bars:
            bars.append(click.progressbar(length=step.total, label="Reading articles", file=sys.stderr))
            bars[0].__enter__()
        bars[0].update(1)

    try:
        yield advance
    finally:
        for bar in bars:
            bar.__exit__(None, None, None)


def tell_load(report: LoadReport) -> None:
    """How many articles there are, and each file that could not be read."""
    parts = [
        f"{count} {what}"
        for count, what in (
            (report.added, "new"),
            (report.changed, "changed"),
            (report.copied, "seen elsewhere before"),
            (report.known, "known already"),
            (report.removed, "removed earlier and left out"),
        )
        if count
    ]
    if parts:
        click.echo(f"Articles: {', '.join(parts)}.")
    for failure in report.failures[:_MOST_FAILURES]:
        click.echo(f"Not loaded: {failure}", err=True)
    if len(report.failures) > _MOST_FAILURES:
        click.echo(f"Not loaded: {len(report.failures) - _MOST_FAILURES} more files.", err=True)


def tell_build(report: BuildReport, asked: str | None, database: Path, *, refresh: bool) -> None:
    """What building did, from the files to the deals."""
    tell_load(report.load)
    tell_run(report.run)
    if report.run.counts.outdated:
        click.echo(
            f"{report.run.counts.outdated} of the readings were made by an earlier version."
            " Read those articles anew with: --refresh"
        )
    if report.refused:
        tell_refused(report.refused)
    tell_deals(report.deals, database)
    if refresh:
        for change in report.changes:
            click.echo(f"{change.state.capitalize()}: {change.title or change.deal_id}")
    tell_candidates(report, asked, database)


def tell_run(report: RunReport) -> None:
    """How many articles a model read, what that took, and each one that it could not."""
    counts = report.counts
    click.echo(f"Readings: {counts.asked - counts.failed} new, {counts.reused} used again, {counts.failed} failed.")
    if report.input_tokens or report.output_tokens:
        tokens = f"{report.input_tokens:,} in and {report.output_tokens:,} out"
        click.echo(f"Tokens: {tokens}{_cost(report.cost_usd)}.")
    if report.stopped_because:
        click.echo(
            f"Stopped early. {report.stopped_because} Articles not read: {report.left};"
            " run the same command again to go on.",
            err=True,
        )
    for step in report.troubles[:_MOST_FAILURES]:
        what = "Not read" if step.outcome.value == "failed" else "Read in part"
        click.echo(f"{what}: {step.article.title}: {step.message}", err=True)
    if report.trouble_count > _MOST_FAILURES:
        click.echo(
            f"{report.trouble_count - _MOST_FAILURES} more with troubles; they stand in the table calls.", err=True
        )


def tell_runs(runs: list[dict[str, Any]]) -> None:
    """One line for each run."""
    for run in runs:
        counts = f"{run['asked'] - run['failed']} read, {run['reused']} used again, {run['failed']} failed"
        known = run["input_tokens"] is not None or run["output_tokens"] is not None
        spent = f"; {(run['input_tokens'] or 0) + (run['output_tokens'] or 0):,} tokens" if known else ""
        click.echo(
            f"{run['id']}  {run['started'][:19]}  {run['status']}  {run['model_id']}: {counts}"
            f"{spent}{_cost(run['cost_usd'])}"
        )


def tell_estimate(estimate: Estimate) -> None:
    """What a run would do and take."""
    used = f"{estimate.reused} have been read already"
    old = f", {estimate.outdated} of them by an earlier version" if estimate.outdated else ""
    click.echo(f"Articles: {estimate.articles}; {used}{old}; {estimate.asked} would be asked about.")
    click.echo(
        f"Calls: {estimate.calls}. Tokens: about {estimate.tokens.input:,} in and"
        f" at most about {estimate.tokens.output:,} out{_cost(estimate.cost_usd, 'at most about ')}."
    )
    click.echo("Nothing was asked.")


def estimate_json(estimate: Estimate) -> dict[str, Any]:
    """An estimate as plain data."""
    plain = {name: value for name, value in vars(estimate).items() if name != "tokens"}
    return {**plain, "input_tokens": estimate.tokens.input, "output_tokens": estimate.tokens.output}


def tell_refused(refused: Refused) -> None:
    """What checking refused and why, and how many articles address the model."""
    if refused.values:
        reasons = ", ".join(f"{number} {reason}" for reason, number in refused.values.items())
        click.echo(f"Refused: {count(sum(refused.values.values()), 'value')} ({reasons}).")
    if refused.deals:
        click.echo(f"Refused: {count(refused.deals, 'deal')} of which the article backs too little.")
    if refused.flagged:
        click.echo(
            f"Flagged: {count(refused.flagged, 'article')} with a passage that addresses the model;"
            " what it says was not used."
        )


def count(number: int, what: str) -> str:
    """A number with its noun: "1 deal", "2 deals"."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def tell_summaries(report: SummaryReport) -> None:
    """How many summaries a model wrote, and why some are not shown."""
    refused = len(report.problems) - report.failed
    click.echo(
        f"Summaries: {report.written} new, {report.kept} kept, {refused} refused, {report.failed} failed."
        " Where there is none that passed, the composed one is shown."
    )
    for problem in report.problems[:_MOST_FAILURES]:
        click.echo(f"Not shown: {problem}", err=True)
    if len(report.problems) > _MOST_FAILURES:
        click.echo(f"{len(report.problems) - _MOST_FAILURES} more; they stand in the table summaries.", err=True)
    if report.stopped_because:
        click.echo(f"Stopped: {report.stopped_because} Run the same command again to go on.", err=True)


def tell_deals(report: ResolveReport, database: Path) -> None:
    """How many deals there are, and how to look at them."""
    changes = f"{report.new} new, {report.changed} changed, {report.withdrawn} withdrawn"
    click.echo(
        f"Deals: {report.deals} ({changes}) between {report.organizations} organisations;"
        f" sources disagree in {report.conflicts} places."
    )
    click.echo(f"See them: datasette aideals deals {database}, or datasette serve {database}")


def tell_candidates(report: BuildReport, asked: str | None, database: Path) -> None:
    """Say so where the readings just made do not count, because the database uses another model."""
    if asked and report.counting and asked != report.counting:
        click.echo(
            f"The deals still come from {report.counting}. To take them from {asked}:"
            f" datasette aideals use {database} {asked}"
        )


def build_json(report: BuildReport) -> dict[str, Any]:
    """A build report as plain data."""
    return {
        "load": {**vars(report.load), "failures": list(report.load.failures)},
        "run": run_json(report.run),
        "refused": vars(report.refused) if report.refused else None,
        "deals": vars(report.deals),
        "changes": [vars(change) for change in report.changes],
        "counting": report.counting,
    }


def run_json(report: RunReport) -> dict[str, Any]:
    """A report on a run as plain data."""
    troubles = [{"article": step.article.id, "message": step.message} for step in report.troubles]
    return {
        "id": report.run_id,
        **vars(report.counts),
        "left": report.left,
        "stopped_because": report.stopped_because,
        "input_tokens": report.input_tokens,
        "output_tokens": report.output_tokens,
        "cost_usd": report.cost_usd,
        "trouble_count": report.trouble_count,
        "troubles": troubles,
    }


def _cost(dollars: float | None, about: str = "") -> str:
    return f"; {about}${dollars:,.4f}" if dollars else ""

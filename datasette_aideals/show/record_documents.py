"""Conflicts, runs and changes as JSON."""

from dataclasses import asdict

from .documents import JSON, Document, article_ref, conflict, deal_row, run, statement
from .links import Links
from .network_documents import paging
from .record_shapes import Call, ConflictList, RunList, RunRow, WholeRun


def conflicts(listed: ConflictList, links: Links) -> Document:
    """One page of the deals whose sources disagree; ``next`` is null on the last one."""
    return {
        "ok": True,
        "count": listed.count,
        "fields": dict(listed.fields),
        "deals": [
            {**deal_row(each.row, links), "conflicts": [conflict(one) for one in each.conflicts]}
            for each in listed.rows
        ],
        "articles": {id_: article_ref(ref, links) for id_, ref in listed.articles.items()},
        **paging(listed.wanted, listed.next, links, "conflicts"),
        "links": {"page": links.page("conflicts", listed.wanted.query), "home": links.home() + JSON},
    }


def runs(listed: RunList, links: Links) -> Document:
    """One page of the runs; ``next`` is null on the last one."""
    return {
        "ok": True,
        "count": listed.count,
        "runs": [_row(row, links) for row in listed.rows],
        **paging(listed.wanted, listed.next, links, "runs"),
        "links": {"page": links.page("runs", listed.wanted.query), "home": links.home() + JSON},
    }


def whole_run(whole: WholeRun, links: Links) -> Document:
    """One run with its calls, failures and refused statements."""
    return {
        "ok": True,
        "run": {
            **_row(whole.row, links),
            "options": whole.options,
            "prompt": whole.prompt,
            "code_version": whole.code_version,
            "outcomes": dict(whole.outcomes),
            "calls": {
                "count": whole.calls.count,
                "failed": whole.calls.failed,
                "repeated": whole.calls.again,
                "seconds": whole.calls.seconds,
                "error_kinds": dict(whole.calls.kinds),
                "failures": [_call(call, links) for call in whole.calls.failures],
                "slowest": [_call(call, links) for call in whole.calls.slowest],
            },
            "verdicts": dict(whole.verdicts),
            "refused_statements": [statement(each.statement, links) for each in whole.refused],
            "summaries": dict(whole.summaries),
        },
        "links": {"page": links.run(whole.row.run.id), "home": links.home() + JSON},
    }


def _row(row: RunRow, links: Links) -> Document:
    return {
        **(run(row.run) or {}),
        "kind": row.kind,
        "stopped_because": row.stopped_because,
        "input_tokens": row.input_tokens,
        "output_tokens": row.output_tokens,
        "cost_usd": row.cost_usd,
        "refused_values": row.refused,
        "links": {"page": links.run(row.run.id), "json": links.run(row.run.id, JSON)},
    }


def _call(call: Call, links: Links) -> Document:
    return {**asdict(call), "article": article_ref(call.article, links)}

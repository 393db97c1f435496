"""Conflicts and runs as JSON."""

from .api.shape import record as shape
from .api.shape.common import VERSION
from .article_documents import JSON, article_ref, statement
from .documents import conflict, deal_row, run
from .links import Links
from .network_documents import next_url
from .record_shapes import Call, Calls, ConflictList, DealConflicts, RunList, RunRow, WholeRun


def conflicts(listed: ConflictList, links: Links) -> shape.ConflictsDocument:
    """One page of the deals whose sources disagree; ``next`` is null on the last one."""
    return {
        "ok": True,
        "version": VERSION,
        "count": listed.count,
        "fields": dict(listed.fields),
        "deals": [_deal(each, links) for each in listed.rows],
        "articles": {id_: article_ref(ref, links) for id_, ref in listed.articles.items()},
        "next": listed.next,
        "next_url": next_url(listed.wanted, listed.next, links, "conflicts"),
        "filters": {"field": listed.wanted["field"] or None, "size": listed.wanted.size},
        "links": {"page": links.page("conflicts", listed.wanted.query), "home": links.home(JSON)},
    }


def runs(listed: RunList, links: Links) -> shape.RunsDocument:
    """One page of the runs; ``next`` is null on the last one."""
    return {
        "ok": True,
        "version": VERSION,
        "count": listed.count,
        "runs": [_row(row, links) for row in listed.rows],
        "next": listed.next,
        "next_url": next_url(listed.wanted, listed.next, links, "runs"),
        "filters": {"size": listed.wanted.size},
        "links": {"page": links.page("runs", listed.wanted.query), "home": links.home(JSON)},
    }


def whole_run(whole: WholeRun, links: Links) -> shape.RunDocument:
    """One run with its calls, failures and refused statements."""
    return {
        "ok": True,
        "version": VERSION,
        "run": {
            **_row(whole.row, links),
            "options": whole.options,
            "prompt": whole.prompt,
            "code_version": whole.code_version,
            "outcomes": dict(whole.outcomes),
            "calls": _calls(whole.calls, links),
            "verdicts": dict(whole.verdicts),
            "refused_statements": [statement(each.statement, links) for each in whole.refused],
            "summaries": dict(whole.summaries),
        },
        "links": {"page": links.run(whole.row.run.id), "home": links.home(JSON)},
    }


def _deal(each: DealConflicts, links: Links) -> shape.DealConflicts:
    return {**deal_row(each.row, links), "conflicts": [conflict(one) for one in each.conflicts]}


def _row(row: RunRow, links: Links) -> shape.RunRow:
    return {
        **run(row.run),
        "kind": row.kind,
        "stopped_because": row.stopped_because,
        "input_tokens": row.input_tokens,
        "output_tokens": row.output_tokens,
        "cost_usd": row.cost_usd,
        "refused_values": row.refused,
        "links": {"page": links.run(row.run.id), "json": links.run(row.run.id, JSON)},
    }


def _calls(calls: Calls, links: Links) -> shape.Calls:
    return {
        "count": calls.count,
        "failed": calls.failed,
        "repeated": calls.again,
        "seconds": calls.seconds,
        "error_kinds": dict(calls.kinds),
        "failures": [_call(call, links) for call in calls.failures],
        "slowest": [_call(call, links) for call in calls.slowest],
    }


def _call(call: Call, links: Links) -> shape.Call:
    return {
        "id": call.id,
        "article": article_ref(call.article, links),
        "start": call.start,
        "end": call.end,
        "error": call.error,
        "error_kind": call.error_kind,
        "attempts": call.attempts,
        "input_tokens": call.input_tokens,
        "output_tokens": call.output_tokens,
        "duration_ms": call.duration_ms,
    }

"""Organisations and flows as JSON."""

from dataclasses import asdict

from .documents import JSON, Document, deal_row
from .links import Links
from .list_filters import ListFilter
from .network_shapes import (
    Circle,
    Counterparty,
    Flow,
    Flows,
    Named,
    Organization,
    OrganizationList,
    OrganizationRow,
    Payments,
)


def organizations(listed: OrganizationList, links: Links) -> Document:
    """One page of the list of organisations; ``next`` is null on the last one."""
    return {
        "ok": True,
        "count": listed.count,
        "organizations": [_row(row, links) for row in listed.rows],
        **paging(listed.wanted, listed.next, links, "organizations"),
        "links": {"page": links.page("organizations", listed.wanted.query), "home": links.home() + JSON},
    }


def organization(whole: Organization, links: Links) -> Document:
    """One organisation with its deals by role, its money and its counterparties."""
    return {
        "ok": True,
        "organization": {
            **_row(whole.row, links),
            "aliases": list(whole.aliases),
            "children": [_named(child, links) for child in whole.children],
            "roles": [
                {
                    "role": each.role,
                    "count": each.count,
                    "newest": [deal_row(row, links) for row in each.newest],
                }
                for each in whole.roles
            ],
            "counterparties": [_counterparty(other, links) for other in whole.counterparties],
            "more_counterparties": whole.more_counterparties,
        },
        "links": {
            "page": links.organization(whole.row.id),
            "deals": links.deals({"organization": whole.row.id, "ai": "all"}, JSON),
            "home": links.home() + JSON,
        },
    }


def flows(found: Flows, links: Links) -> Document:
    """One page of the flows, with the circles; the picture's places are those of the drawn organisations."""
    return {
        "ok": True,
        "count": found.count,
        "flows": [_flow(flow, links) for flow in found.rows],
        "circle_count": found.circle_count,
        "circles": [_circle(circle, links) for circle in found.circles],
        "drawn": [{**_named(node.organization, links), "x": node.x, "y": node.y} for node in found.nodes],
        **paging(found.wanted, found.next, links, "flows"),
        "links": {"page": links.page("flows", found.wanted.query), "home": links.home() + JSON},
    }


def paging(wanted: ListFilter, following: str | None, links: Links, page: str) -> Document:
    """The keys that every list has: filters, and where it goes on."""
    query = {**wanted.query, "next": following} if following else None
    return {
        "next": following,
        "next_url": links.page(page, query, JSON) if query else None,
        "filters": {**wanted.words, **wanted.terms, "size": wanted.size},
    }


def _named(named: Named, links: Links) -> Document:
    return {
        "id": named.id,
        "name": named.name,
        "links": {"page": links.organization(named.id), "json": links.organization(named.id, JSON)},
    }


def _payments(payments: Payments | None) -> Document | None:
    return asdict(payments) if payments else None


def _row(row: OrganizationRow, links: Links) -> Document:
    return {
        **_named(Named(row.id, row.name), links),
        "kind": row.kind,
        "ai": row.ai,
        "deal_count": row.deal_count,
        "parent": _named(row.parent, links) if row.parent else None,
        "paid": _payments(row.paid),
        "received": _payments(row.received),
    }


def _counterparty(other: Counterparty, links: Links) -> Document:
    return {
        "organization": _named(other.organization, links),
        "deals": other.deals,
        "paid": _payments(other.paid),
        "received": _payments(other.received),
    }


def _flow(flow: Flow, links: Links) -> Document:
    return {
        **asdict(flow),
        "source": _named(flow.source, links),
        "target": _named(flow.target, links),
        "deal_ids": list(flow.deal_ids),
    }


def _circle(circle: Circle, links: Links) -> Document:
    return {
        **asdict(circle),
        "steps": [
            {
                "source": _named(step.source, links),
                "target": _named(step.target, links),
                "usd": step.usd,
                "deals": [
                    {"id": deal.id, "title": deal.name, "links": {"page": links.deal(deal.id)}} for deal in step.deals
                ],
            }
            for step in circle.steps
        ],
    }

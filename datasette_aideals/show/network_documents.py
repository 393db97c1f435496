"""Organisations and flows as JSON."""

from .api.shape import deal as deal_shape
from .api.shape import network as shape
from .api.shape.common import VERSION
from .article_documents import JSON
from .documents import deal_row
from .links import Links
from .list_filters import ListFilter
from .network_shapes import (
    Circle,
    Counterparty,
    Flow,
    Flows,
    Named,
    Node,
    Organization,
    OrganizationList,
    OrganizationRow,
    Payments,
    RoleDeals,
    Step,
)


def organizations(listed: OrganizationList, links: Links) -> shape.OrganizationsDocument:
    """One page of the list of organisations; ``next`` is null on the last one."""
    return {
        "ok": True,
        "version": VERSION,
        "count": listed.count,
        "organizations": [_row(row, links) for row in listed.rows],
        "next": listed.next,
        "next_url": next_url(listed.wanted, listed.next, links, "organizations"),
        "filters": {"q": listed.wanted["q"] or None, "size": listed.wanted.size},
        "links": {"page": links.page("organizations", listed.wanted.query), "home": links.home(JSON)},
    }


def organization(whole: Organization, links: Links) -> shape.OrganizationDocument:
    """One organisation with its deals by role, its money and its counterparties."""
    return {
        "ok": True,
        "version": VERSION,
        "organization": {
            **_row(whole.row, links),
            "aliases": list(whole.aliases),
            "children": [_named(child, links) for child in whole.children],
            "roles": [_role(each, links) for each in whole.roles],
            "counterparties": [_counterparty(other, links) for other in whole.counterparties],
            "more_counterparties": whole.more_counterparties,
        },
        "links": {
            "page": links.organization(whole.row.id),
            "deals": links.deals({"organization": whole.row.id, "ai": "all"}, JSON),
            "home": links.home(JSON),
        },
    }


def flows(found: Flows, links: Links) -> shape.FlowsDocument:
    """One page of the flows, with the circles; the picture's places are those of the drawn organisations."""
    wanted = found.wanted
    return {
        "ok": True,
        "version": VERSION,
        "count": found.count,
        "flows": [_flow(flow, links) for flow in found.rows],
        "circle_count": found.circle_count,
        "circles": [_circle(circle, links) for circle in found.circles],
        "drawn": [_drawn(node, links) for node in found.nodes],
        "next": found.next,
        "next_url": next_url(wanted, found.next, links, "flows"),
        "filters": {
            "organization": wanted["organization"] or None,
            "gives": wanted["gives"] or None,
            "type": wanted["type"] or None,
            "size": wanted.size,
        },
        "links": {"page": links.page("flows", wanted.query), "home": links.home(JSON)},
    }


def next_url(wanted: ListFilter, following: str | None, links: Links, page: str) -> str | None:
    """The address of a list's next page; None on the last one."""
    return links.page(page, {**wanted.query, "next": following}, JSON) if following else None


def _named(named: Named, links: Links) -> shape.Named:
    return {
        "id": named.id,
        "name": named.name,
        "links": {"page": links.organization(named.id), "json": links.organization(named.id, JSON)},
    }


def _payments(payments: Payments | None) -> shape.Payments | None:
    if payments is None:
        return None
    return {
        "usd": payments.usd,
        "up_to": bool(payments.up_to),
        "deals": payments.deals,
        "rumored": payments.rumored,
    }


def _row(row: OrganizationRow, links: Links) -> shape.OrganizationRow:
    return {
        **_named(Named(row.id, row.name), links),
        "kind": row.kind,
        "ai": row.ai,
        "deal_count": row.deal_count,
        "parent": _named(row.parent, links) if row.parent else None,
        "paid": _payments(row.paid),
        "received": _payments(row.received),
    }


def _role(each: RoleDeals, links: Links) -> shape.RoleDeals:
    return {"role": each.role, "count": each.count, "newest": [deal_row(row, links) for row in each.newest]}


def _counterparty(other: Counterparty, links: Links) -> shape.Counterparty:
    return {
        "organization": _named(other.organization, links),
        "deals": other.deals,
        "paid": _payments(other.paid),
        "received": _payments(other.received),
    }


def _flow(flow: Flow, links: Links) -> shape.Flow:
    return {
        "source": _named(flow.source, links),
        "target": _named(flow.target, links),
        "gives": flow.gives,
        "type": flow.type,
        "currency": flow.currency,
        "amount": flow.amount,
        "up_to": flow.up_to,
        "amount_usd": flow.amount_usd,
        "gigawatts": flow.gigawatts,
        "deals": flow.deals,
        "rumored": flow.rumored,
        "deal_ids": list(flow.deal_ids),
    }


def _circle(circle: Circle, links: Links) -> shape.Circle:
    return {
        "id": circle.id,
        "name": circle.name,
        "amount_usd": circle.amount_usd,
        "least_usd": circle.least_usd,
        "up_to": circle.up_to,
        "deals": circle.deals,
        "steps": [_step(step, links) for step in circle.steps],
    }


def _step(step: Step, links: Links) -> shape.Step:
    return {
        "source": _named(step.source, links),
        "target": _named(step.target, links),
        "usd": step.usd,
        "deals": [_deal(deal, links) for deal in step.deals],
    }


def _deal(deal: Named, links: Links) -> deal_shape.Reference:
    return {
        "id": deal.id,
        "title": deal.name,
        "links": {"page": links.deal(deal.id), "json": links.deal(deal.id, JSON)},
    }


def _drawn(node: Node, links: Links) -> shape.Drawn:
    return {**_named(node.organization, links), "x": node.x, "y": node.y}

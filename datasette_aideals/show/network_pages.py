"""The main parts of the pages of organisations and flows."""

from . import formats
from .charts.network import network
from .links import Links
from .network_shapes import Flow, Flows, Organization, OrganizationList
from .queries.flows import Gives
from .render import Main, render_main
from .shapes import Money


def organizations(listed: OrganizationList, links: Links) -> Main:
    """The list of organisations."""
    return render_main("Organisations", "organizations.html", links, listed=listed, wanted=listed.wanted)


def organization(whole: Organization, links: Links) -> Main:
    """One organisation: its deals by role, its money, those it deals with."""
    return render_main(whole.row.name, "organization.html", links, whole=whole, row=whole.row)


def flows(found: Flows, links: Links) -> Main:
    """Who pays whom, as a picture and as a table, and the circles."""
    return render_main(
        "Flows",
        "flows.html",
        links,
        found=found,
        wanted=found.wanted,
        picture=network(found.nodes, found.edges),
        gives=[term.value for term in Gives],
        flow_sum=_flow_sum,
    )


def _flow_sum(flow: Flow) -> str:
    """What flows in its own currency, with how much of it is only an upper limit."""
    if flow.up_to and flow.up_to == flow.amount:
        return formats.money(Money.of(flow.amount, flow.currency, "up_to"))
    stated = formats.money(Money.of(flow.amount, flow.currency, None))
    limit = formats.money(Money.of(flow.up_to, flow.currency, "up_to")) if flow.up_to else ""
    return f"{stated}, of it {limit}" if limit else stated

"""Projects to choose from in a form."""

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachKind
from zhiben.kernel.base.clock import today
from zhiben.registry.projects.public import projects

MOST = 2000


def project_choices(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Projects under construction that this actor may act on, by name. A station has at most some hundreds."""
    rows = projects(actor).under_construction(today())
    if actor.reach == ReachKind.AGENCY and actor.reach_id:
        rows = rows.filter(agency_id=actor.reach_id)
    return tuple((str(pk), name) for pk, name in rows.order_by("name").values_list("pk", "name")[:MOST])

"""The last step down the net: how many certificates there are below a subject, and those of a site's key posts."""

from datetime import datetime
from typing import Any, Final

from zhiben.domains.certificates.queries import certificates, certificates_of
from zhiben.domains.certificates.web.tones import TONES
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.ui.overview import Below, register_below
from zhiben.kernel.ui.panels import Panel, register_panel
from zhiben.registry.projects.public import posts_of

OWN: Final = ("enterprise", "person", "equipment", "project")


def staff_of(actor: Actor, project: Any, at: datetime) -> dict[str, Any] | None:
    """人证核对: who holds a key post, with their certificates; nothing registered is said."""
    on = day_of(at)
    posts = posts_of(project.pk, on) if actor.is_regulator else []
    found = certificates_of(person_ids=[post.person_id for post in posts], on=on)
    people = [
        {
            "post": post.get_post_display(), "name": post.person.name,
            "lines": [(view, TONES[view.standing]) for view in found.get(post.person_id, [])],
        }
        for post in posts
    ]  # fmt: skip
    return {"people": people} if people else None


def register_drill_down() -> None:
    for column in OWN:
        register_below(column, _own(column))
    register_below(
        "enterprise",
        Below(
            key="staff-certificates", label="人员证照", order=45,
            rows=lambda actor, row: certificates(actor).filter(employer_id=row.pk, closed_at=None),
            url=lambda row: f"/certificates/?employer={row.pk}",
        ),
    )  # fmt: skip
    panel = Panel(key="staff", heading="人证核对", template="certificates/staff_panel.html", load=staff_of, order=31)
    register_panel("project", panel)


def _own(column: str) -> Below:
    return Below(
        key="certificates", label="证照", order=40, url=lambda row: "#certificates",
        rows=lambda actor, row: certificates(actor).filter(**{f"{column}_id": row.pk}),
    )  # fmt: skip

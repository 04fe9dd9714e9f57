"""验真结果 on the pages of what was checked: a visit, a project, a person; and the word when one is missing."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from zhiben.domains.certificates.models import CertificateCheck
from zhiben.domains.certificates.policies import READERS, REGULATORS
from zhiben.domains.certificates.services.holding import GIVERS
from zhiben.domains.certificates.services.visits import of_visit
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.ui.panels import Load, Panel, There, register_panel, register_verbs

TEMPLATE: Final = "certificates/checks/panel.html"
MOST: Final = 10
INSPECTORS: Final = (Role.INSPECTOR, Role.ENFORCER)


def of_notice(actor: Actor, notice: Any, at: datetime) -> dict[str, Any] | None:
    """Shown even when there is nothing, to say so where every check on the spot has to carry one. Two queries."""
    if actor.role not in READERS:
        return None
    rows = CertificateCheck.objects.visible_to(actor).filter(of_visit("notice", notice))
    found = list(rows.order_by("-at")[:MOST])
    required = not found and value_of("checks.required", path=notice.place, on=day_of(at))
    return {"checks": found, "missing": required, **_offer(actor, visit=f"notice:{notice.pk}")}


def of_hazard(actor: Actor, hazard: Any, at: datetime) -> dict[str, Any] | None:
    rows = CertificateCheck.objects.visible_to(actor).filter(of_visit("hazard", hazard))
    return {"checks": list(rows.order_by("-at")[:MOST]), "missing": False}


def there_for_hazard(actor: Actor, hazard: Any) -> Iterable[QuerySet[Any]]:
    return [CertificateCheck.objects.visible_to(actor).filter(visit_id=hazard.pk)] if actor.role in READERS else []


def offer_on_hazard(hazard: Any, actor: Actor) -> list[tuple[str, str, str]]:
    """While it is open, to whoever inspects."""
    if actor.role not in INSPECTORS or hazard.closed_at:
        return []
    return [("扫码验真", _offer(actor, visit=f"hazard:{hazard.pk}")["scan_url"], "plain")]


def of_project(actor: Actor, project: Any, at: datetime) -> dict[str, Any] | None:
    if actor.role not in READERS:
        return None
    rows = CertificateCheck.objects.visible_to(actor).filter(project_id=project.pk)
    tally = rows.aggregate(all=Count("pk"), wrong=Count("pk", filter=Q(wrong=True)))
    found = list(rows.order_by("-at")[:MOST])
    return {"checks": found, "tally": tally, "missing": False, **_offer(actor, project=str(project.pk))}


def of_person(actor: Actor, person: Any, at: datetime) -> dict[str, Any] | None:
    if actor.role not in READERS:
        return None
    rows = CertificateCheck.objects.visible_to(actor).filter(person_id=person.pk)
    return {
        "checks": list(rows.order_by("-at")[:MOST]),
        "missing": False,
        "person_tools": True,
        "officer": actor.is_regulator,
    }


def there_for_person(actor: Actor, person: Any) -> Iterable[QuerySet[Any]] | None:
    """Whoever may give a code finds the way to it there also without any check."""
    return None if _may_give(actor) else [CertificateCheck.objects.visible_to(actor).filter(person_id=person.pk)]


def register_panels() -> None:
    def panel(heading: str, load: Load, there: There = lambda actor, row: None) -> Panel:
        return Panel(key="checks", heading=heading, template=TEMPLATE, load=load, there=there, order=60)

    register_panel("notice.rectify", panel("验真结果", of_notice))
    register_panel("hazard", panel("验真结果", of_hazard, there_for_hazard))
    register_panel("project", panel("验真结果", of_project))
    register_panel("person", panel("亮证与验真", of_person, there_for_person))
    register_verbs("hazard", "checks", offer_on_hazard)


def _may_give(actor: Actor) -> bool:
    return actor.is_regulator or actor.role in GIVERS


def _offer(actor: Actor, **to: str) -> dict[str, Any]:
    return {"scan_url": f"{reverse('checks:new')}?{urlencode(to)}" if actor.role in REGULATORS else ""}

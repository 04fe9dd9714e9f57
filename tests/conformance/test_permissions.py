"""Every row of every transition table × role × how one stands to the case: allowed is exactly what the table says."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from django.db import connection, transaction

from tests.conformance import (
    accident_samples,
    case_samples,
    certificate_samples,
    interview_samples,
    ladder_samples,
    listing_samples,
    record_samples,
    report_samples,
    rule_samples,
)
from zhiben.domains.hazards.tests.factories import Site, account, make_site, site_account
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ADMINISTRATORS, REGULATORS, ReachClass, Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, Refusal
from zhiben.kernel.workflow.definition import Transition, Workflow
from zhiben.kernel.workflow.engine import fire, permitted
from zhiben.kernel.workflow.models import CaseMove
from zhiben.kernel.workflow.reach import reach_class
from zhiben.kernel.workflow.registry import flows

pytestmark = pytest.mark.django_db
SITE_ROLES = (
    Role.SITE_MANAGER, Role.SAFETY_OFFICER, Role.CONSULTANT, Role.OWNER, Role.ENTERPRISE_ADMIN, Role.PRINCIPAL,
)  # fmt: skip


@pytest.mark.parametrize("flow", flows(), ids=lambda f: f.code)
def test_who_may_do_what_is_what_the_table_says(flow: Workflow[Any]) -> None:
    site, other = make_site(), make_site(code="320412", name="别处的工程")
    case = _case(flow, site)
    actors = list(_actors(site, other))
    moves, wrong = CaseMove.objects.count(), []
    for row in flow.transitions:
        for source in row.source:
            _put(case, source, over=source in flow.final)
            wrong += [said for actor in actors if (said := _compare(flow, row, case, actor))]

    assert wrong == []
    assert CaseMove.objects.count() == moves


def _compare(flow: Workflow[Any], row: Transition[Any], case: Any, actor: Actor) -> str:
    """Empty when page and engine agree with the table about this actor."""
    stands = reach_class(actor, case)
    direct = actor.role in row.roles and stands in row.reach
    behalf = row.on_behalf and actor.is_regulator and stands == ReachClass.OWN
    seen = flow.model._default_manager.visible_to(actor).filter(pk=case.pk).exists()
    expected = (direct or behalf) and seen
    offered = row in permitted(flow, case, actor)
    shown = row.offered and not (row.only_without and getattr(case, row.only_without))
    did = _may_fire(flow, row, case, actor)
    if did == expected and (offered == ((direct or behalf) and shown)):
        return ""
    return f"{row.action} from {case.state} by {actor.role} ({stands}): table {expected}, engine {did}, page {offered}"


def _may_fire(flow: Workflow[Any], row: Transition[Any], case: Any, actor: Actor) -> bool:
    """Tried with nothing filled in and always taken back: a complaint about inputs or guards means one may."""
    try:
        with transaction.atomic():
            fire(flow, case.pk, row.action, actor=actor, at=now(), on_behalf_of="吴大山")
            transaction.set_rollback(True)
    except (NotPermitted, NotVisible):
        return False
    except (InvalidInput, Refusal, KeyError, TypeError):
        return True
    return True


def _actors(site: Site, other: Site) -> Iterator[Actor]:
    for role in (*REGULATORS, *ADMINISTRATORS):
        yield account(f"本{role}", role, site.agency)
        yield account(f"外{role}", role, other.agency)
    for role in SITE_ROLES:
        yield site_account(f"场{role}", role, site.project)
        yield site_account(f"别{role}", role, other.project)


SAMPLES: Final[dict[str, Callable[[str, Site], Any]]] = {
    "incident": accident_samples.case_of, "trace": accident_samples.case_of, "interview": interview_samples.case_of,
    "listing": listing_samples.case_of, "ladder": lambda code, site: ladder_samples.case_of(site),
    "hazard": case_samples.case_of, "notice": case_samples.case_of,
    "correction": record_samples.case_of, "certificate": certificate_samples.case_of,
    "report": lambda code, site: report_samples.case_of(site), "finding": lambda code, site: rule_samples.case_of(site),
}  # fmt: skip


def _case(flow: Workflow[Any], site: Site) -> Any:
    return SAMPLES[flow.code.partition(".")[0]](flow.code, site)


def _put(case: Any, state: str, *, over: bool) -> None:
    """Into any state of its table, past the engine; nothing of it outlives the test."""
    table = connection.ops.quote_name(case._meta.db_table)
    with connection.cursor() as cursor:
        words = "state = %s, closed_at = %s, seen_by_parties = true"
        cursor.execute(f"update {table} set {words} where id = %s", [state, now() if over else None, case.pk])
    case.refresh_from_db()

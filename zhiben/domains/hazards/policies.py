"""Permission questions that a role and a reach cannot answer."""

from uuid import UUID

from zhiben.domains.hazards.models import DoubleReport, Hazard, LookBack, Notice, Serving, TreatmentPlan
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import SITE_SIDE, ReachClass, Role
from zhiben.kernel.workflow.models import Case
from zhiben.kernel.workflow.reach import reach_class

OFFICERS = frozenset({Role.INSPECTOR, Role.ENFORCER})
REGULATORS = frozenset({Role.INSPECTOR, Role.ENFORCER, Role.CLERK, Role.LEADER})
SITE = frozenset(
    {Role.SITE_MANAGER, Role.SAFETY_OFFICER, Role.ENTERPRISE_ADMIN, Role.PRINCIPAL, Role.CONSULTANT, Role.OWNER}
)
READERS = REGULATORS | SITE
# Who hands in what was put right: 监理 and 建设单位 see it and answer for other things.
RECTIFIERS = frozenset(SITE_SIDE)


def acts_for_agency(actor: Actor, agency_id: UUID) -> bool:
    """An officer of this very agency. Other roles there, and agencies above, see and do not act."""
    return actor.role in OFFICERS and actor.is_regulator and actor.reach_id == agency_id


def may_hand_in(actor: Actor, case: Case) -> bool:
    """整改影像 come from the site, or from an officer of the responsible agency on its behalf (代录)."""
    on_site = actor.role in RECTIFIERS and reach_class(actor, case) == ReachClass.PARTY
    return on_site or actor.is_system or acts_for_agency(actor, case.agency_id)


def may_see_hazard(actor: Actor, hazard_id: UUID) -> bool:
    """Whoever sees the hazard sees its photos."""
    return Hazard.objects.visible_to(actor).filter(pk=hazard_id).exists()


def may_see_notice(actor: Actor, notice_id: UUID) -> bool:
    return Notice.objects.visible_to(actor).filter(pk=notice_id).exists()


def may_see_serving(actor: Actor, serving_id: UUID) -> bool:
    return Serving.objects.visible_to(actor).filter(pk=serving_id).exists()


def may_see_plan(actor: Actor, plan_id: UUID) -> bool:
    return TreatmentPlan.objects.visible_to(actor).filter(pk=plan_id).exists()


def may_see_report(actor: Actor, report_id: UUID) -> bool:
    return DoubleReport.objects.visible_to(actor).filter(pk=report_id).exists()


def may_see_look_back(actor: Actor, look_back_id: UUID) -> bool:
    return LookBack.objects.visible_to(actor).filter(pk=look_back_id).exists()


# Files hang on these; whoever sees the case sees its files.
OWNERS = {
    "notice": may_see_notice, "serving": may_see_serving, "hazard.plan": may_see_plan,
    "hazard.report": may_see_report, "hazard.look_back": may_see_look_back,
}  # fmt: skip

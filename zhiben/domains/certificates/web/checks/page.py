"""One 验真记录, and how much carrying and checking there is."""

from datetime import date
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhiben.domains.certificates.models import CertificateCheck
from zhiben.domains.certificates.policies import READERS, REGULATORS
from zhiben.domains.certificates.services.usage import usage_by_month
from zhiben.domains.certificates.terms import IdentityMethod, Standing
from zhiben.domains.certificates.web.checks.lists import CODE_TONES, OUTCOME_TONES, STANDING_TONES
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.ui.cases.parts import Fact
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.panels import verbs_of

FLOW: Final = "certificate.check"
MONTHS: Final = 12


@open_to(READERS)
@require_safe
def page(request: HttpRequest, check_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    rows = CertificateCheck.objects.visible_to(actor).select_related("consent")
    check = rows.filter(pk=check_id).first()
    if check is None:
        raise NotVisible("没有这条验真记录，或者不在您的权限范围内")
    context = {
        "check": check, "facts": [f for f in _facts(check) if f.value not in (None, "")],
        "code_tone": CODE_TONES.get(check.code_result, ""), "outcome_tone": OUTCOME_TONES.get(check.outcome, ""),
        "standing": Standing(check.standing).label if check.standing else "",
        "standing_tone": STANDING_TONES.get(check.standing, ""), "verbs": verbs_of(FLOW, check, actor),
        "crumbs": [("首页", "/home"), ("验真记录", "/checks/"), (check.where_name, "")],
    }  # fmt: skip
    return render(request, "certificates/checks/check.html", context)


@open_to(REGULATORS)
@require_safe
def usage(request: HttpRequest) -> HttpResponse:
    """亮证、验真使用量: a year by months, every number leading to its records."""
    actor, until = actor_of(request), today()
    since = date(until.year - 1, until.month, 1)
    context = {
        "months": usage_by_month(actor=actor, since=since, until=until), "reach_name": actor.reach_name, "at": now(),
        "crumbs": [("首页", "/home"), ("验真记录", "/checks/"), ("使用情况", "")],
    }  # fmt: skip
    return render(request, "certificates/checks/usage.html", context)


def _facts(check: CertificateCheck) -> list[Fact]:
    face = check.method == IdentityMethod.FACE
    live = {True: "是", False: "不是", None: "服务没有判断"}[check.face_live]
    score = check.face_score or "服务没有给出分值"
    return [
        Fact("地点", check.where_name, url=f"/projects/{check.project_id}/"),
        Fact("时间", check.at),
        Fact("验真人", f"{check.officer_name}（{check.agency_name}）"),
        Fact("定位", f"{check.lat}, {check.lng}" if check.lat is not None else "没有取得定位"),
        Fact("所属检查", check.visit_name or "当日在这个项目的检查"),
        Fact("证照", check.certificate_name,
             url=f"/certificates/{check.certificate_id}/" if check.certificate_id else ""),
        Fact("证照编号", check.certificate_number),
        Fact("持证人", check.person_name, url=reverse("people:page", args=[check.person_id]) if check.person_id else ""),
        Fact("核对方式", check.get_method_display()),
        Fact("未刷脸原因", check.get_no_face_display()),
        Fact("证件号", {True: "与登记的一致", False: "与登记的不一致", None: ""}[check.document_matches]),
        Fact("相貌", {True: "验真人认为是本人", False: "验真人认为不是本人", None: ""}[check.likeness]),
        Fact("比对服务", f"{check.face_service}（{check.face_model}）" if face else ""),
        Fact("服务给出的分值", score if face else ""),
        Fact("活体", live if face else ""),
        Fact("服务流水号", check.face_reference),
        Fact("本人同意", check.consent.given_at if check.consent else ""),
        Fact("说明", check.note, wide=True),
    ]  # fmt: skip

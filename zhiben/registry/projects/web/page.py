"""The page of one project: facts, who builds it, who answers for it, what other packages know about it."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.receipts import note_read
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.records.public import merged_or_gone
from zhiben.kernel.ui.cases.parts import Fact, Verb
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.flags import flags_of
from zhiben.kernel.ui.overview import overview
from zhiben.kernel.ui.panels import panels_of
from zhiben.registry.agencies.public import agency_names, may_keep_grids, names_of
from zhiben.registry.agencies.terms import GridRole
from zhiben.registry.projects.models import Project, ProjectParty, ProjectPost
from zhiben.registry.projects.public import parties_of, posts_of, project_for
from zhiben.registry.projects.terms import RISK_COLOURS, PartyRole, Post, Risk
from zhiben.registry.projects.web.lists import READERS, RISK_TONES, STATUS_TONES

CRUMBS = (("首页", "/home"), ("工程项目", "/projects/"))
VERBS = (("change", "修改档案"), ("status", "变更状态"), ("parties", "参建单位"), ("posts", "任命关键岗位"))


@open_to(READERS)
@require_safe
def page(request: HttpRequest, project_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    try:
        project = project_for(actor, project_id)
    except NotVisible:
        return merged_or_gone("project", project_id)
    note_read(actor, "project", project.pk, at=at)
    on = day_of(at)
    context = {
        "project": project, "status_tone": STATUS_TONES.get(project.status, ""),
        "risk_tone": RISK_TONES.get(project.risk, ""), "risk": _risk(project),
        "facts": [f for f in _facts(project) if f.value not in (None, "")],
        "parties": _ordered(parties_of(project.pk, on)), "posts": _in_order(posts_of(project.pk, on)),
        "periods": project.periods.order_by("-valid_from"), "verbs": _verbs(project, actor),
        "links": actor.is_regulator, "panels": panels_of("project", project, request, actor, at),
        "flags": flags_of("project", [project.pk], at)[project.pk],
        "overview": overview("project", project, actor),
        "long_stopped": _stopped_since(project, on), "crumbs": [*CRUMBS, (project.name, "")],
    }  # fmt: skip
    return render(request, "projects/project.html", context)


def _risk(project: Project) -> str:
    if not project.risk:
        return ""
    risk = Risk(project.risk)
    return f"{risk.label}风险（{RISK_COLOURS[risk]}）"


def _facts(project: Project) -> list[Fact]:
    codes = [c for c in (project.province, project.city, project.county) if c]
    names = names_of(codes[-1:])
    return [
        Fact("所在地", names.get(codes[-1], "") if codes else ""),
        Fact("工程地址", project.address),
        Fact("监管机构", agency_names([project.agency_id]).get(project.agency_id, "没有，待上级定责")),
        Fact("监督科室/监督员", project.station),
        _grid(project),
        Fact("监督编号", project.supervise_no),
        Fact("项目编码", project.project_code),
        Fact("施工许可证号", project.permit_no),
        Fact("类别", project.get_kind_display()),
        Fact("建筑面积（m²）", float(project.area_m2) if project.area_m2 is not None else None),
        Fact("合同价（万元）", float(project.price_wan) if project.price_wan is not None else None),
        Fact("结构类型/层数", project.structure),
        Fact("形象进度", project.progress),
        Fact("开工日期", project.start_on),
        Fact("计划竣工", project.plan_end_on),
    ]


def _grid(project: Project) -> Fact:
    """Where it stands now, with who answers for it there."""
    found = project.grids.filter(valid_to=None).select_related("grid").first()
    if found is None:
        return Fact("网格", "")
    main = found.grid.officers.filter(valid_to=None, role=GridRole.MAIN).select_related("officer").first()
    words = f"{found.grid.name}（主责 {main.officer.name}）" if main else found.grid.name
    return Fact("网格", words, url=reverse("projects:grid", args=[found.grid_id]))


def _ordered(parties: list[ProjectParty]) -> list[ProjectParty]:
    order = list(PartyRole.values)
    return sorted(parties, key=lambda p: order.index(p.role))


def _in_order(posts: list[ProjectPost]) -> list[ProjectPost]:
    order = list(Post.values)
    return sorted(posts, key=lambda p: order.index(p.post))


def _verbs(project: Project, actor: Actor) -> list[Verb]:
    if not (actor.is_regulator and actor.reach_id == project.agency_id):
        return []
    verbs = [*VERBS, ("move_grid", "调整网格")] if may_keep_grids(actor, project.agency_id) else VERBS
    return [Verb(label, reverse(f"projects:{name}", args=[project.pk])) for name, label in verbs]


def _stopped_since(project: Project, on: date) -> int:
    """Days the project has stood still, 0 when it has not."""
    if project.status != "stopped":
        return 0
    running = project.periods.filter(valid_to=None).first()
    return (on - running.valid_from).days if running else 0

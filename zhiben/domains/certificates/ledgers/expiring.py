"""证照到期预警表: what has run out or soon will, of firms, people and machines; only out."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from typing import Any, Final
from uuid import UUID

from zhiben.domains.certificates.ledgers.listing import chosen
from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.queries import WARNING
from zhiben.domains.certificates.terms import HOLDERS, CertificateKind, CertificateState, HolderKind
from zhiben.kernel.base.clock import today
from zhiben.kernel.papers.columns import Column, choices_of
from zhiben.kernel.papers.ledger import ExportFilter, Ledger, never_in
from zhiben.kernel.papers.terms import CellType
from zhiben.kernel.parameters.queries import values_of
from zhiben.registry.enterprises.public import Head, heads_of
from zhiben.registry.enterprises.terms import HeadPost
from zhiben.registry.equipment.public import stands
from zhiben.registry.projects.public import projects, sites_of_people

T = CellType
CHUNK: Final = 2000
OVER: Final = "已过期"
INSPECTION, DEVICE = "安装检测", "防坠安全器标定"


def listed(wanted: ExportFilter) -> Iterator[Mapping[str, Any]]:
    """Certificates first, by the day they end, then inspections of machines that stand on sites."""
    on = today()
    yield from _certificates(wanted, on)
    yield from _inspections(wanted, on)


def _certificates(wanted: ExportFilter, on: date) -> Iterator[dict[str, Any]]:
    every = chosen(wanted).filter(state=CertificateState.VALID, valid_to__isnull=False)
    places = set(every.filter(valid_to__lte=on + timedelta(days=366)).values_list("place", flat=True).distinct())
    levels = values_of(WARNING, paths=places, on=on) if places else {}
    most = max((max(days, default=0) for days in levels.values()), default=0)
    rows = every.filter(valid_to__lte=on + timedelta(days=most)).select_related("project").order_by("valid_to", "id")
    stream = rows.iterator(chunk_size=CHUNK)
    while part := list(islice(stream, CHUNK)):
        sites, renewed = _sites(wanted, part, on), _renewed(part, on)
        heads = heads_of([c.enterprise_id for c in part if c.enterprise_id], on)
        for case in part:
            days: tuple[int, ...] = levels.get(case.place, ())
            if case.valid_to and case.valid_to <= on + timedelta(days=max(days, default=0)):
                yield _line(case, on, days, sites, heads, renewed)


def _line(
    case: Certificate, on: date, levels: tuple[int, ...], sites: Mapping[UUID, tuple[str, str]],
    heads: Mapping[UUID, Mapping[HeadPost, Head]], renewed: set[UUID],
) -> dict[str, Any]:  # fmt: skip
    left = (case.valid_to - on).days if case.valid_to else 0
    site, answers = sites.get(case.pk, ("", ""))
    head = heads.get(case.enterprise_id, {}).get(HeadPost.PRINCIPAL) if case.enterprise_id else None
    return {
        "subject": HOLDERS[case.kind], "name": case.holder_name, "paper": CertificateKind(case.kind).label,
        "number": case.number, "valid_to": case.valid_to, "left": left, "level": level_of(left, levels),
        "project": site, "responsible": answers or (head.name if head else "") or case.employer_name,
        "handled": "已取得新证" if case.pk in renewed else "未处理",
    }  # fmt: skip


def level_of(left: int, levels: tuple[int, ...]) -> str:
    """已过期, or the smallest level within which it ends."""
    if left < 0:
        return OVER
    return next((f"{level}天内" for level in sorted(levels) if left <= level), "")


def _sites(wanted: ExportFilter, part: list[Certificate], on: date) -> dict[UUID, tuple[str, str]]:
    """The site where the holder works or stands now, and who answers for it: by certificate. Two queries."""
    people = sites_of_people({c.person_id for c in part if c.person_id}, on)
    visible = dict(
        projects(wanted.actor).filter(pk__in={p for p, _ in people.values()}).values_list("pk", "name")
    )  # fmt: skip
    machines = {
        s.equipment_id: s.project
        for s in stands(wanted.actor).on(on).filter(equipment_id__in={c.equipment_id for c in part if c.equipment_id})
        .select_related("project")
    }  # fmt: skip
    found: dict[UUID, tuple[str, str]] = {}
    for case in part:
        if case.project is not None:
            found[case.pk] = (case.project.name, "")
        elif case.equipment_id in machines:
            found[case.pk] = (machines[case.equipment_id].name, "")
        elif case.person_id in people:
            project_id, employer = people[case.person_id]
            found[case.pk] = (visible.get(project_id, ""), employer)
    return found


def _renewed(part: list[Certificate], on: date) -> set[UUID]:
    """Those whose holder has another of the same kind and class that goes on."""
    people = {c.person_id for c in part if c.person_id}
    firms = {c.enterprise_id for c in part if c.enterprise_id}
    later = Certificate.objects.filter(state=CertificateState.VALID, valid_to__gt=on)
    held: dict[tuple[Any, str, str], date] = {}
    for name, ids in (("person_id", people), ("enterprise_id", firms)):
        rows = later.filter(**{f"{name}__in": ids}).values_list(name, "kind", "class_code", "valid_to")
        for holder, kind, class_code, until in rows if ids else ():
            if holder and until:
                held[holder, kind, class_code] = max(until, held.get((holder, kind, class_code), until))
    return {
        c.pk for c in part
        if c.valid_to and held.get((c.person_id or c.enterprise_id, c.kind, c.class_code), c.valid_to) > c.valid_to
    }  # fmt: skip


def _inspections(wanted: ExportFilter, on: date) -> Iterator[dict[str, Any]]:
    present = stands(wanted.actor).filter(valid_to=None).select_related("equipment", "project", "user_unit")
    if wanted.division_code:
        code = wanted.division_code
        present = present.filter(project__in=projects(wanted.actor).in_division(code).values("pk"))
    levels = values_of(WARNING, paths=[wanted.actor.path], on=on)[wanted.actor.path]
    until = on + timedelta(days=max(levels, default=0))
    for paper, field, number in (
        (INSPECTION, "inspect_due_on", "inspect_no"), (DEVICE, "safety_device_due_on", "safety_device_no"),
    ):  # fmt: skip
        for stand in present.filter(**{f"{field}__lte": until}).order_by(field, "id").iterator(chunk_size=CHUNK):
            day = getattr(stand, field)
            machine: Any = stand.equipment
            project: Any = stand.project
            yield {
                "subject": HolderKind.EQUIPMENT, "name": str(machine), "paper": paper, "number": getattr(stand, number),
                "valid_to": day, "left": (day - on).days, "level": level_of((day - on).days, levels),
                "project": project.name, "responsible": stand.user_unit.name if stand.user_unit else "",
                "handled": "未处理",
            }  # fmt: skip


EXPIRING: Final = Ledger(
    kind="expiring", title="证照到期预警表", order=55, key=lambda values: "", apply=never_in, rows=listed, takes_in=False,
    columns=(
        Column("subject", "对象类型", type=T.CHOICE, choices=choices_of(HolderKind.choices)),
        Column("name", "名称", width=30),
        Column("paper", "证照类别", width=22),
        Column("number", "证号", type=T.CODE, width=26),
        Column("valid_to", "有效期止", type=T.DATE),
        Column("left", "剩余天数", type=T.INTEGER),
        Column("level", "预警级"),
        Column("project", "所在项目", width=30),
        Column("responsible", "责任人", width=24),
        Column("handled", "处理状态"),
    ),
)  # fmt: skip

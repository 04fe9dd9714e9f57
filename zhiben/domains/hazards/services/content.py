"""What a notice says, frozen when it is issued: the paper is printed from this, whatever becomes of its items."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from zhiben.domains.hazards.models import Hazard, Notice, NoticeOfficer
from zhiben.domains.hazards.terms import Level, NoticeKind
from zhiben.domains.hazards.workflow import NOTICE_FLOWS
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.clock import start_of_day
from zhiben.kernel.papers.issued import PaperDraft, issue_papers
from zhiben.kernel.parameters.queries import ParameterNotSet, standing
from zhiben.registry.agencies.public import agency
from zhiben.registry.enterprises.public import enterprises

Content = dict[str, Any]


def freeze_content(notice: Notice, at: datetime) -> Notice:
    """Issue the paper of a notice that has just got its number. Later changes of its items do not reach it."""
    _freeze([notice], lambda _: at)
    return notice


def freeze_contents(notices: Sequence[Notice]) -> None:
    """The same for many that were taken over, each on its own day: what they have in common is asked once."""
    _freeze(notices, lambda notice: start_of_day(notice.issued_on or notice.visited_on))


def _freeze(notices: Sequence[Notice], at_of: Callable[[Notice], datetime]) -> None:
    sources = Sources(notices)
    drafts = [_draft(notice, sources, at_of(notice)) for notice in notices]
    for notice, paper in zip(notices, issue_papers(drafts), strict=True):
        notice.paper = paper
    Notice.objects.bulk_update(notices, ["paper"], batch_size=500)


def _draft(notice: Notice, sources: "Sources", at: datetime) -> PaperDraft:
    office = sources.offices[notice.agency_id]
    return PaperDraft(
        kind=paper_kind(notice), case_id=notice.pk, name=notice.name, number=notice.number, agency_id=notice.agency_id,
        agency_name=office.name, where_name=notice.where_name, issued_on=notice.issued_on or notice.visited_on,
        content=_content(notice, sources), at=at,
    )  # fmt: skip


NOTICE_PAPERS: Final = frozenset(flow.code for flow in NOTICE_FLOWS.values())


def paper_kind(notice: Notice) -> str:
    """Under which kind its paper is issued: the code of its flow."""
    return NOTICE_FLOWS[NoticeKind(notice.kind)].code


def shown_content(notice: Notice) -> Content:
    """As issued; for a draft, what would be issued now."""
    return notice.content or _content(notice, Sources([notice]))


class Sources:
    """What the contents of some notices are made of."""

    def __init__(self, notices: Sequence[Notice]) -> None:
        ids = [n.pk for n in notices]
        stops = [n.resumes_id for n in notices if n.resumes_id]
        self.items: dict[UUID | None, list[Hazard]] = defaultdict(list)
        for hazard in Hazard.objects.filter(notice__in=ids).order_by("item_no"):
            self.items[hazard.notice_id].append(hazard)
        self.officers: dict[UUID, list[NoticeOfficer]] = defaultdict(list)
        for officer in NoticeOfficer.objects.filter(notice__in=ids).order_by("position"):
            self.officers[officer.notice_id].append(officer)
        rechecked = Hazard.objects.filter(notice__in=stops, rechecked_on__isnull=False).order_by("rechecked_on")
        self.rechecked = {h.notice_id: h for h in rechecked}
        self.offices = {i: agency(i) for i in {n.agency_id for n in notices}}
        self.addressees = _addressees({n.addressee for n in notices})
        self._phrases: dict[tuple[str, date], dict[str, Any]] = {}

    def phrase(self, notice: Notice, key: str) -> str:
        """What the agency always writes in this kind of paper, as its parameters say on the day."""
        where = (notice.place, notice.issued_on or notice.visited_on)
        if where not in self._phrases:
            held = standing(path=where[0], on=where[1])
            self._phrases[where] = {k: r.value for k, r in held.items() if k.startswith("notices.text.")}
        found = self._phrases[where].get(f"notices.text.{key}")
        if found is None:
            raise ParameterNotSet(f"notices.text.{key}", *where)
        return str(found)


def _content(notice: Notice, sources: Sources) -> Content:
    """The words of the paper. For a draft: a preview without number and date."""
    office, project = sources.offices[notice.agency_id], notice.project
    return {
        "version": 1, "kind": notice.kind, "name": notice.name, "number": notice.number,
        "agency": {"name": office.name, "phone": office.phone, "address": office.address},
        "addressee": {"name": notice.addressee, **sources.addressees[notice.addressee]},
        "project": {"name": project.name, "supervise_no": project.supervise_no, "address": project.address},
        "visited_on": notice.visited_on.isoformat(), "issued_on": _iso(notice.issued_on),
        "signed_by": notice.signed_by, "requirements": notice.requirements, "stop_scope": notice.stop_scope,
        "stop_area": notice.get_stop_area_display() if notice.stop_area else "",
        "officers": [{"name": o.name, "certificate_no": o.certificate_no} for o in sources.officers[notice.pk]],
        "items": [_item(h) for h in sources.items[notice.pk]],
        **_phrases(notice, sources), **_resumed(notice, sources),
    }  # fmt: skip


def _item(hazard: Hazard) -> Content:
    return {
        "no": hazard.item_no, "level": hazard.get_level_display(), "location": hazard.location,
        "description": hazard.description, "basis": hazard.clause_text, "measure": hazard.measure,
        "deadline_on": _iso(hazard.deadline_on), "responsible_person": hazard.responsible_person,
        "fixed_on_spot": hazard.fixed_on_spot, **_five(hazard),
    }  # fmt: skip


def _five(hazard: Hazard) -> Content:
    """五定 of a major hazard: 责任、措施、资金、时限、预案. What the agency left open the plan of the site says."""
    if hazard.level != Level.MAJOR:
        return {}
    fund = f"{hazard.fund_wan.normalize():f} 万元" if hazard.fund_wan is not None else ""
    return {"five": {"unit": hazard.responsible_unit, "fund": fund, "emergency": hazard.emergency}}


def _addressees(names: set[str]) -> dict[str, Content]:
    """Credit code and legal representative by name; blank where no enterprise, or more than one, has the name."""
    found: dict[str, list[Content]] = {name: [] for name in names}
    for enterprise in enterprises(system_actor()).filter(name__in=names):
        found[enterprise.name].append({"uscc": enterprise.uscc, "legal_person": enterprise.legal_person})
    return {n: rows[0] if len(rows) == 1 else {"uscc": "", "legal_person": ""} for n, rows in found.items()}


def _phrases(notice: Notice, sources: Sources) -> Content:
    if notice.kind == NoticeKind.RESUME:
        return {"closing": sources.phrase(notice, "resume")}
    stop = notice.kind == NoticeKind.STOP
    return {
        "basis": notice.basis or sources.phrase(notice, f"basis.{notice.kind}"),
        "consequence": sources.phrase(notice, f"consequence.{notice.kind}"),
        "closing": sources.phrase(notice, "resume_procedure" if stop else "recheck"),
        "remedy": sources.phrase(notice, "remedy") if stop else "",
    }


def _resumed(notice: Notice, sources: Sources) -> Content:
    """对应停工文书 of a 复工通知书, and when its items passed the re-check."""
    stop = notice.resumes
    if stop is None:
        return {}
    last = sources.rechecked.get(stop.pk)
    return {
        "stop": {
            "name": stop.name, "number": stop.number, "scope": stop.stop_scope, "issued_on": _iso(stop.issued_on),
            "rechecked_on": _iso(last.rechecked_on) if last else "", "rechecked_by": last.rechecked_by if last else "",
        }
    }  # fmt: skip


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""

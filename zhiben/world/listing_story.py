"""挂牌督办 of the demo region: signed and delisted long ago, governed now with weekly progress, or declined with a reason.

Numbers rise with the days of signing, so the stories are planned first, numbered, and only then walked.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from zhiben.domains.hazards.terms import ListingLevel
from zhiben.domains.ladder.models import Rung
from zhiben.domains.listings.models import ListedHazard, Listing
from zhiben.domains.listings.services.content import DELIST_KIND, LIST_KIND, order_content, release_content
from zhiben.domains.listings.services.publicity import publicity, shown_until
from zhiben.domains.listings.workflow import LISTING_FLOW, PROGRESS_FLOW
from zhiben.kernel.base.clock import CHINA, day_of, end_of_day
from zhiben.kernel.numbering.models import IssuedNumber, NumberSeries
from zhiben.kernel.papers.issued import PaperDraft, issue_papers
from zhiben.kernel.parameters.queries import value_of
from zhiben.world.drawing import Chance
from zhiben.world.measure_story import reason_not_to_list, tell_listing_measure
from zhiben.world.rows import parties_of
from zhiben.world.stories import Fate, Major, Teller
from zhiben.world.walking import Walk

RULE: Final = "重大事故隐患，本地规定一经判定即挂牌督办"
WEEK: Final = timedelta(days=7)
SERIES: Final = {"LIST": "listing.LIST", "DELIST": "listing.DELIST"}
PROGRESS: Final = (
    (20, "已停工封闭隐患部位，组织技术人员复核，材料和人员进场。"), (50, "按方案完成主要加固、更换作业，监理旁站。"),
    (80, "整改部位自检合格，正在完善验收资料。"), (95, "已完成整改，准备申请现场审查。"),
)  # fmt: skip


@dataclass
class ListingTale:
    """The days of one listing. What has not come yet is None."""

    major: Major
    case_id: UUID
    columns: dict[str, Any]
    drafted_at: datetime
    decided_at: datetime
    plan_at: datetime | None = None
    governed_at: datetime | None = None
    report_at: datetime | None = None
    review_at: datetime | None = None
    delist_at: datetime | None = None
    number: str = ""
    delist_no: str = ""


def tell_listings(teller: Teller) -> None:
    """Every major hazard has a listing decided upon, except those whose draft still lies on the desk."""
    tales = [_plan(teller, major) for major in teller.majors if major.plot.fate is not Fate.DRAFTED]
    signed = [t for t in tales if t.major.plot.fate is not Fate.WAIVED]
    _number(teller, signed, "LIST", lambda t: t.decided_at)
    _number(teller, [t for t in signed if t.delist_at], "DELIST", lambda t: t.delist_at or t.decided_at)
    for number, tale in enumerate(tales):
        _walk(teller, tale, number)
    for major in teller.majors:
        if major.plot.fate is Fate.DRAFTED:
            tell_listing_measure(teller, major, signed_at=None, number="", waived_at=None, why="")


def issue_listing_papers() -> None:
    """What was signed is frozen as papers, and published as the place demands. After the rows are written."""
    drafts = []
    for listing in Listing.objects.exclude(number="").select_related("project").order_by("listed_on", "id"):
        shown = publicity(listing, listing.number, listing.listed_on or day_of(listing.opened_at))
        if listing.delisted_on:
            shown["public_until"] = shown_until(listing.place, listing.delisted_on)
        Listing.objects.filter(pk=listing.pk).update(**shown)
        papers = [(LIST_KIND, listing.number, listing.listed_on, order_content(listing))]
        if listing.delist_no:
            papers.append((DELIST_KIND, listing.delist_no, listing.delisted_on, release_content(listing)))
        drafts += [
            PaperDraft(
                kind=kind, case_id=listing.pk, name=content["name"], number=number, agency_id=listing.agency_id,
                agency_name=listing.agency_name, where_name=listing.where_name, issued_on=day, content=content,
                at=datetime.combine(day, datetime.min.time(), CHINA) + timedelta(hours=10),
            )
            for kind, number, day, content in papers if day
        ]  # fmt: skip
    issue_papers(drafts)


def _plan(teller: Teller, major: Major) -> ListingTale:
    """When what happened. What follows a hazard's own steps keeps to their days."""
    fate = major.plot.fate
    drafted = major.issued_at + timedelta(minutes=10)
    case_id, columns = major.case("挂牌督办", drafted, teller, seen=fate is not Fate.WAIVED)
    tale = ListingTale(major, case_id, columns, drafted, teller.after(drafted))
    if fate in (Fate.WAIVED, Fate.LISTED):
        return tale
    tale.plan_at = teller.after(tale.decided_at, teller.chance.number(1, 2))
    tale.governed_at = teller.after(tale.plan_at)
    if fate in (Fate.REPORTED, Fate.DELISTED) and major.replied_at:
        tale.report_at = max(major.replied_at, tale.governed_at) + timedelta(minutes=30)
    if fate is Fate.DELISTED and major.closed_at and tale.report_at:
        tale.review_at = max(major.closed_at, tale.report_at) + timedelta(minutes=10)
        tale.delist_at = teller.after(tale.review_at)
    return tale


def _number(teller: Teller, tales: list[ListingTale], kind: str, when: Any) -> None:
    """Every number is given out once and in order, year by year."""
    county = teller.registers.county
    short = str(value_of(f"listings.short.{kind}", path=county.path, on=teller.today))
    last: dict[int, int] = defaultdict(int)
    for tale in sorted(tales, key=lambda t: (when(t), t.major.item.id)):
        at = when(tale)
        last[at.year] += 1
        number = teller.numbered(short, at.year, last[at.year])
        setattr(tale, "number" if kind == "LIST" else "delist_no", number)
        teller.rows.add_row(
            IssuedNumber, series=SERIES[kind], owner_id=county.pk, year=at.year, number=last[at.year],
            case_kind="listing", case_id=tale.case_id, issued_at=at,
        )  # fmt: skip
    for year, highest in last.items():
        teller.rows.add_row(NumberSeries, series=SERIES[kind], owner_id=county.pk, year=year, last=highest)


def _walk(teller: Teller, tale: ListingTale, number: int) -> None:
    major, leader = tale.major, teller.leader
    walk = Walk.begin(LISTING_FLOW, tale.case_id, "DRAFT", teller.system, tale.drafted_at)
    row = {**tale.columns, **_draft(teller, tale)}
    if tale.number:
        row |= _signed(teller, tale, walk, row)
        _tell_progress(teller, tale, walk)
        settled, note = "SIGNED", tale.number
        tell_listing_measure(teller, major, signed_at=tale.decided_at, number=tale.number, waived_at=None, why="")
    else:
        why = reason_not_to_list(major, number)
        walk.step("decline", leader, tale.decided_at, reason=why, signed_by=leader.name)
        row |= {"decided_by": leader.name, "declined_why": why}
        settled, note = "DECLINED", why
        tell_listing_measure(teller, major, signed_at=None, number="", waived_at=tale.decided_at, why=why)
    teller.rows.add_case(row, walk, parties_of(major.site))
    teller.rows.add_row(
        ListedHazard, id=teller.chance.id(tale.drafted_at), listing=walk.case_id, hazard=major.item.id, position=1,
        active=walk.closed_at is None,
    )  # fmt: skip
    _tell_rung(teller, tale, walk, settled, note)


def _draft(teller: Teller, tale: ListingTale) -> dict[str, Any]:
    row, site, place = tale.major.row, tale.major.site, teller.registers.county.path
    words = {
        n: str(value_of(f"listings.text.{n}", path=place, on=day_of(tale.drafted_at)))
        for n in ("requirements", "other")
    }
    return {
        "project": site.id, "number": "", "level": "", "agency_name": teller.registers.county.name,
        "addressee": site.parties["contractor"][1], "matter": f"{row['location']}：{row['description']}",
        "clause_text": row["clause_text"], **words, "reason": RULE, "drafted_by": teller.system.name,
        "drafted_by_rule": RULE, "decided_by": "", "declined_why": "", "listed_on": None,
        "deadline_on": max(row["deadline_on"], day_of(tale.decided_at)), "plan_on": None, "plan_duty": "",
        "plan_measure": "", "plan_fund_wan": None, "plan_until": None, "plan_emergency": "", "report_on": None,
        "report": "", "reviewed_on": None, "reviewed_by": "", "review_opinion": "", "delist_no": "",
        "delisted_on": None, "delisted_by": "",
    }  # fmt: skip


def _signed(teller: Teller, tale: ListingTale, walk: Walk, row: dict[str, Any]) -> dict[str, Any]:
    """From the signature as far as it has come."""
    major, leader, days = tale.major, teller.leader, teller.days
    deadline = row["deadline_on"]
    if tale.governed_at and not tale.report_at:  # still governed: the notice gave it a month
        deadline = day_of(tale.decided_at) + timedelta(days=30 if major.plot.fate is Fate.GOVERNING else 60)
    walk.step(
        "sign", leader, tale.decided_at, due_at=days.due(tale.decided_at, 5), matter=row["matter"],
        requirements=row["requirements"], deadline_on=deadline, other=row["other"], number=tale.number,
        level=ListingLevel.COUNTY.value, agency_name=row["agency_name"], signed_by=leader.name,
    )  # fmt: skip
    major.mark("list", leader, tale.decided_at, teller, listing_level=ListingLevel.COUNTY.value, number=tale.number)
    major.row |= {"listing_level": ListingLevel.COUNTY.value, "listing_no": tale.number}
    values = {"number": tale.number, "level": ListingLevel.COUNTY.value, "decided_by": leader.name,
              "listed_on": day_of(tale.decided_at), "deadline_on": deadline}  # fmt: skip
    if tale.plan_at and tale.governed_at:
        values |= _planned(teller, tale, walk, deadline)
    if tale.report_at:
        report = "已按治理方案完成整改，自检合格，监理复查同意，申请现场审查并解除督办。"
        walk.step("report", major.manager, tale.report_at, due_at=days.due(tale.report_at, 5), result=report,
                  after_photos=[], report_files=[])  # fmt: skip
        values |= {"report_on": day_of(tale.report_at), "report": report}
    if tale.review_at and tale.delist_at:
        values |= _delisted(teller, tale, walk, tale.review_at, tale.delist_at)
    return values


def _planned(teller: Teller, tale: ListingTale, walk: Walk, deadline: date) -> dict[str, Any]:
    major, at, governed = tale.major, tale.plan_at or teller.at, tale.governed_at or teller.at
    plan = plan_of(teller.chance, major)
    walk.step(
        "submit_plan", major.manager, at, due_at=teller.days.due(at, 3), duty=plan["responsible"],
        measure=plan["text"], fund_wan=plan["fund_wan"], until=deadline, emergency=plan["emergency"], plan_files=[],
    )  # fmt: skip
    walk.step("accept_plan", major.by, governed, due_at=end_of_day(deadline), opinion="同意，按方案组织治理")
    return {
        "plan_on": day_of(at), "plan_duty": plan["responsible"], "plan_measure": plan["text"],
        "plan_fund_wan": plan["fund_wan"], "plan_until": deadline, "plan_emergency": plan["emergency"],
    }  # fmt: skip


def _delisted(teller: Teller, tale: ListingTale, walk: Walk, reviewed: datetime, ended: datetime) -> dict[str, Any]:
    major, leader = tale.major, teller.leader
    opinion, who = "现场审查，隐患已消除，资料齐全，同意解除督办。", "、".join(_reviewers(teller, major))
    walk.step(
        "pass_review", major.by, reviewed, due_at=teller.days.due(reviewed, 3),
        reviewed_on=day_of(reviewed), reviewed_by=who, opinion=opinion, review_photos=[],
    )  # fmt: skip
    walk.step("delist", leader, ended, number=tale.delist_no, signed_by=leader.name)
    major.mark("delist", leader, ended, teller, number=tale.delist_no)
    major.row["close_no"] = tale.delist_no
    return {
        "reviewed_on": day_of(reviewed), "reviewed_by": who, "review_opinion": opinion,
        "delist_no": tale.delist_no, "delisted_on": day_of(ended), "delisted_by": leader.name,
    }  # fmt: skip


def _reviewers(teller: Teller, major: Major) -> list[str]:
    others = [o.name for o in teller.staff if o.name != major.by.name]
    return [major.by.name, teller.chance.pick(others)]


def plan_of(chance: Chance, major: Major) -> dict[str, Any]:
    """整改责任、措施、资金、预案 as a site writes them: the same to whoever asks."""
    row, contractor = major.row, major.site.parties["contractor"][1]
    major.plan = major.plan or {
        "responsible": f"{contractor}，项目负责人{major.site.manager}",
        "text": f"{row['measure']}。整改期间专人监护，监理旁站验收。", "fund_wan": Decimal(chance.number(3, 60)),
        "emergency": "作业面停用并封闭，出现变形加剧或险情时立即撤人，启动项目应急预案。",
    }  # fmt: skip
    return major.plan


def _tell_progress(teller: Teller, tale: ListingTale, walk: Walk) -> None:
    """A report for every week that it was governed; one week of one listing passed without."""
    if tale.governed_at is None:
        return
    since, last, number = day_of(tale.governed_at), tale.report_at or teller.at, 0
    weeks = (day_of(last) - since).days // 7
    while since <= day_of(last):
        number += 1
        missed = tale.major.plot.fate is Fate.MISSED and number == weeks
        _progress(teller, tale, walk, number, since, missed)
        since += WEEK


def _progress(teller: Teller, tale: ListingTale, listing: Walk, number: int, since: date, missed: bool) -> None:
    major, until = tale.major, since + WEEK - timedelta(days=1)
    opened = max(
        datetime.combine(since, datetime.min.time(), CHINA) + timedelta(minutes=12), tale.governed_at or teller.at
    )
    case_id = teller.chance.id(opened)
    walk = Walk.begin(PROGRESS_FLOW, case_id, "DUE", teller.system, opened)
    walk.due_at = end_of_day(until)
    reported = teller.chance.moment(until)
    percent, text = PROGRESS[min(number, len(PROGRESS)) - 1]
    values: dict[str, Any] = {"text": "", "percent": None, "reported_on": None, "reported_by": ""}
    if not missed and reported < (tale.report_at or teller.at):
        by = major.manager
        walk.step("report", by, reported, text=text, percent=percent, photos=[], reported_by=by.name)
        values = {"text": text, "percent": percent, "reported_on": day_of(reported), "reported_by": by.name}
    elif tale.report_at:
        walk.step("end", teller.system, tale.report_at)
    title = f"第 {number} 期治理进展（{since:%m月%d日}至{until:%m月%d日}）"
    row = {**major.site.columns, "title": title, "seen_by_parties": True, "listing": listing.case_id, "period": number,
           "since": since, "until": until, **values}  # fmt: skip
    teller.rows.add_case(row, walk, parties_of(major.site))


def _tell_rung(teller: Teller, tale: ListingTale, walk: Walk, outcome: str, note: str) -> None:
    columns = {n: v for n, v in tale.major.site.columns.items() if n != "where_name"}
    teller.rows.add_row(
        Rung, **columns, id=teller.chance.id(tale.drafted_at), hazard=tale.major.item.id, project_id=tale.major.site.id,
        code="LISTING", deadline_on=None, step=0, days=0, parameter_id=None, reached_at=tale.drafted_at,
        outcome=outcome, draft_flow="listing", draft_id=walk.case_id, settled_at=tale.decided_at,
        settled_by=teller.leader.name, note=note,
    )  # fmt: skip

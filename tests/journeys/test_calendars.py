"""Half a year of monthly reports under a controlled clock: Hainan by the 1st, Changzhou at month's end, elsewhere by the
5th. Somebody is late, somebody forgets, and in each region one report is sent back."""

from calendar import monthrange
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from tests.journeys.months import WHY, Habit, a_day, chronicle, days, enter_month, project_of
from tests.journeys.person import Page, Person
from zhiben.domains.campaigns.models import FillTemplate, Plan, Report, ReportVersion
from zhiben.domains.campaigns.queries.areas import area_of
from zhiben.domains.campaigns.services.filling import receive_blank, settle_template
from zhiben.domains.campaigns.tests.forms import summary_form
from zhiben.domains.campaigns.tests.offices import Office, office, user_of
from zhiben.domains.hazards.tests.counting import hazard, moment
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.base.clock import now
from zhiben.kernel.indicators.queries import compute
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.papers.models import IssuedPaper
from zhiben.kernel.workflow.models import CaseMove, Todo, Urge

pytestmark = pytest.mark.django_db
HAINAN, HAIKOU, XIUYING, QIONGHAI = "460000", "460100", "460105", "469002"
CHANGZHOU, ZHONGLOU, XINBEI = "320400", "320404", "320411"
FUJIAN, FUZHOU, GULOU = "350000", "350100", "350102"
FIRST, LAST = date(2027, 10, 1), date(2028, 3, 31)


class Country:
    """Ten agencies, four of them with a site where hazards are found every month; 新北 never finds any."""

    def __init__(self, codes: tuple[str, ...], first: date, settings: Any) -> None:
        self.settings = settings
        self.habits = {code: Habit(office(code)) for code in codes}
        self.sites = {c: project_of(self.habits[c].office) for c in (XIUYING, QIONGHAI, ZHONGLOU, GULOU) if c in codes}
        self.day = first - timedelta(days=1)
        Plan.objects.update(loaded_at=moment(f"{self.day} 01:00"))

    def office(self, code: str) -> Office:
        return self.habits[code].office

    def until(self, last: str) -> None:
        for day in days(self.day + timedelta(days=1), date.fromisoformat(last)):
            a_day(day, self.habits, self.settings)
            enter_month(self.sites, day)
            self.day = day

    def person(self, code: str) -> Person:
        return Person(user_of(self.office(code).clerk))

    def below(self, code: str, month: str) -> dict[str, str]:
        """How those below stand, as the clerk of the receiver reads it on the page."""
        year, number = (int(part) for part in month.split("-"))
        page = self.person(code).open(f"/reports/received/?period=monthly.{month}-{monthrange(year, number)[1]}")
        return stands(page)

    def on_time(self, code: str, since: str, on: str) -> tuple[int, int | None]:
        """As the receiver's own clerk computes it, with what he may see."""
        with acting_as(self.office(code).clerk):
            area, day = area_of(code), date.fromisoformat
            [found] = compute(["monthly-on-time"], area, day(on), since=day(since))
        assert found.tally is not None
        return found.tally.numerator, found.tally.denominator

    def by_month(self, code: str) -> list[tuple[int, int | None]]:
        months = [date(2027, 10, 1), date(2027, 11, 1), date(2027, 12, 1), date(2028, 1, 1), date(2028, 2, 1), LAST]
        ends = [one.replace(day=monthrange(one.year, one.month)[1]) for one in months]
        return [self.on_time(code, str(end.replace(day=1)), str(end)) for end in ends]

    def reports(self, code: str) -> list[Report]:
        return list(Report.objects.filter(division_code=code).select_related("version").order_by("until"))

    def report(self, code: str, month: str) -> Report:
        return next(one for one in self.reports(code) if f"{one.since:%Y-%m}" == month)


def stands(page: Page) -> dict[str, str]:
    """Name of the agency → how it stands, from the rows of the table."""
    words = ("应报，未到期", "按时", "迟报", "缺报", "退回")
    names = [text for href, text in page.links if href.startswith("/reports/") and text.endswith("局")]
    after = {name: page.text.split(name, 1)[1].lstrip() for name in names}
    return {name: next(w for w in words if rest.startswith(w)) for name, rest in after.items()}


def hand_in_days(reports: list[Report]) -> list[tuple[str, str, str]]:
    """First and last day of the period, and the day it was due."""
    return [(str(r.since), str(r.until), str(r.due_on)) for r in reports]


@pytest.mark.clause("national-2024/3.2d")
@pytest.mark.clause("changzhou-2023/4.4a")
def test_half_a_year_by_three_calendars(settings: Any) -> None:
    country = Country(
        (HAINAN, HAIKOU, XIUYING, QIONGHAI, CHANGZHOU, ZHONGLOU, XINBEI, FUJIAN, FUZHOU, GULOU), FIRST, settings
    )
    country.habits[XIUYING].late = {"2027-11": 4}
    country.habits[QIONGHAI].returned = ("2028-01",)
    country.habits[XINBEI].late = {"2027-12": 4}
    country.habits[ZHONGLOU].returned = ("2028-02",)
    country.habits[FUZHOU].late = {"2027-12": 2}
    country.habits[GULOU].forgotten = ("2028-01",)

    country.until("2027-10-29")
    the_draft_waits_on_the_clerks_desk(country)
    country.until("2027-12-03")
    assert country.below(HAIKOU, "2027-11") == {"秀英区住房和城乡建设局": "缺报"}
    assert country.below(HAINAN, "2027-11") == {"海口市住房和城乡建设局": "按时", "琼海市住房和城乡建设局": "按时"}
    assert country.on_time(HAIKOU, "2027-12-01", "2027-12-03") == (1, 2)
    country.until("2027-12-10")
    assert country.below(HAIKOU, "2027-11") == {"秀英区住房和城乡建设局": "迟报"}
    hazard(country.sites[ZHONGLOU], "2027-11-20", "2027-11-30", "2027-11-28")  # entered too late for its own month

    country.until("2028-01-03")
    assert country.below(CHANGZHOU, "2027-12") == {"钟楼区住房和城乡建设局": "按时", "新北区住房和城乡建设局": "缺报"}
    country.until("2028-01-06")
    assert country.below(CHANGZHOU, "2027-12") == {"钟楼区住房和城乡建设局": "按时", "新北区住房和城乡建设局": "迟报"}
    assert country.below(FUJIAN, "2027-12") == {"福州市住房和城乡建设局": "缺报"}
    assert country.below(FUZHOU, "2027-12") == {"鼓楼区住房和城乡建设局": "按时"}
    country.until("2028-02-03")
    assert country.below(HAINAN, "2028-01") == {"海口市住房和城乡建设局": "按时", "琼海市住房和城乡建设局": "退回"}
    assert country.on_time(HAINAN, "2028-02-01", "2028-02-03") == (2, 3)
    country.until("2028-02-08")
    assert country.below(HAINAN, "2028-01") == {"海口市住房和城乡建设局": "按时", "琼海市住房和城乡建设局": "按时"}
    assert country.below(FUZHOU, "2028-01") == {"鼓楼区住房和城乡建设局": "缺报"}
    assert country.below(FUJIAN, "2027-12") == {"福州市住房和城乡建设局": "迟报"}
    country.until("2028-03-02")
    assert country.below(CHANGZHOU, "2028-02") == {"钟楼区住房和城乡建设局": "退回", "新北区住房和城乡建设局": "按时"}
    country.until(str(LAST))
    assert country.below(CHANGZHOU, "2028-02") == {"钟楼区住房和城乡建设局": "按时", "新北区住房和城乡建设局": "按时"}

    what_was_opened_and_when(country)
    what_happened_to_each(country)
    what_was_reported(country)
    assert country.by_month(HAINAN) == [(4, 4), (4, 4), (3, 4), (4, 4), (4, 4), (4, 4)]
    assert country.by_month(CHANGZHOU) == [(3, 3), (3, 3), (2, 3), (3, 3), (3, 3), (3, 3)]
    assert country.by_month(FUJIAN) == [(3, 3), (3, 3), (3, 3), (2, 3), (2, 3), (3, 3)]
    stood = still()
    a_day(LAST, country.habits, settings)
    assert still() == stood
    in_the_shape_the_city_asks_for(country)


def the_draft_waits_on_the_clerks_desk(country: Country) -> None:
    """Two days before the end of the month: figures from the records, nothing to type but words."""
    report = country.report(ZHONGLOU, "2027-10")
    clerk = country.person(ZHONGLOU)
    inbox = clerk.open("/inbox").text
    assert "核对报送" in inbox
    assert report.title in inbox
    page = clerk.open(f"/reports/{report.pk}/")
    for words in ("平台按数字起草", "数字取自业务记录，不能填写", "累计不小于本月", "2027-10-31", "应报，未到期"):
        assert words in page.text, words
    form = clerk.follow(page, "核对完成，送签").form_with("核对完成，送签")
    assert not [
        name for name in form.fields if name not in ("work", "problems", "next_steps", "zero", "csrfmiddlewaretoken")
    ]
    assert clerk.fetch(f"/reports/{report.pk}/text/0.pdf").startswith(b"%PDF")


def what_was_opened_and_when(country: Country) -> None:
    hainan = [
        ("2027-09-01", "2027-09-30", "2027-10-01"), ("2027-10-01", "2027-10-31", "2027-11-01"),
        ("2027-11-01", "2027-11-30", "2027-12-01"), ("2027-12-01", "2027-12-31", "2028-01-01"),
        ("2028-01-01", "2028-01-31", "2028-02-01"), ("2028-02-01", "2028-02-29", "2028-03-01"),
        ("2028-03-01", "2028-03-31", "2028-04-01"),
    ]  # fmt: skip
    for code in (HAIKOU, XIUYING, QIONGHAI):
        assert hand_in_days(country.reports(code)) == hainan
    for code in (ZHONGLOU, XINBEI):
        assert hand_in_days(country.reports(code)) == [(since, until, until) for since, until, _ in hainan[1:]]
    fifth = [(since, until, f"{due[:8]}05") for since, until, due in hainan]
    for code in (HAINAN, CHANGZHOU, FUJIAN, FUZHOU, GULOU):
        assert hand_in_days(country.reports(code)) == fifth
    receivers = {r.division_code: r.receiver_id for r in Report.objects.all()}
    above = {XIUYING: HAIKOU, HAIKOU: HAINAN, QIONGHAI: HAINAN, ZHONGLOU: CHANGZHOU, XINBEI: CHANGZHOU, GULOU: FUZHOU,
             FUZHOU: FUJIAN}  # fmt: skip
    assert {code: pk for code, pk in receivers.items() if pk} == {
        code: country.office(upper).agency.pk for code, upper in above.items()
    }


def what_happened_to_each(country: Country) -> None:
    """Opened five days before, reminded the day before, urged one, three and seven days after; then what people did."""
    odd = {
        (XIUYING, "2027-11"): ["11-26 opened", "11-30 near", "12-02 overdue", "12-02 urged at 1", "12-04 urged at 3",
                               "12-05 check", "12-05 sign", "12-06 accept"],
        (QIONGHAI, "2028-01"): ["01-27 opened", "01-31 near", "02-01 check", "02-01 sign", "02-02 return", "02-04 check",
                                "02-04 sign", "02-05 accept"],
        (XINBEI, "2027-12"): ["12-26 opened", "12-30 near", "01-01 overdue", "01-01 urged at 1", "01-03 urged at 3",
                              "01-04 check", "01-04 sign", "01-05 accept"],
        (ZHONGLOU, "2028-02"): ["02-24 opened", "02-28 near", "02-29 check", "02-29 sign", "03-01 return", "03-03 check",
                                "03-03 sign", "03-04 accept"],
        (FUZHOU, "2027-12"): ["12-31 opened", "01-04 near", "01-06 overdue", "01-06 urged at 1", "01-07 check",
                              "01-07 sign", "01-08 accept"],
        (GULOU, "2028-01"): ["01-31 opened", "02-04 near", "02-06 overdue", "02-06 urged at 1", "02-08 urged at 3",
                             "02-12 urged at 7"],
    }  # fmt: skip
    for report in Report.objects.all():
        known = odd.get((report.division_code, f"{report.since:%Y-%m}"))
        assert chronicle(report) == (known or ordinary(report)), (report.division_code, report.title)


def ordinary(report: Report) -> list[str]:
    end = "accept" if report.receiver_id else "receipt"
    due, one = report.due_on, timedelta(days=1)
    all_of_it = [
        (max(due - 5 * one, FIRST), "opened"), (max(due - one, FIRST), "near"), (due, "check"), (due, "sign"), (due + one, end)
    ]  # fmt: skip
    return [f"{day:%m-%d} {what}" for day, what in all_of_it if day <= LAST]


def what_was_reported(country: Country) -> None:
    """Each month its own figures, the year beginning anew in January; signed figures stay, words where they do not add up."""
    made = [one for one in country.reports(ZHONGLOU) if one.version]
    total = [one.version.figures["total"] for one in made if one.version]
    assert [t["general|month"] for t in total] == [1, 1, 1, 1, 1, 1]
    assert [t["general|year"] for t in total] == [1, 2, 4, 1, 2, 3]
    assert [t["major|year"] for t in total] == [1, 2, 3, 1, 2, 3]
    assert [list(one.explanations.values()) for one in made] == [[], [], [WHY], [], [], []]
    assert [one.zero for one in country.reports(XINBEI)] == [True] * 6
    upper = [one.version.figures["total"]["general|year"] for one in country.reports(CHANGZHOU) if one.version]
    assert upper == [0, 1, 2, 4, 1, 2]
    twice = country.report(QIONGHAI, "2028-01")
    assert (twice.round, twice.returned_why, str(twice.submitted_on), str(twice.resubmitted_on), twice.missed) == (
        2, "请补充存在问题", "2028-02-01", "2028-02-04", False
    )  # fmt: skip
    papers = IssuedPaper.objects.filter(case_id=twice.pk).order_by("kind")
    assert [(p.kind, p.revoked_at is None) for p in papers] == [("report:v1", False), ("report:v2", True)]
    assert ReportVersion.objects.filter(report_id=twice.pk).count() == 2
    late = country.report(XINBEI, "2027-12")
    assert (late.late, str(late.version and late.version.cut)) == (True, "2027-12-31")


def in_the_shape_the_city_asks_for(country: Country) -> None:
    """The district takes its signed report away on paper, as tables, and in the blank that the city once sent."""
    report, clerk = country.report(ZHONGLOU, "2027-12"), country.person(ZHONGLOU)
    page = clerk.open(f"/reports/{report.pk}/")
    assert "已接收" in page.text
    assert clerk.fetch(f"/reports/{report.pk}/text/1.pdf").startswith(b"%PDF")
    assert clerk.fetch(f"/reports/{report.pk}/tables/1.pdf").startswith(b"%PDF")
    book = openpyxl.load_workbook(BytesIO(clerk.fetch(f"/reports/{report.pk}/tables/1.xlsx")))
    assert book.sheetnames == ["统计表", "重大事故隐患台账", "执法文书台账", "非亡人事故台账", "重大险情台账"]
    assert report.version is not None
    template = received_blank(country.office(ZHONGLOU))
    asked = clerk.follow(clerk.open(f"/reports/{report.pk}/"), "的格式导出")
    [form] = [one for one in asked.forms if "report" in one.fields]
    token = form.fields["csrfmiddlewaretoken"].values[0]
    filled = clerk.client.post(asked.url, {"report": str(report.pk), "csrfmiddlewaretoken": token})
    sheet = openpyxl.load_workbook(BytesIO(filled.content)).worksheets[0]
    assert template.source == "summary"
    assert [sheet.cell(6, c).value for c in (1, 3, 6)] == ["合计", 1, 4]


def received_blank(place: Office) -> FillTemplate:
    made = receive_blank(actor=place.clerk, stream=summary_form(), name="市局月报来表.xlsx", at=now())
    return settle_template(
        actor=place.clerk, template_id=made.pk, name="市局月报来表", at=now(),
        mapping={int(n): column for n, column in made.mapping.items()},
    )  # fmt: skip


def still() -> tuple[int, ...]:
    """What a day adds to when something happens."""
    return tuple(m.objects.count() for m in (Report, ReportVersion, CaseMove, Todo, Urge, Notification, IssuedPaper))


def test_a_february_of_28_days(settings: Any) -> None:
    """Changzhou on the 28th, Hainan on the 1st, neither a day earlier or later."""
    country = Country((HAINAN, QIONGHAI, CHANGZHOU, ZHONGLOU), date(2027, 2, 20), settings)
    country.until("2027-03-06")
    assert chronicle(country.report(ZHONGLOU, "2027-02")) == [
        "02-23 opened", "02-27 near", "02-28 check", "02-28 sign", "03-01 accept"
    ]  # fmt: skip
    assert chronicle(country.report(QIONGHAI, "2027-02")) == [
        "02-24 opened", "02-28 near", "03-01 check", "03-01 sign", "03-02 accept"
    ]  # fmt: skip
    assert hand_in_days(country.reports(ZHONGLOU)) == [("2027-02-01", "2027-02-28", "2027-02-28")]
    assert hand_in_days(country.reports(QIONGHAI)) == [("2027-02-01", "2027-02-28", "2027-03-01")]
    assert country.on_time(CHANGZHOU, "2027-02-01", "2027-03-05") == (2, 2)
    assert country.on_time(HAINAN, "2027-03-01", "2027-03-05") == (2, 2)

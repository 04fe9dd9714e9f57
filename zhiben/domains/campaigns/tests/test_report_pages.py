"""Reports on the screen and over the wire: from the inbox to the receipt, the receiver's page, files, the mark 已报."""

import base64
import json
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from zhiben.domains.campaigns.models import Report
from zhiben.domains.campaigns.queries.areas import area_of
from zhiben.domains.campaigns.queries.months import Month
from zhiben.domains.campaigns.reactions import tell_of_report
from zhiben.domains.campaigns.tests.conftest import CITY, DISTRICT, March
from zhiben.domains.campaigns.tests.offices import Office, office, opened, person, step, submitted, user_of
from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.terms import Level
from zhiben.domains.hazards.tests.counting import day
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.events.models import OutboxEvent
from zhiben.kernel.indicators.addresses import address_of
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.papers.models import IssuedPaper
from zhiben.kernel.workflow.models import CaseMove, Urge

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _first_of_april(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ZHIBEN_TODAY", day("2026-04-01"))


@pytest.fixture
def city() -> Office:
    return office(CITY)


@pytest.fixture
def district(city: Office) -> Office:
    return office(DISTRICT)


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(user_of(actor))
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_whole_way_by_hand(march: March, city: Office, district: Office) -> None:
    report = opened(district)
    clerk, leader, upper = client_of(district.clerk), client_of(district.leader), client_of(city.leader)
    where = f"/reports/{report.pk}/"
    assert report.title in text(clerk.get("/inbox"))
    page = text(clerk.get(where))
    for words in (
        "平台按数字起草",
        "核对完成，送签",
        "报送日",
        "数字取自业务记录，不能填写",
        "累计不小于本月",
        "海口市住房和城乡建设局",
    ):
        assert words in page, words
    form = clerk.get(f"{where}do/check/")
    assert "2026年3月（截至2026年3月31日）" in text(form)
    sent = clerk.post(f"{where}do/check/", {"work": "已核对。", "problems": "", "next_steps": "", "zero": ""})
    assert sent.status_code == 302, text(sent)
    assert "数字已锁定" in text(clerk.get(where))

    assert report.title in text(leader.get("/desk/"))
    assert leader.post(f"{where}do/sign/").status_code == 302
    report.refresh_from_db()
    assert (report.state, report.version is not None, report.late) == ("SUBMITTED", True, False)

    assert "accept" in text(upper.get(where))
    assert upper.post(f"{where}do/accept/").status_code == 302
    report.refresh_from_db()
    assert report.state == "ACCEPTED"
    assert client_of(district.leader).get(f"{where}do/accept/").status_code in (403, 409)


def test_broken_checks_stand_on_the_page_and_ask_for_words(march: March, city: Office, district: Office) -> None:
    first = submitted(district)
    Hazard.objects.filter(pk=march.hazards["first of March"]).update(level=Level.MAJOR)
    page = text(client_of(district.clerk).get(f"/reports/{first.pk}/"))
    assert "本期报后更正" in page
    assert "合计一般隐患排查数本月：3 → 2" in page


def test_the_receiver_sees_who_has_handed_in_and_urges_the_rest(march: March, city: Office, district: Office) -> None:
    other = office("460106")
    late = opened(other)
    submitted(district)
    client = client_of(city.clerk)
    page = client.get("/reports/received/")
    assert [(line["report"].where_name, line["stands"]) for line in page.context["lines"]] == [
        ("秀英区住房和城乡建设局", "按时"), ("龙华区住房和城乡建设局", "应报，未到期"),
    ]  # fmt: skip
    assert client.post("/reports/received/", {"note": "请尽快报送"}).status_code == 302
    urged = Urge.objects.get()
    assert (urged.case_id, urged.note) == (late.pk, "请尽快报送")
    assert client.post("/reports/received/", {"only": str(late.pk)}).status_code == 302
    assert client_of(district.clerk).get("/reports/received/").context["lines"] == []


def test_number_of_queries_does_not_grow_with_the_agencies_below(city: Office) -> None:
    made = [office(code) for code in ("460105", "460106")]
    submitted(made[0], zero=True)
    client = client_of(city.clerk)
    with CaptureQueriesContext(connection) as few:
        client.get("/reports/received/")
    for code in ("460107", "460108"):
        submitted(office(code), zero=True)
    with CaptureQueriesContext(connection) as many:
        assert len(client.get("/reports/received/").context["lines"]) == 4
    assert len(many) <= len(few)


def test_an_upper_report_shows_who_below_has_handed_in_and_where_it_differs(
    march: March, city: Office, district: Office
) -> None:
    done = submitted(district)
    Hazard.objects.filter(pk=march.hazards["first of March"]).update(level=Level.MAJOR)
    own = Report.objects.get(agency_id=city.agency.pk, until=day("2026-03-31"))
    page = client_of(city.clerk).get(f"/reports/{own.pk}/")
    (name, answer, _, url) = page.context["below"][0]
    assert (name, answer.stands.label, url) == ("秀英区", "按时", f"/reports/{done.pk}/")
    assert "一般隐患排查数本月：3 → 2" in answer.differs


def test_the_paper_behind_the_code_is_the_signed_one(march: March, city: Office, district: Office) -> None:
    done = submitted(district)
    client = client_of(city.clerk)
    for form, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = client.get(f"/reports/{done.pk}/text/1.{form}")
        assert (answer.status_code, answer.content[: len(start)]) == (200, start)
    book = openpyxl.load_workbook(BytesIO(client.get(f"/reports/{done.pk}/tables/1.xlsx").content))
    assert book.sheetnames == ["统计表", "重大事故隐患台账", "执法文书台账", "非亡人事故台账", "重大险情台账"]
    assert client.get(f"/reports/{done.pk}/tables/2.xlsx").status_code == 404
    assert client.get(f"/reports/{done.pk}/tables/1.exe").status_code == 404
    paper = IssuedPaper.objects.get(kind="report:v1")
    assert paper.number in text(Client().get(f"/n/{paper.token}"))
    step(done, city.leader, "return", "2026-04-02", reason="重新核对")
    assert "已退回" in text(Client().get(f"/n/{paper.token}"))
    assert client.get(f"/reports/{done.pk}/text/1.pdf").status_code == 200


def test_a_counted_hazard_says_in_which_report(march: March, city: Office, district: Office) -> None:
    pk = march.hazards["same day, same visit"]
    client = client_of(district.clerk)
    assert "已报" not in text(client.get(f"/hazards/{pk}/"))
    done = submitted(district)
    assert f"/reports/{done.pk}/" in text(client.get(f"/hazards/{pk}/"))
    assert f"/reports/{done.pk}/" not in text(client.get(f"/hazards/{march.hazards['first of April']}/"))


def test_over_the_wire(march: March, city: Office, district: Office) -> None:
    report = opened(district)
    clerk, leader, upper = client_of(district.clerk), client_of(district.leader), client_of(city.clerk)
    base = f"/api/v1/reports/{report.pk}"

    def post(client: Client, action: str, values: dict[str, Any], key: str = "") -> Any:
        more: Any = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
        return client.post(f"{base}/actions/{action}", {"values": values}, content_type="application/json", **more)

    listed = clerk.get("/api/v1/reports?count=true").json()
    assert (listed["count"], listed["items"][0]["stands"]) == (1, "waiting")
    assert clerk.get(base).json()["figures"]["month"]["general"] == 3
    moves = CaseMove.objects.count()
    for values in ({"figures": {"general": 9}}, {"zero": "yes"}, {"why": "x"}):
        assert post(clerk, "check", values).status_code == 422
    assert post(clerk, "nothing", {}).status_code == 404
    assert CaseMove.objects.count() == moves

    first = post(clerk, "check", {}, "key-1")
    assert (first.status_code, first.json()["state"], first.json()["frozen"]) == (200, "SIGNING", True)
    again = post(clerk, "check", {}, "key-1")
    assert (again.status_code, again.content) == (200, first.content)
    assert post(leader, "sign", {}).json()["stands"] == "on_time"
    assert upper.get("/api/v1/reports?to_us=true&state=SUBMITTED").json()["items"][0]["id"] == str(report.pk)
    back = post(upper, "return", {"reason": "重新核对"}).json()
    assert (back["state"], back["returned_why"], back["round"]) == ("RETURNED", "重新核对", 1)
    assert client_of(office("460106").clerk).get(base).status_code == 404


@pytest.mark.parametrize(
    ("action", "values"),
    [
        ("edit", {"work": "已核对", "files": ["x"]}), ("edit", {"work": "已核对", "files": [{"id": 1}, None]}),
        ("check", {"why" + "9" * 5000: "x"}), ("check", {"why１": "x"}), ("check", {"why": "x"}),
    ],
)  # fmt: skip
def test_values_nobody_can_mean_are_refused(
    march: March, city: Office, district: Office, action: str, values: dict[str, Any]
) -> None:
    report = opened(district)
    client, where = client_of(district.clerk), f"/api/v1/reports/{report.pk}/actions/{action}"
    moves = CaseMove.objects.count()
    assert client.post(where, {"values": values}, content_type="application/json").status_code == 422
    assert CaseMove.objects.count() == moves


def test_the_same_number_everywhere(march: March, city: Office, district: Office) -> None:
    """Report = page = interface = indicator = list, for every count of the table."""
    done = submitted(district)
    client = client_of(city.clerk)
    page = client.get(f"/reports/{done.pk}/")
    wire = client.get(f"/api/v1/reports/{done.pk}").json()["figures"]
    assert done.version is not None
    total = done.version.figures["total"]
    checked = 0
    for cell, kept in total.items():
        key, span = cell.split("|")
        assert wire[span][key] == kept
        figure = page.context["data"].table.total.cells[key, span]
        assert figure.value == kept
        if kept:
            url = address_of(figure.column.indicator, figure.part, figure.question)
            assert client.get(url).context["reading"].total == kept, cell
            checked += 1
    assert checked > 8


def test_receiver_and_sender_are_told(march: March, city: Office, district: Office) -> None:
    done = submitted(district)
    step(done, city.leader, "return", "2026-04-02", reason="数字有疑问")
    for moved in OutboxEvent.objects.filter(name="campaigns.report_moved").order_by("pk"):
        tell_of_report(moved.payload, moved.at)
    told = {(n.user_id, n.title, n.body) for n in Notification.objects.filter(topic__startswith="campaigns.")}
    words = f"秀英区住房和城乡建设局报来{done.title}（第1版），请接收或者退回"
    back = f"{done.title}被退回，请修改后在2026-04-08前重新报送"
    assert told == {
        (city.clerk.user_id, words, ""), (city.leader.user_id, words, ""),
        (district.clerk.user_id, back, "数字有疑问"), (district.leader.user_id, back, "数字有疑问"),
    }  # fmt: skip


@pytest.mark.parametrize("value", ["\ud800", "\x00", float("inf"), 10**40])
def test_a_place_in_a_list_that_nobody_wrote_is_passed_over(city: Office, district: Office, value: Any) -> None:
    report, client = opened(district), client_of(city.clerk)
    for sort in ("where_name", "-due_on"):
        written = json.dumps([sort, value, str(report.pk)]).encode()
        place = base64.urlsafe_b64encode(written).decode()
        assert client.get("/reports/", {"sort": sort, "after": place}).status_code == 200
        assert client.get("/api/v1/reports", {"cursor": place}).status_code == 422


def test_who_reads_no_report_on_a_page_reads_none_over_the_wire(city: Office) -> None:
    client = client_of(person("郑发证", Role.CERTIFIER, city.agency))
    for address in ("reports", "reports/monthly", "indicators", "indicators/major-hazard-increment"):
        assert client.get(f"/api/v1/{address}").status_code == 403, address
        assert client_of(city.clerk).get(f"/api/v1/{address}").status_code == 200, address


@pytest.mark.parametrize(
    ("since", "until", "word", "noun"),
    [("2026-01-01", "2026-03-31", "本季度", "本季度"), ("2026-02-10", "2026-03-28", "截至3月28日", "本期")],
)
def test_a_report_of_another_period_speaks_of_that_period(
    march: March, city: Office, district: Office, since: str, until: str, word: str, noun: str
) -> None:
    """Page, files, API and the paper behind the code: nowhere 本月."""
    report = opened(district)
    Report.objects.filter(pk=report.pk).update(
        kind="scheduled", since=day(since), until=day(until), name="进展调度", period="这一期", title="这一期进展调度"
    )
    clerk = client_of(district.clerk)
    page, api = text(clerk.get(f"/reports/{report.pk}/")), clerk.get(f"/api/v1/reports/{report.pk}").json()
    assert f'<th scope="col" class="num">{word}</th><th scope="col" class="num">累计</th>' in page
    assert f"累计不小于{noun}" in page
    assert api["words"] == {"month": word, "year": "累计"}
    said = [page, json.dumps(api, ensure_ascii=False)]
    for number, kind in ((0, "text"), (0, "tables")):
        file = clerk.get(f"/reports/{report.pk}/{kind}/{number}.docx").content
        said.append(str([[c.text for c in r.cells] for t in Document(BytesIO(file)).tables for r in t.rows]))
        assert word in said[-1], kind
    book = openpyxl.load_workbook(BytesIO(clerk.get(f"/reports/{report.pk}/tables/0.xlsx").content))
    said.append(str([[c.value for c in r] for sheet in book for r in sheet.iter_rows()]))
    done = submitted(district, report=report)
    assert f"一般隐患排查数{word}" in IssuedPaper.objects.get(case_id=done.pk).content["figures"]
    Hazard.objects.filter(pk=march.hazards["first of March"]).update(level=Level.MAJOR)
    said.append(text(clerk.get(f"/reports/{report.pk}/")))
    assert f"合计一般隐患排查数{word}：" in said[-1]
    assert word in said[-2]
    for words in said:
        assert ("本月" in words, "当月" in words) == (False, False)


def test_what_a_period_is_called() -> None:
    def period(first: str, last: str, cut: str = "") -> Month:
        return Month(first=day(first), last=day(last), cut=day(cut or last))

    heads = {
        ("2024-02-01", "2024-02-29"): ("本月", "月报"), ("2023-02-01", "2023-02-28"): ("本月", "月报"),
        ("2023-10-01", "2023-12-31"): ("本季度", "季报"), ("2023-07-01", "2023-12-31"): ("本半年", "半年报"),
        ("2023-01-01", "2023-12-31"): ("本年", "年报"), ("2023-02-01", "2023-04-30"): ("截至4月30日", "报表"),
        ("2023-04-20", "2023-07-28"): ("截至7月28日", "报表"), ("2024-02-01", "2024-02-28"): ("截至2月28日", "报表"),
    }  # fmt: skip
    assert {days: (period(*days).words["month"], period(*days).paper_kind) for days in heads} == heads
    assert period("2026-01-01", "2026-03-31", "2026-02-03").unfinished == "本季度尚未结束"
    assert period("2023-04-20", "2023-07-28", "2023-05-01").unfinished == "统计期尚未结束"
    area = area_of(DISTRICT)
    assert period("2025-11-01", "2026-03-31").in_year(area).since == day("2025-11-01")

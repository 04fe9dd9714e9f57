"""The administrator's pages of channels, a person's own settings, and what others see of what was sent."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.conformance.visible import oddities
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import now
from zhiben.kernel.crypto.sealing import open_sealed, seal
from zhiben.kernel.notifications.claiming import recover
from zhiben.kernel.notifications.models import Channel, Delivery, Notification, Reception
from zhiben.kernel.notifications.planning import plan
from zhiben.kernel.notifications.senders.message import open_secrets
from zhiben.kernel.notifications.sending import serve
from zhiben.kernel.notifications.services import notify
from zhiben.kernel.notifications.tests.sinks import HttpSink, Reply, SmtpSink
from zhiben.kernel.ui.tests.people import client_of, make_person
from zhiben.registry.agencies.models import Agency
from zhiben.registry.agencies.public import add_agency
from zhiben.registry.agencies.terms import AgencyKind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loopback_is_inside(settings: Any) -> None:
    settings.INTERNAL_TARGETS = ["127.0.0.0/8"]


@pytest.fixture
def station() -> Agency:
    return add_agency(
        actor=system_actor(), name="鼓楼区质安站", division_code="350102", kind=AgencyKind.STATION, at=now()
    )


@pytest.fixture
def admin(station: Agency) -> Grant:
    return make_person("xitong", Role.SYSTEM_ADMIN, agency=station.pk, path=station.path)


def connect(client: Client, kind: str, station: Agency, **given: Any) -> Any:
    return client.post(
        f"/channels/new/{kind}/", {"name": "试验渠道", "agency": str(station.pk), **given}, follow=True
    )  # fmt: skip


EMAIL = {"host": "127.0.0.1", "port": "2525", "security": "plain", "from_address": "zhiben@example.cn"}


def test_without_a_channel_the_page_says_so(admin: Grant) -> None:
    page = client_of(admin).get("/channels/").content.decode()
    assert "还没有接入任何通知渠道" in page
    settings = client_of(make_person("who")).get("/messages/settings").content.decode()
    assert settings.count("（未接入）") == 2


def test_an_administrator_connects_a_mail_server_and_tries_it(admin: Grant, station: Agency) -> None:
    client = client_of(admin)
    with SmtpSink() as sink:
        page = connect(client, "email", station, **(EMAIL | {"port": str(sink.port), "password": "很秘密"}))
        assert "试验渠道已接入" in page.content.decode()
        channel = Channel.objects.get()
        address = reverse("console:channel-act", args=[channel.pk])
        assert client.post(address, {"op": "try"}).status_code == 409  # own address first
        client.post("/messages/settings", {"email": "admin@example.cn"})
        client.post(address, {"op": "try"})
        serve(channel)
    assert sink.got[0][0] == "admin@example.cn"
    shown = client.get(reverse("console:channel-page", args=[channel.pk])).content.decode()
    assert "正常" in shown
    assert oddities(shown) == []
    verbs = list(Act.objects.filter(object_kind="channel").values_list("verb", flat=True))
    assert verbs == ["channel.add", "channel.try"]


def test_a_secret_is_sealed_and_never_shown_again(admin: Grant, station: Agency) -> None:
    client = client_of(admin)
    connect(client, "email", station, **EMAIL, password="很秘密的密码")
    channel = Channel.objects.get()
    assert "很秘密的密码".encode() not in bytes(channel.secrets or b"")
    change = reverse("console:channel-change", args=[channel.pk])
    for page in (reverse("console:channel-page", args=[channel.pk]), change, "/channels/"):
        assert "很秘密的密码" not in client.get(page).content.decode()
    assert client.post(change, {"name": "改名", **EMAIL}).status_code == 302
    channel.refresh_from_db()
    assert (channel.name, open_secrets(channel)) == ("改名", {"password": "很秘密的密码"})
    assert "很秘密的密码" not in str(list(Act.objects.values_list("detail", flat=True)))


def test_the_signing_secret_is_shown_once_and_exchanged(admin: Grant, station: Agency) -> None:
    client = client_of(admin)
    page = connect(client, "webhook", station, url="https://example.cn/hook").content.decode()
    channel = Channel.objects.get()
    first = open_secrets(channel)["secret"]
    assert first in page.replace("&#x3D;", "=").replace("&#x2B;", "+")
    address = reverse("console:channel-page", args=[channel.pk])
    assert first not in client.get(address).content.decode()
    client.post(reverse("console:channel-act", args=[channel.pk]), {"op": "rotate"})
    channel.refresh_from_db()
    held = open_secrets(channel)
    assert held["previous"] == first != held["secret"]


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("email", EMAIL | {"port": "99999"}, "端口是 1 到 65535 的整数"),
        ("email", EMAIL | {"from_address": "不是邮箱"}, "发件邮箱写得不对"),
        ("webhook", {"url": "javascript:alert(1)"}, "请填写完整的地址"),
        ("wecom", {"url": "https://example.cn/?key=k", "format": "markdown", "per_minute": "30"}, "1 到 20 的整数"),
        ("sms", {"url": "https://example.cn/", "body": "{", "body_kind": "json", "method": "POST"}, "完整的 JSON"),
        ("sms", {"url": "https://example.cn/", "body": "{}", "body_kind": "json", "method": "POST"}, "没有 {phone}"),
    ],
)
def test_what_cannot_work_is_said_beside_the_field(
    admin: Grant, station: Agency, kind: str, given: dict[str, str], said: str
) -> None:
    answer = connect(client_of(admin), kind, station, **given)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not Channel.objects.exists()


def test_a_channel_of_another_division_is_out_of_sight_and_reach(admin: Grant, station: Agency) -> None:
    connect(client_of(admin), "webhook", station, url="https://example.cn/hook")
    channel = Channel.objects.get()
    other = client_of(make_person("bieren", Role.SYSTEM_ADMIN, path="35.3502.350203."))
    for name in ("page", "change", "templates"):
        assert other.get(reverse(f"console:channel-{name}", args=[channel.pk])).status_code == 404
    for op in ("try", "rotate", "disable", "again"):
        assert other.post(reverse("console:channel-act", args=[channel.pk]), {"op": op}).status_code == 404
    before = bytes(channel.secrets or b"")
    channel.refresh_from_db()
    assert channel.active
    assert bytes(channel.secrets or b"") == before
    answer = connect(other, "webhook", station, url="https://example.cn/hook")
    assert answer.status_code == 422  # an agency that is not offered
    assert Channel.objects.count() == 1


def test_short_messages_have_a_text_for_each_group(admin: Grant, station: Agency) -> None:
    client = client_of(admin)
    body = '{"m": "{phone}", "t": "{text}"}'
    connect(client, "sms", station, url="https://example.cn/", body=body, body_kind="json", method="POST")
    channel = Channel.objects.get()
    address = reverse("console:channel-templates", args=[channel.pk])
    assert client.get(address).status_code == 200
    client.post(address, {"text_deadlines": "【治本】{title}", "code_deadlines": "T1"})
    channel.refresh_from_db()
    assert channel.settings["templates"] == {"deadlines": {"text": "【治本】{title}", "code": "T1"}}
    client.post(
        reverse("console:channel-change", args=[channel.pk]),
        {"name": "短信", "url": "https://example.cn/2", "body": body, "body_kind": "json", "method": "POST"},
    )
    channel.refresh_from_db()
    assert channel.settings["templates"].keys() == {"deadlines"}


def test_what_failed_is_shown_and_sent_again_with_the_same_id(admin: Grant, station: Agency) -> None:
    client = client_of(admin)
    with HttpSink(lambda heard: Reply(status=500)) as sink:
        connect(client, "webhook", station, url=sink.url)
        channel = Channel.objects.get()
        worker = make_person("jiandu", agency=station.pk, path=station.path)
        notify(topic="overdue", title="滨江新城隐患已逾期", at=now(), recipients=[worker.user_id])
        plan(at=now())
        serve(channel)
        Delivery.objects.update(give_up_at=now())
        recover(at=now())
        page = client.get(reverse("console:channel-page", args=[channel.pk])).content.decode()
        assert "这条消息在重试时限内没有能交出" in page
        assert "滨江新城" not in page  # an administrator does no case work
        delivery = Delivery.objects.get()
        sink.respond = lambda heard: Reply()
        client.post(reverse("console:channel-act", args=[channel.pk]), {"op": "again", "delivery": str(delivery.pk)})
        serve(channel)
    assert len({h.headers["webhook-id"] for h in sink.heard}) == 1
    assert Delivery.objects.get().state == "HANDED"
    listed = client.get("/channels/deliveries/").content.decode()
    assert "已交" in listed
    assert client.post("/channels/deliveries/", {"bulk": "again", "pick": str(delivery.pk)}).status_code == 302


def test_a_gateway_reports_what_arrived_and_what_did_not(admin: Grant, station: Agency) -> None:
    client, numbers = client_of(admin), iter(["S-1", "S-2", "S-3"])
    with HttpSink(lambda heard: Reply(body=f'{{"code": 0, "sid": "{next(numbers)}"}}'.encode())) as sink:
        page = connect(
            client, "sms", station, url=sink.url, body='{"m": "{phone}"}', body_kind="json", method="POST", knows_id="1",
            success_path="code", success_value="0", receipt_path="sid", report_id_path="sid", report_path="stat",
            report_value="DELIVRD",
        )  # fmt: skip
        channel = Channel.objects.get()
        client.post(reverse("console:channel-templates", args=[channel.pk]), {"text_deadlines": "{title}"})
        channel.refresh_from_db()
        worker = make_person("jiandu", agency=station.pk, path=station.path)
        User.objects.filter(pk=worker.user_id).update(phone_cipher=seal("13800001234"))
        for n in range(3):
            notify(topic="overdue", title=f"第{n}条", at=now(), recipients=[worker.user_id], statutory=True)
        plan(at=now())
        serve(channel)
    address = f"/receipts/{channel.pk}/{open_secrets(channel)['report']}"
    assert address in page.content.decode()
    gateway = Client(enforce_csrf_checks=True)
    own = Delivery.objects.get(receipt="S-3").pk.hex
    reports = [{"sid": "S-1", "stat": "DELIVRD"}, {"sid": "S-2", "stat": "EXPIRED"}, {"sid": own, "stat": "DELIVRD"}]
    for settled in (3, 0):
        answer = gateway.post(address, reports, content_type="application/json")
        assert answer.json() == {"code": 0, "settled": settled}
    found = dict(Delivery.objects.values_list("receipt", "state"))
    assert found == {"S-1": "CONFIRMED", "S-2": "FAILED", "S-3": "CONFIRMED"}
    assert Delivery.objects.get(receipt="S-2").words == "短信网关回执：没有送达（EXPIRED）"
    client.post(reverse("console:channel-act", args=[channel.pk]), {"op": "rotate"})
    assert gateway.post(address, reports, content_type="application/json").status_code == 404
    for odd in ("{", "[" * 100_000, '{"sid": "\\ud800", "stat": "x"}', '{"sid": "\\u0000", "stat": "x"}'):
        assert gateway.post(address[:-3] + "xyz", odd, content_type="application/json").status_code == 422
    assert gateway.post(address, {"sid": "S-1"}).status_code == 422  # a form


def test_a_person_chooses_and_addresses_are_masked(admin: Grant) -> None:
    grant = make_person("who")
    client = client_of(grant)
    given = {
        "email": "lin.xiao@example.cn",
        "phone": "13800001234",
        "email_deadlines": "1",
        "quiet_from": "21",
        "quiet_to": "8",
    }
    assert client.post("/messages/settings", given).status_code == 302
    row = Reception.objects.get(pk=grant.user_id)
    assert open_sealed(bytes(row.email_cipher or b"")) == "lin.xiao@example.cn"
    assert row.choices["deadlines"] == {"email": True, "sms": False}
    assert (row.quiet_from, row.quiet_to) == (21, 8)
    assert User.objects.get(pk=grant.user_id).phone_masked == "138****1234"
    page = client.get("/messages/settings").content.decode()
    assert "l***@example.cn" in page
    assert "lin.xiao" not in page
    assert "13800001234" not in page
    client.post("/messages/settings", {"email_deadlines": "1"})
    row.refresh_from_db()
    assert row.email_masked == "l***@example.cn"
    assert row.quiet_from is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"email": "没有@"}, "邮箱写得不对"), ({"phone": "12345"}, "手机号是 11 位数字"),
        ({"quiet_from": "22"}, "要一起填写"), ({"quiet_from": "22", "quiet_to": "24"}, "0 到 23"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_said_and_nothing_is_kept(given: dict[str, str], said: str) -> None:
    answer = client_of(make_person("who")).post("/messages/settings", given)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not Reception.objects.exists()


def test_a_person_sees_by_which_channels_a_notice_came(admin: Grant, station: Agency) -> None:
    client = client_of(admin)
    connect(client, "email", station, **EMAIL)
    worker = make_person("jiandu", agency=station.pk, path=station.path)
    notify(topic="overdue", title="隐患已逾期", at=now(), recipients=[worker.user_id])
    plan(at=now())
    mine = client_of(worker)
    assert "邮件不发：没有填写邮箱" in mine.get("/messages").content.decode()
    (item,) = mine.get("/api/v1/messages").json()["items"]
    assert [(d["channel"], d["state"], d["reason"]) for d in item["deliveries"]] == [("email", "SKIPPED", "no_email")]


def test_messages_ask_the_same_number_of_questions_for_few_and_many(
    django_assert_max_num_queries: Any, admin: Grant, station: Agency
) -> None:
    connect(client_of(admin), "email", station, **EMAIL)
    worker = make_person("jiandu", agency=station.pk, path=station.path)
    for n in range(60):
        notify(topic="overdue", title=f"第{n}条", at=now(), recipients=[worker.user_id])
    plan(at=now())
    client = client_of(worker)
    client.get("/messages")
    with django_assert_max_num_queries(15):
        client.get("/messages")


def test_regulators_see_on_the_case_who_was_told_and_parties_do_not() -> None:
    from zhiben.domains.hazards.tests.factories import account, issued, make_site, site_account
    from zhiben.portals.console.told import told

    site = make_site()
    notice = issued(site)
    manager = site_account("甲经理", Role.SITE_MANAGER, site.project)
    reader = account("看的人", Role.INSPECTOR, site.agency)
    assert manager.user_id
    _tell_about(notice.pk, manager.user_id)
    context = told(reader, notice, now())
    assert context is not None
    assert [(row.title, who) for row, who, _ in context["rows"]] == [("请签收", manager.name)]
    assert told(manager, notice, now()) is None
    client = Client()
    client.force_login(User.objects.get(name=reader.name))
    page = client.get(f"/notices/{notice.pk}/").content.decode()
    assert 'id="panel-told"' in page


def _tell_about(case_id: UUID, user_id: UUID) -> None:
    notify(topic="hazards.notice", title="请签收", at=now(), recipients=[user_id], case_kind="notice", case_id=case_id)
    assert Notification.objects.filter(case_id=case_id).count() == 1


def test_the_numbers_of_sending_are_among_the_metrics(client: Client) -> None:
    page = client.get("/metrics").content.decode()
    for name in (
        "notices_unplanned",
        "deliveries_waiting",
        "deliveries_failed",
        "deliveries_uncertain",
        "channels_resting",
    ):
        assert f"zhiben_{name} 0" in page


def test_a_password_is_asked_for_again_before_it_goes_to_another_server(admin: Grant, station: Agency) -> None:
    """Otherwise whoever may change a channel could have its secret sent to a machine of his own."""
    client = client_of(admin)
    connect(client, "email", station, **EMAIL, password="gong-ji-2026")
    channel = Channel.objects.get()
    change = reverse("console:channel-change", args=[channel.pk])
    given = {**EMAIL, "name": "试验渠道"}
    for elsewhere in ({"host": "mail.example.org"}, {"port": "2526"}, {"security": "starttls"}):
        answer = client.post(change, {**given, **elsewhere})
        assert answer.status_code == 422
        assert "请重新填写密码" in answer.content.decode()
    channel.refresh_from_db()
    assert (channel.settings["host"], open_secrets(channel)["password"]) == ("127.0.0.1", "gong-ji-2026")
    assert client.post(change, {**given, "from_name": "治本"}).status_code == 302
    assert client.post(change, {**given, "host": "mail.example.org", "password": "xin-2026"}).status_code == 302


def test_a_gateways_key_is_asked_for_again_before_it_goes_to_another_host(admin: Grant, station: Agency) -> None:
    client = client_of(admin)
    given = {
        "name": "短信", "url": "https://sms.example.cn/send", "body": '{"m": "{phone}", "k": "{key}"}',
        "body_kind": "json", "method": "POST",
    }  # fmt: skip
    connect(client, "sms", station, **{**given, "key": "k-2026"})
    channel = Channel.objects.get()
    change = reverse("console:channel-change", args=[channel.pk])
    assert client.post(change, {**given, "url": "https://sms.example.org/send"}).status_code == 422
    channel.refresh_from_db()
    assert channel.settings["url"] == "https://sms.example.cn/send"
    assert client.post(change, {**given, "url": "https://sms.example.cn/v2"}).status_code == 302

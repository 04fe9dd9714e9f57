"""How fast notices leave the platform, also while some of the other sides are dead, slow, lying or babbling."""

import http.client
import re
import time
from contextlib import ExitStack
from datetime import timedelta
from threading import Event
from typing import Final
from urllib.parse import urlencode

import psycopg

from bench.bed import OFFICER, Bed
from bench.measure import Figure, milliseconds, seconds
from bench.visiting import Visitor
from zhiben.kernel.base.clock import today
from zhiben.kernel.base.ids import NEW_ID, new_id
from zhiben.kernel.notifications.tests.sinks import Heard, HttpSink, Reply, SmtpSink

NUMBER: Final = 1_000
ADMIN: Final = "xitong"
PATIENCE: Final = 120.0
INTAKES, TURNS = 40, 10
BAD: Final = ("死", "慢", "谎", "大")
TELL: Final = f"""
insert into notifications_notification (id, user_id, topic, title, body, link, statutory, case_kind, key, created_at)
select {NEW_ID}, u.id, 'overdue', '第' || n || '件隐患已逾期', '请尽快办理。', '/hazards/', true, '', '', now()
  from generate_series(1, %s) n, access_user u where u.username = %s
"""  # noqa: S608
TAKEN: Final = """
select extract(epoch from d.handed_at - n.created_at)::float
  from notifications_delivery d join notifications_notification n on n.id = d.notification_id
  join notifications_channel c on c.id = d.channel_id
 where c.name = %s and n.created_at >= %s and d.handed_at is not null
"""
SMS_BODY: Final = '{"mobile": "{phone}", "content": "{text}", "outId": "{id}"}'


def good(heard: Heard) -> Reply:
    return Reply(body=b'{"code": 0, "errcode": 0}')


def notify(bed: Bed) -> list[Figure]:
    """A thousand statutory notices to one person by mail, short message, push and a group's bot; twice."""
    release = Event()

    def slow(heard: Heard) -> Reply:
        release.wait(30)
        return Reply()

    with ExitStack() as stack:
        hook, gateway, group = (stack.enter_context(HttpSink(good)) for _ in range(3))
        post = stack.enter_context(SmtpSink())
        tar, babbler, liar = (
            stack.enter_context(HttpSink(respond))
            for respond in (slow, lambda h: Reply(body=b"x" * 5_000_000), lambda h: Reply(body=b"<html>OK</html>"))
        )
        _connect_good(bed, hook, gateway, group, post)
        found = _round("", bed, hook)
        _connect_hostile(bed, tar, babbler, liar)
        found += _round("，另有四个渠道分别死、慢、谎报、答复过大", bed, hook)
        found += _intakes(bed)
        release.set()
    return found


def _connect_good(bed: Bed, hook: HttpSink, gateway: HttpSink, group: HttpSink, post: SmtpSink) -> None:
    admin, officer = bed.visitor(ADMIN), bed.visitor(OFFICER)
    _submit(officer, "/messages/settings", email="bench@example.cn", phone="13800001234")
    mail = {"host": "127.0.0.1", "port": str(post.port), "security": "plain", "from_address": "zhiben@example.cn"}
    _submit(admin, "/channels/new/email/", name="邮件", **mail)
    _submit(admin, "/channels/new/webhook/", name="推送", url=hook.url)
    _submit(admin, "/channels/new/sms/", name="短信", url=gateway.url, body=SMS_BODY, success_path="code",
            success_value="0", knows_id="1")  # fmt: skip
    _submit(
        admin, "/channels/new/dingtalk/", name="群", url=group.url, per_minute="20", agency=_agency_of(bed, OFFICER)
    )
    sms = bed.read("select id from notifications_channel where kind = 'sms'")[0][0]
    _submit(admin, f"/channels/{sms}/templates/", text_deadlines="【治本】{title}")


def _connect_hostile(bed: Bed, tar: HttpSink, babbler: HttpSink, liar: HttpSink) -> None:
    admin = bed.visitor(ADMIN)
    _submit(admin, "/channels/new/webhook/", name="死", url="http://127.0.0.1:9/")
    _submit(admin, "/channels/new/webhook/", name="慢", url=tar.url)
    for name, sink in (("谎", liar), ("大", babbler)):
        _submit(
            admin, "/channels/new/wecom/", name=name, url=sink.url, per_minute="20", agency=_agency_of(bed, OFFICER)
        )


def _round(under: str, bed: Bed, hook: HttpSink) -> list[Figure]:
    start = bed.read("select now()")[0][0]
    _tell(bed)
    end = time.monotonic() + PATIENCE
    names = ("邮件", "短信", "推送", "群")
    taken = {name: bed.read(TAKEN, name, start) for name in names}
    while time.monotonic() < end and any(len(rows) < NUMBER for rows in taken.values()):
        time.sleep(0.5)
        taken = {name: bed.read(TAKEN, name, start) for name in names}
    assert all(len(rows) == NUMBER for rows in taken.values()), {n: len(r) for n, r in taken.items()}  # noqa: S101
    plain = seconds(lambda: _post_plainly(hook))
    return [
        Figure(name=f"notify-{n}{'-hostile' if under else ''}", label=f"一千条经四个渠道发出，{name}从写入到交出{under}", unit="秒",
               values=tuple(float(row[0]) for row in taken[name]), bound=10, on_p95=True, ceiling=plain,
               ceiling_is="一个连接逐条发一千条空推送")
        for n, name in enumerate(names)
    ]  # fmt: skip


def _intakes(bed: Bed) -> list[Figure]:
    """Hazards registered with the bad channels on, each with a thousand waiting, and off, by turns: what else the
    machine is doing weighs on both alike."""
    admin, officer = bed.visitor(ADMIN), bed.caller(OFFICER)
    bad = [str(row[0]) for row in bed.read("select id from notifications_channel where name = any(%s)", list(BAD))]
    project = str(bed.read(
        "select p.id::text from projects_project p join access_grant g on g.reach_id = p.agency_id"
        " join access_user u on u.id = g.user_id where u.username = %s and p.status = 'under_way' limit 1", OFFICER)[0][0])  # fmt: skip

    def register() -> None:
        found = {"id": str(new_id()), "project_id": project, "found_on": (today() - timedelta(days=1)).isoformat(),
                 "description": "临边防护缺失"}  # fmt: skip
        answer = officer.post("/hazards", found, key=found["id"])
        assert answer.is_done, answer.body  # noqa: S101

    taken: dict[str, list[float]] = {"disable": [], "enable": []}
    for turn in range(TURNS):
        op = "enable" if turn % 2 else "disable"
        for channel in bad:
            _submit(admin, f"/channels/{channel}/", f"/channels/{channel}/act/", op=op)
        time.sleep(1.0)
        taken[op] += milliseconds(register, INTAKES)
    quiet, loaded = tuple(taken["disable"]), tuple(taken["enable"])
    return [
        Figure(name="intake", label="登记隐患（接口），坏渠道停用", unit="毫秒", values=quiet, on_p95=True),
        Figure(name="intake-hostile", label="登记隐患（接口），四个坏渠道各压着一千条", unit="毫秒", values=loaded, on_p95=True,
               ceiling=sorted(quiet)[len(quiet) // 2], ceiling_is="坏渠道停用时的中位数"),
    ]  # fmt: skip


def _tell(bed: Bed) -> None:
    with psycopg.connect(bed.platform.server.url(user="postgres")) as connection:
        connection.execute(TELL.encode(), [NUMBER, OFFICER])


def _agency_of(bed: Bed, username: str) -> str:
    query = "select g.reach_id::text from access_grant g join access_user u on u.id = g.user_id where u.username = %s"
    return str(bed.read(query, username)[0][0])


def _submit(visitor: Visitor, path: str, to: str = "", **given: str) -> None:
    """Fill in a form as a browser does: what is chosen beforehand stays chosen."""
    page = visitor.get(path).decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token  # noqa: S101
    chosen = re.findall(r'<select[^>]*name="(\w+)".*?</select>', page, re.DOTALL)
    fields = {"csrfmiddlewaretoken": token[1]}
    for name in chosen:
        part = page[page.index(f'name="{name}"') :]
        found = re.search(r'<option value="([^"]*)" selected', part[: part.index("</select>")])
        fields |= {name: found[1]} if found else {}
    status, answer = visitor.send(
        "POST", to or path, urlencode({**fields, **given}), {"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert status == 302, (status, path, re.findall(r"zb-field-error[^>]*>([^<]+)", answer.decode()))  # noqa: S101


def _post_plainly(hook: HttpSink) -> None:
    line = http.client.HTTPConnection("127.0.0.1", hook.port)
    for _ in range(NUMBER):
        line.request("POST", "/hook", b"{}")
        line.getresponse().read()
    line.close()

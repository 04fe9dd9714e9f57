"""A million open cases: what a sweep costs when one in a hundred comes due, and when nothing does."""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import psycopg

from bench.measure import Figure
from zhiben.kernel.base.clock import day_of, end_of_day, now, start_of_day

CASES: Final = 1_000_000
DAYS: Final = 100  # deadlines lie from 30 days ago to 69 days ahead: one case in a hundred on each
PROJECTS: Final = 5_000
UNSURE: Final = 50  # one deadline in so many rests on days that are still 暂定
PLACE: Final = "('00000000-0000-7000-8000-' || lpad(to_hex({n}), 12, '0'))::uuid"
ROWS: Final = "insert into bench_notice select * from notifications_notification where created_at = %s"
MARKS: Final = "update bench_todo set told = told + 1"


def sweeping() -> list[Figure]:
    """In a database of its own on a durable server: the running platform would sweep it by itself."""
    from django.db import connection

    from zhiben.kernel.access.actors import system_actor
    from zhiben.kernel.access.bounds import acting_as
    from zhiben.kernel.base.launcher.server import EmbeddedServer
    from zhiben.kernel.testing.databases import ScratchDatabase
    from zhiben.reference import load_reference

    with tempfile.TemporaryDirectory(prefix="zb-") as folder, acting_as(system_actor()):
        database = ScratchDatabase(load_reference)
        database.server = EmbeddedServer(Path(folder) / "var")
        database.open()
        try:
            _say("装入一百万件事项")
            _fill(database)
            return _measure(database)
        finally:
            connection.close()
            database.close()


def _measure(database: Any) -> list[Figure]:
    from zhiben.kernel.workflow.reminders import remind

    eve = end_of_day(day_of(now())) - timedelta(minutes=10)
    midnight, morning = eve + timedelta(minutes=15), eve + timedelta(hours=9, minutes=15)
    _say("停了三天之后的第一遍")
    found = [_swept(database, "catch-up", "停机三天后的第一遍：{n} 条消息", remind, eve, bound=None)]
    _say("零点")
    found.append(_swept(database, "midnight", "百分之一逾期、百分之一临期：{n} 条消息", remind, midnight, bound=10))
    _say("九点")
    found.append(_swept(database, "morning", "百分之三自动催办：{n} 条消息", remind, morning, bound=10))
    found.append(_quiet("quiet", "没有新到期的一遍", remind, morning))
    _longer_here(morning)
    found.append(_quiet("quiet-place", "同上，另有一个县要提前 20 天提醒", remind, morning))
    return found + _recomputing(morning)


def _swept(
    database: Any, name: str, label: str, act: Callable[..., int], at: datetime, *, bound: float | None
) -> Figure:
    started = time.perf_counter()
    told = act(at=at)
    taken = time.perf_counter() - started
    return Figure(name=f"sweep-{name}", label=label.format(n=f"{told:,}"), unit="秒", values=(taken,), bound=bound,
                  ceiling=_plain(database, at), ceiling_is="写同样多行消息、改同样多行待办的两条语句")  # fmt: skip


def _quiet(name: str, label: str, act: Callable[..., int], at: datetime) -> Figure:
    times = []
    for _ in range(10):
        started = time.perf_counter()
        assert act(at=at) == 0  # noqa: S101
        times.append((time.perf_counter() - started) * 1000)
    return Figure(name=f"sweep-{name}", label=label, unit="毫秒", values=tuple(times), bound=10_000)


def _recomputing(at: datetime) -> list[Figure]:
    """The next year is published: one case in fifty had rested on it."""
    from zhiben.kernel.access.actors import system_actor
    from zhiben.kernel.parameters.calendar import published_until, set_working_day
    from zhiben.kernel.workflow.deadlines import recompute

    day = start_of_day(day_of(now()).replace(year=published_until() + 1, month=1, day=4)).date()
    set_working_day(actor=system_actor(), day=day, is_working=False, reason="国办通知", at=at)
    _say("重算")
    started = time.perf_counter()
    moved = recompute(at=at)
    taken = time.perf_counter() - started
    assert moved == CASES // UNSURE, moved  # noqa: S101
    again = _quiet("recompute-quiet", "日历没有变动时", recompute, at)
    figure = Figure(
        name="recompute", label=f"日历变动后重算：{moved:,} 个期限移动", unit="秒", values=(taken,), bound=60
    )
    return [figure, again]


def _plain(database: Any, at: datetime) -> float:
    """The same rows once more into tables with the same indexes, as fast as the server can."""
    with _server(database) as connection:
        connection.execute("create table bench_notice (like notifications_notification including all)")
        connection.execute("create table bench_todo (like workflow_todo including all)")
        connection.execute(
            "insert into bench_todo select t.* from workflow_todo t where t.closed_at is null and exists (select 1 "
            "from notifications_notification n where n.case_id = t.case_id and n.created_at = %s)", [at]
        )  # fmt: skip
        connection.execute("vacuum analyze notifications_notification")
        started = time.perf_counter()
        connection.execute(ROWS, [at])
        connection.execute(MARKS)
        taken = time.perf_counter() - started
        connection.execute("drop table bench_notice, bench_todo")
    return taken


def _fill(database: Any) -> None:
    from django.db import connection, transaction

    from zhiben.domains.hazards.tests.crowds import copies_of, multiply
    from zhiben.domains.hazards.tests.factories import finding, issued, items, make_site, site_account
    from zhiben.domains.hazards.workflow import HAZARD_FLOW
    from zhiben.kernel.access.models import Grant, User
    from zhiben.kernel.access.terms import Role
    from zhiben.kernel.workflow.engine import fire

    first = f"timestamptz '{end_of_day(day_of(now())).isoformat()}'"
    with transaction.atomic():
        site = make_site()
        hazard = items(issued(site, finding()))[0]
        with connection.cursor() as cursor:
            cursor.execute("update hazards_hazard set notice_id = null, state = 'CONFIRMED' where id = %s", [hazard.pk])
        fire(HAZARD_FLOW, hazard.pk, "order", actor=site.inspector, at=now(), deadline_on=hazard.deadline_on,
             responsible_person="吴大山", measure="恢复")  # fmt: skip
        for number, role in enumerate((Role.SITE_MANAGER, Role.SAFETY_OFFICER)):
            account = site_account(f"吴{number}", role, site.project)
            user = PLACE.format(n=f"g + {number * 1_000_000}")
            multiply(
                User, "t.id = %(id)s", PROJECTS, {"id": user, "username": f"'p{number}-' || g"}, id=account.user_id
            )
            multiply(
                Grant, "t.user_id = %(id)s", PROJECTS, {"id": "gen_random_uuid()", "user_id": user, "reach_id": PLACE.format(n="g")},
                id=account.user_id,
            )  # fmt: skip
        rule = _unsure_rule()
        copies_of(
            hazard, CASES, due_at=f"{first} + make_interval(days => g %% {DAYS} - 30)",
            due_rule=f"case when g %% {UNSURE} = 0 then {rule} end",
            todos={"holder_id": PLACE.format(n=f"1 + crowd.g %% {PROJECTS}")},
        )  # fmt: skip
    with _server(database) as server:
        for table in ("hazards_hazard", "workflow_todo", "workflow_casemove", "access_grant", "access_user"):
            server.execute(f"vacuum analyze {table}")


def _unsure_rule() -> str:
    """Three working days from the last days of the published calendar on."""
    from zhiben.kernel.parameters.calendar import published_until

    return f"""'{{"by": "working_days", "from": "{published_until()}-12-30", "n": 3, "provisional": true}}'::jsonb"""


def _longer_here(at: datetime) -> None:
    """A place without any of the cases asks to be reminded earlier: the sweep must look at each to see that."""
    from zhiben.kernel.access.actors import system_actor
    from zhiben.kernel.parameters.services import set_parameter
    from zhiben.kernel.parameters.terms import Mark

    set_parameter(
        actor=system_actor(), key="hazards.due_soon_days", division_code="350103", path="35.3501.350103.", value=20,
        valid_from=day_of(at), source="区里要求", mark=Mark.OWN, at=at,
    )  # fmt: skip


def _server(database: Any) -> psycopg.Connection[Any]:
    return psycopg.connect(database.url(user="postgres"), autocommit=True)


def _say(words: str) -> None:
    print(f"　　{words} ……", file=sys.stderr, flush=True)

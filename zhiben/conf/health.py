"""``/healthz`` (this process answers), ``/readyz`` (it can work), ``/metrics`` (how much it does)."""

from functools import cache

from django.db import Error, connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from zhiben.conf import counters
from zhiben.kernel.base.postgres.stamps import SCHEMA, schema_stamp
from zhiben.kernel.ui.doors import public

GAUGES = {
    "zhiben_jobs_waiting": "select count(*) from procrastinate_jobs where status = 'todo'",
    "zhiben_jobs_failed": "select count(*) from procrastinate_jobs where status = 'failed'",
    "zhiben_events_failed": "select count(*) from events_failedevent where settled_at is null",
    "zhiben_notices_unplanned": "select count(*) from notifications_notification where planned_at is null",
    "zhiben_deliveries_waiting": "select count(*) from notifications_delivery where state in ('WAITING', 'DEFERRED')",
    "zhiben_deliveries_oldest_seconds": """select coalesce(extract(epoch from now() - min(not_before)), 0)::bigint
        from notifications_delivery where state in ('WAITING', 'DEFERRED') and not_before <= now()""",
    "zhiben_deliveries_failed": "select count(*) from notifications_delivery where state = 'FAILED'",
    "zhiben_deliveries_uncertain": "select count(*) from notifications_delivery where state = 'UNCERTAIN'",
    "zhiben_channels_resting": "select count(*) from notifications_channelhealth where open_until > now()",
    "zhiben_database_connections": "select count(*) from pg_stat_activity where datname = current_database()",
}
expected_schema = cache(schema_stamp)


@public("值守探测，只回答在不在")
@transaction.non_atomic_requests
def healthz(_: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@public("值守探测，不含业务数据")
@transaction.non_atomic_requests
def readyz(_: HttpRequest) -> JsonResponse:
    """200 when the database answers and is migrated to what this code expects; else 503 with the reason."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select value from zhiben_stamp where name = %s", [SCHEMA])
            row = cursor.fetchone()
    except Error:
        return _not_ready("数据库连接不上，或者还没有建立")
    if row is None or row[0] != expected_schema():
        return _not_ready("数据表结构与程序版本不一致，需要更新")
    return _answer({"ready": True, "database": "ok", "migrations": "ok"}, 200)


@public("运行指标，只有总数，不含业务数据")
@transaction.non_atomic_requests
def metrics(_: HttpRequest) -> HttpResponse:
    """Numbers only; nothing here says anything about a person, a project or a case."""
    lines = counters.lines()
    try:
        with connection.cursor() as cursor:
            for name, query in GAUGES.items():
                cursor.execute(query)
                row = cursor.fetchone()
                lines += [f"# TYPE {name} gauge", f"{name} {row[0] if row else 0}"]
        lines.append("zhiben_database_up 1")
    except Error:
        lines.append("zhiben_database_up 0")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def _not_ready(reason: str) -> JsonResponse:
    return _answer({"ready": False, "reason": reason}, 503)


def _answer(content: dict[str, object], status: int) -> JsonResponse:
    response = JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "no-store"
    return response

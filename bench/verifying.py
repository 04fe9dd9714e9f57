"""What checking certificates costs: many at once ask for the platform's word on a code, with the access log on."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bench.asking import Answers, Question, ask_together
from bench.bed import Bed, inside
from bench.measure import Figure
from bench.plain_row import plain_server
from bench.visiting import Visitor
from zhiben.cli.running import WEB_WORKERS

CODES: Final = 1_000
TOGETHER: Final = 16
LEAST_RATE, MOST_P99, LEAST_RATIO = 600, 50, 0.2
FORGED_EACH: Final = 10  # every tenth code shown is an altered one
ROW_IS: Final = "同样的服务器只按主键取一行"
FLUSHED: Final = 1.0  # seconds after which the last batch of the access log is written


def verifying(bed: Bed) -> list[Figure]:
    """Rate and waiting times of ``/verify/check``, beside the rate of one bare row by the same server."""
    codes = _codes(bed)
    checks = [_check(code, forged=n % FORGED_EACH == 0) for n, (code, _, _) in enumerate(codes)]
    rows = [Question(path="/", body=json.dumps(place), must="ZB1:") for _, *place in codes]
    before = _noted(bed)
    ask_together(bed.platform.port, checks[:50], connections=TOGETHER, seconds=min(1.0, bed.effort.seconds))
    done = ask_together(bed.platform.port, checks, connections=TOGETHER, seconds=bed.effort.seconds)
    time.sleep(FLUSHED)
    lines = _noted(bed) - before
    with plain_server(bed.url, workers=WEB_WORKERS, threads=TOGETHER) as port:
        ask_together(port, rows[:50], connections=TOGETHER, seconds=min(1.0, bed.effort.seconds))
        plain = ask_together(port, rows, connections=TOGETHER, seconds=bed.effort.seconds)
    return _figures(done, plain, lines)


def _figures(done: Answers, plain: Answers, lines: int) -> list[Figure]:
    label = f"核验证书，{TOGETHER} 人同时，访问日志开着"
    p99 = sorted(done.taken)[int(len(done.taken) * 0.99)]
    short = [
        text
        for wrong, text in (
            (done.rate < LEAST_RATE, f"要求每秒至少 {LEAST_RATE} 次"),
            (done.rate < LEAST_RATIO * plain.rate, f"要求不低于上限的 {LEAST_RATIO}"),
            (lines < len(done.taken), f"访问日志只有 {lines} 行"),
        )
        if wrong
    ]
    cores = os.cpu_count() or 1
    return [
        Figure(name="verify-rate", label=f"{label}：每秒答复", unit="次", values=(done.rate,), ceiling=plain.rate,
               ceiling_is=ROW_IS, errors=done.wrong, failure="；".join(short)),
        Figure(name="verify-wait", label=f"{label}：等多久", unit="毫秒", values=tuple(done.taken)),
        Figure(name="verify-p99", label=f"{label}：99% 在这以内", unit="毫秒", values=(p99,), bound=MOST_P99),
        Figure(name="verify-asker", label=f"{label}：提问者自己占用的处理器（全机 {cores} 核为 100%）", unit="%",
               values=(100 * done.cpu / done.wall / cores,)),
    ]  # fmt: skip


def _check(code: str, *, forged: bool) -> Question:
    shown = code[:-1] + ("0" if code[-1] != "0" else "1") if forged else code
    body = json.dumps({"code": shown})
    return Question(path="/verify/check", body=body, must='"accepted": false' if forged else '"accepted": true')


def _codes(bed: Bed) -> list[tuple[str, int, int]]:
    """Codes that are accepted today, each with its place; where there are no certificates some are made."""
    from django.db import transaction

    from zhiben.domains.certificates.models import Certificate
    from zhiben.domains.certificates.public import good_on
    from zhiben.domains.certificates.services.proving import prove_many
    from zhiben.domains.certificates.tests.proof_scene import proved
    from zhiben.kernel.base.clock import now, today

    with inside(bed), _signing_as(bed), transaction.atomic():
        good = Certificate.objects.filter(good_on(today()), closed_at=None)
        made = prove_many(certificates=list(good[:CODES]), at=now()) or proved(CODES)
        return [(one.code, one.list_no, one.index) for one in made]


@contextmanager
def _signing_as(bed: Bed) -> Iterator[None]:
    """With the keys and under the address of the platform that will be asked."""
    from django.conf import settings

    kept = settings.DATA, settings.BASE_URL
    said = json.loads(Visitor(bed.platform.port).get("/verify/keys"))
    settings.DATA, settings.BASE_URL = bed.platform.data, f"http://{said['host']}"
    try:
        yield
    finally:
        settings.DATA, settings.BASE_URL = kept


def _noted(bed: Bed) -> int:
    """Lines of the access log so far."""
    return sum(path.read_bytes().count(b"\n") for path in (bed.platform.data / "log").glob("verify-*.log"))

"""Asking the rules. What they answer is compared with what is open, by set: new → raise, gone → clear, same → nothing."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any, Final
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import Refusal
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.events.outbox import publish
from zhiben.kernel.rules.comparing import AREAS, CHANGE, CLEAR, LAY_OUT, LEVELS, LINK, RAISE
from zhiben.kernel.rules.declarations import COLUMNS, Rule, Scope, Statement, rule_of, rules
from zhiben.kernel.rules.dirty import take_dirty
from zhiben.kernel.rules.events import FindingsMoved
from zhiben.kernel.rules.marking import keep_marks
from zhiben.kernel.rules.models import DirtyKey, Finding, RuleRun
from zhiben.kernel.rules.telling import tell_of_raised
from zhiben.kernel.rules.terms import FindingState

log = logging.getLogger(__name__)
# From so many changed keys on, asking about everything is cheaper.
MOST_KEYS: Final = 5000


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an evaluation did. ``open``: findings of the rule that wait for somebody. ``error``: it could not be asked."""

    rule: str
    raised: int = 0
    changed: int = 0
    cleared: int = 0
    open: int = 0
    seconds: float = 0.0
    error: str = ""

    def as_json(self) -> dict[str, Any]:
        said = {"rule": self.rule, "raised": self.raised, "cleared": self.cleared, "open": self.open,
                "seconds": round(self.seconds, 3)}  # fmt: skip
        return {**said, "error": self.error} if self.error else said


def run_rules(*, at: datetime, codes: Sequence[str] = ()) -> list[Outcome]:
    """Ask these rules, or all, about everything. A rule that fails leaves its findings alone and is reported."""
    wanted = [one for one in rules() if not codes or one.code in codes]
    return [evaluate(one, Scope(on=day_of(at)), at=at) for one in wanted]


def recheck_dirty(*, at: datetime) -> list[Outcome]:
    """Ask again about what changed since the last time. Many changes of one kind make it a whole run."""
    with transaction.atomic():
        found = []
        for code, keys in take_dirty().items():
            known = rule_of(code)
            if known is not None:
                narrowed = keys if len(keys) <= MOST_KEYS else None
                found.append(evaluate(known, Scope(on=day_of(at), keys=narrowed), at=at))
        return found


def evaluate(asked: Rule, scope: Scope, *, at: datetime) -> Outcome:
    """One rule, in a transaction of its own or a part of the caller's."""
    run_id, began = new_id(), perf_counter()
    try:
        with transaction.atomic():
            raised, changed, cleared = _compare(asked, scope, run_id, at)
            waiting = Finding.objects.filter(rule=asked.code, state=FindingState.OPEN).count()
            outcome = Outcome(rule=asked.code, raised=raised, changed=changed, cleared=cleared, open=waiting,
                              seconds=perf_counter() - began)  # fmt: skip
            _keep(run_id, scope, outcome, at)
            if raised or changed or cleared:
                keep_marks(asked, at)
                tell_of_raised(asked, run_id, at)
                publish(
                    FindingsMoved(rule=asked.code, run_id=str(run_id), raised=raised, changed=changed, cleared=cleared),
                    at=at,
                )  # fmt: skip
            return outcome
    except (DatabaseError, Refusal, ArithmeticError, LookupError, TypeError, ValueError) as error:
        log.exception("rule %s could not be asked", asked.code)
        waiting = Finding.objects.filter(rule=asked.code, state=FindingState.OPEN).count()
        failed = Outcome(rule=asked.code, open=waiting, seconds=perf_counter() - began, error=_words(error))
        _keep(run_id, scope, failed, at)
        return failed


def _compare(asked: Rule, scope: Scope, run_id: UUID, at: datetime) -> tuple[int, int, int]:
    values: dict[str, Any] = {
        "rule": asked.code, "subject": asked.subject, "severity": asked.severity.value, "run": run_id, "at": at,
        "all": scope.keys is None, "keys": list(scope.keys or ()),
    }  # fmt: skip
    if scope.keys is None:
        DirtyKey.objects.filter(rule=asked.code).delete()
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"rule {asked.code}"])
        cursor.execute("drop table if exists pg_temp.rules_found")
        cursor.execute(*_asked(asked, scope))
        counts = []
        for text in (CHANGE, RAISE, CLEAR):
            cursor.execute(text.format(areas=AREAS, levels=LEVELS), values)
            counts.append(cursor.rowcount)
        cursor.execute(LINK, values)
    changed, raised, cleared = counts
    return raised, changed, cleared


def _asked(asked: Rule, scope: Scope) -> tuple[str, Any]:
    answer = asked.ask(scope)
    if isinstance(answer, Statement):
        return LAY_OUT.format(asked=answer.text), dict(answer.values)
    assert isinstance(answer, QuerySet)  # noqa: S101
    text, values = answer.values(*COLUMNS).order_by().query.sql_with_params()
    return LAY_OUT.format(asked=text), values


def _keep(run_id: UUID, scope: Scope, outcome: Outcome, at: datetime) -> None:
    """Every whole run, and whatever did something or failed; a re-check that changed nothing leaves no row."""
    if scope.keys is None or outcome.error or outcome.raised or outcome.changed or outcome.cleared:
        RuleRun.objects.create(
            id=run_id, rule=outcome.rule, whole=scope.keys is None, at=at, seconds=outcome.seconds,
            raised=outcome.raised, changed=outcome.changed, cleared=outcome.cleared, open=outcome.open,
            error=outcome.error,
        )  # fmt: skip


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".strip()[:1000]

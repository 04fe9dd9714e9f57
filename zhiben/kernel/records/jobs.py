"""Periodic work of records, and what would keep somebody waiting."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from zhiben.kernel.access.actors import actor_again
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.audit.models import ExportReceipt, ReadReceipt
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.jobs.tasks import task
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.records.kinds import record_kinds
from zhiben.kernel.records.models import Merge
from zhiben.kernel.records.services.duplicates import refresh_candidates
from zhiben.kernel.records.services.held import ask_for_held, decide_imported
from zhiben.kernel.records.services.moving import advance
from zhiben.kernel.records.terms import UNDER_WAY


@task(name="records.merge")
def merge(merge_id: str) -> None:
    """Move what hangs on a record that was merged away, portion by portion, or give it back."""
    while advance(UUID(merge_id), at=now()):
        pass


@task(name="records.resume_merges", schedule="* * * * *")
def resume_merges() -> None:
    """What a dead process left half way; a merge in hand is left alone."""
    for merge_id in Merge.objects.filter(state__in=UNDER_WAY).order_by("id").values_list("pk", flat=True):
        while advance(merge_id, at=now()):
            pass


@task(name="records.find_duplicates", schedule="41 2 * * *")
def find_duplicates() -> None:
    """Every register once a night: a register of millions takes a minute."""
    for register in record_kinds():
        if register.duplicates:
            refresh_candidates(register, at=now())


@task(name="records.ask_held")
def ask_held(batch_id: str, reason: str, actor: dict[str, Any]) -> None:
    """Corrections for all that a large ledger contradicts. A cell that has one is left alone: safe to run twice."""
    asker = actor_again(actor)
    with acting_as(asker):
        ask_for_held(actor=asker, batch_id=UUID(batch_id), reason=reason, at=now())


@task(name="records.decide_held")
def decide_held(import_id: str, agreed: bool, opinion: str, actor: dict[str, Any]) -> None:
    """One decision for many. What has been decided is left alone: safe to run twice."""
    decider = actor_again(actor)
    with acting_as(decider):
        decide_imported(actor=decider, import_id=UUID(import_id), agreed=agreed, opinion=opinion, at=now())


@task(name="records.purge_receipts", schedule="43 3 * * *")
def purge_receipts() -> None:
    """Who looked at what is kept as long as the parameter says."""
    at = now()
    with transaction.atomic():
        days = int(value_of("records.receipts_keep_days", path="", on=day_of(at)))
        before = at - timedelta(days=days)
        ReadReceipt.objects.filter(day__lt=day_of(before)).delete()
        ExportReceipt.objects.filter(at__lt=before).delete()

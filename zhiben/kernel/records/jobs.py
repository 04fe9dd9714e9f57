"""Periodic work of records."""

from datetime import timedelta

from django.db import transaction

from zhiben.kernel.audit.models import ExportReceipt, ReadReceipt
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.jobs.tasks import task
from zhiben.kernel.parameters.queries import value_of


@task(name="records.purge_receipts", schedule="43 3 * * *")
def purge_receipts() -> None:
    """Who looked at what is kept as long as the parameter says."""
    at = now()
    with transaction.atomic():
        days = int(value_of("records.receipts_keep_days", path="", on=day_of(at)))
        before = at - timedelta(days=days)
        ReadReceipt.objects.filter(day__lt=day_of(before)).delete()
        ExportReceipt.objects.filter(at__lt=before).delete()

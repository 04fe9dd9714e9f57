"""The front door: what a register calls and registers."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect

from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.records.governing import check_only_corrected, kept_by_ledgers
from zhiben.kernel.records.kinds import RecordField, RecordKind, record_kind, register_merge_step
from zhiben.kernel.records.kinds import register_record_kind as _register
from zhiben.kernel.records.services.correcting import (
    approve_correction,
    ask_correction,
    refuse_correction,
    withdraw_correction,
)
from zhiben.kernel.records.services.merging import merge_records, survivor_of, undo_merge
from zhiben.kernel.records.web.places import register_versions_panel

__all__ = [
    "RecordField",
    "RecordKind",
    "approve_correction",
    "ask_correction",
    "check_only_corrected",
    "kept_by_ledgers",
    "merge_records",
    "merged_or_gone",
    "record_kind",
    "refuse_correction",
    "register_merge_step",
    "register_record_kind",
    "survivor_of",
    "undo_merge",
    "withdraw_correction",
]  # fmt: skip


def register_record_kind(kind: RecordKind) -> None:
    """Called from ``AppConfig.ready`` of a register: corrections, versions and merging for its records from now on."""
    _register(kind)
    register_versions_panel(kind)


def merged_or_gone(kind: str, record_id: UUID) -> HttpResponse:
    """For the page of a record that is not found: an old link of one that was merged away leads to the one that stands.

    Raises NotVisible for everything else.
    """
    found = survivor_of(kind, record_id)
    if found is None:
        raise NotVisible(f"没有这份{record_kind(kind).label}档案，或者不在您的权限范围内")
    return HttpResponseRedirect(record_kind(kind).url(found))

"""Sealing: one job, batches in commit order, each chained to the one before. Verifying needs no more than this file."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from zhiben.kernel.audit.merkle import leaf_hash, root_of
from zhiben.kernel.audit.models import Act, Seal, settled_after

GENESIS = "0" * 64
BATCH = 20_000


def canonical(act: Act) -> bytes:
    """The bytes that are hashed: sorted JSON, UTF-8, times in UTC. Documented in docs/how-to/verify-the-audit.md."""
    return json.dumps(
        {
            "actor_id": str(act.actor_id or ""), "actor_name": act.actor_name,
            "at": act.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "detail": act.detail, "id": act.id, "object_id": act.object_id, "object_kind": act.object_kind,
            "role": act.role, "verb": act.verb, "via": act.via,
        },
        ensure_ascii=False, sort_keys=True, separators=(",", ":"),
    ).encode()  # fmt: skip


def head_of(previous: str, root: str, count: int) -> str:
    return hashlib.sha256(f"{previous}{root}{count}".encode()).hexdigest()


@transaction.atomic
def seal_acts(*, at: datetime) -> int:
    """Seal what has settled since the last batch; returns how many acts. Safe to run twice: the table is locked."""
    with connection.cursor() as cursor:
        cursor.execute("lock table audit_seal in exclusive mode")
    last = Seal.objects.order_by("-number").first()
    acts = list(_settled_after(last)[:BATCH])
    if not acts:
        return 0
    root = root_of([leaf_hash(canonical(a)) for a in acts]).hex()
    previous = last.head if last else GENESIS
    Seal.objects.create(
        number=last.number + 1 if last else 1, last_xid=acts[-1].xid, last_id=acts[-1].id, count=len(acts),
        root=root, previous=previous, head=head_of(previous, root, len(acts)), sealed_at=at,
    )  # fmt: skip
    return len(acts)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Outcome of a verification. ``broken`` names the first bad batch and why; None means every seal holds."""

    batches: int
    acts: int
    unsealed: int
    head: str
    broken: str | None


def verify_seals() -> Verdict:
    """Recompute every root and the chain. Finds changed, deleted, inserted and swapped acts and altered seals."""
    previous, total, batches = GENESIS, 0, 0
    acts = _in_commit_order().iterator(chunk_size=5000)
    for seal in Seal.objects.order_by("number").iterator():
        batches += 1
        broken = _fault(seal, previous, batches, _through(acts, seal))
        if broken:
            return Verdict(batches=batches, acts=total, unsealed=0, head=previous, broken=broken)
        previous, total = seal.head, total + seal.count
    return Verdict(batches=batches, acts=total, unsealed=sum(1 for _ in acts), head=previous, broken=None)


def _fault(seal: Seal, previous: str, number: int, acts: list[Act]) -> str | None:
    if seal.number != number or seal.previous != previous:
        return f"第 {seal.number} 批与前一批接不上"
    root = root_of([leaf_hash(canonical(a)) for a in acts]).hex()
    if len(acts) != seal.count or (acts and acts[-1].id != seal.last_id):
        return f"第 {seal.number} 批应有 {seal.count} 条，实有 {len(acts)} 条"
    if root != seal.root or head_of(previous, root, seal.count) != seal.head:
        return f"第 {seal.number} 批的内容被改动过"
    return None


def _through(acts: Iterator[Act], seal: Seal) -> list[Act]:
    """The next ``count`` acts. An act slipped in or taken out shifts the batch and its root with it."""
    taken: list[Act] = []
    for act in acts:
        taken.append(act)
        if len(taken) == seal.count:
            break
    return taken


def _in_commit_order() -> QuerySet[Act]:
    return Act.objects.order_by("xid", "id")


def _settled_after(last: Seal | None) -> QuerySet[Act]:
    """Acts of transactions that no running one precedes: a late commit can never fall behind the last seal."""
    return _in_commit_order().filter(settled_after(last.last_xid if last else 0, last.last_id if last else 0))

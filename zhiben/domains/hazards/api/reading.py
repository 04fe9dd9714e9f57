"""What detail answers add to a case: permitted actions, history, photos."""

from typing import Any
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.evidence.queries import attachments_of
from zhiben.kernel.workflow.backfill import LABEL
from zhiben.kernel.workflow.definition import Workflow
from zhiben.kernel.workflow.engine import permitted
from zhiben.kernel.workflow.queries import history_of


def actions_of(flow: Workflow[Any], case: Any, actor: Actor) -> list[dict[str, Any]]:
    return [
        {
            "action": t.action, "label": t.label,
            "inputs": [
                {"name": i.name, "label": i.label, "kind": i.kind.value, "required": i.required,
                 "choices": [list(map(str, c)) for c in i.choices]}
                for i in t.inputs
            ],
        }
        for t in permitted(flow, case, actor)
    ]  # fmt: skip


def history_out(flow: Workflow[Any], case_id: UUID) -> list[dict[str, Any]]:
    labels = {t.action: t.label for t in flow.transitions} | {"open": "登记", "backfill": LABEL}
    return [
        {
            "seq": m.seq, "action": m.action, "label": labels.get(m.action, m.action), "source": m.source,
            "target": m.target, "actor_name": m.actor_name, "role": m.role, "on_behalf_of": m.on_behalf_of, "at": m.at,
            "due_at": m.due_at, "inputs": m.inputs,
        }
        for m in history_of(case_id)
    ]  # fmt: skip


def photos_out(kind: str, owner_id: UUID) -> list[dict[str, Any]]:
    return [
        {"id": str(a.file_id), "slot": a.slot, "url": a.file.url, "sha256": a.file.sha256}
        for a in attachments_of(kind, [owner_id])
    ]

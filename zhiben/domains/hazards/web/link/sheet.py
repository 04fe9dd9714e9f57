"""The opened notice as the phone shows it: each item with its clock, its photos and what is still missing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhiben.domains.hazards.models import ChangeRequest, Hazard, Notice
from zhiben.domains.hazards.services.content import Content, shown_content
from zhiben.domains.hazards.services.photos import shot_task
from zhiben.domains.hazards.terms import ChangeKind, HazardState, NoticeKind, NoticeState
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import end_of_day
from zhiben.kernel.base.errors import FieldError
from zhiben.kernel.evidence.models import Attachment, StoredFile
from zhiben.kernel.evidence.queries import attachments_of
from zhiben.kernel.evidence.shots import issue_shots
from zhiben.kernel.ui.due import Due, DueClock
from zhiben.kernel.ui.photos import PhotoCard, read_cards
from zhiben.kernel.ui.shots import ShownShot, minutes_at, shown
from zhiben.kernel.workflow.models import CaseMove

TONES = {HazardState.RECTIFYING: "orange", HazardState.SUBMITTED: "blue", HazardState.CLOSED: "green"}


@dataclass(frozen=True, kw_only=True)
class ItemSheet:
    """One item. ``open``: it is being rectified, so photos and a note may be given now."""

    hazard: Hazard
    due: Due | None
    before: list[PhotoCard]
    after: list[PhotoCard]
    returned: str
    change: ChangeRequest | None
    note: str = ""
    shot: ShownShot | None = None

    @property
    def open(self) -> bool:
        return self.hazard.state == HazardState.RECTIFYING

    @property
    def missing(self) -> bool:
        return self.open and not self.after

    @property
    def tone(self) -> str:
        return TONES.get(HazardState(self.hazard.state), "")


@dataclass(frozen=True, kw_only=True)
class NoticeSheet:
    notice: Notice
    content: Content
    items: list[ItemSheet]
    due: Due | None
    scans: list[StoredFile]

    @property
    def is_stop(self) -> bool:
        return self.notice.kind == NoticeKind.STOP

    @property
    def reply_word(self) -> str:
        return "申请复工" if self.is_stop else "提交整改回复"

    @property
    def may_reply(self) -> bool:
        return self.notice.state == NoticeState.ISSUED

    @property
    def to_do(self) -> list[ItemSheet]:
        return [i for i in self.items if i.open]

    @property
    def rest(self) -> list[ItemSheet]:
        """Handed in, closed or put right on the spot: nothing to do about them here."""
        return [i for i in self.items if not i.open]

    @property
    def lacking(self) -> list[ItemSheet]:
        return [i for i in self.items if i.missing]

    @property
    def state_words(self) -> str:
        return state_words(self.notice)

    @property
    def draft_reply(self) -> str:
        """What the reply says unless somebody writes more: the platform knows it all already."""
        closing = "已全部整改完毕，具备复工条件，现申请复工，请予复查。" if self.is_stop else "现已整改完毕，请予复查。"
        rest = "" if len(self.to_do) == len(self.items) else "其余"
        return (
            f"{self.notice.name}（{self.notice.number}）收悉。"
            f"我单位已按要求组织整改，{rest}{len(self.to_do)}条隐患{closing}"
        )


def state_words(notice: Notice) -> str:
    """The state in the words of its flow: a stop notice is 停工整改中, not 整改中."""
    from zhiben.domains.hazards.workflow import NOTICE_FLOWS

    return NOTICE_FLOWS[NoticeKind(notice.kind)].states[notice.state]


def sheet_of(notice: Notice, actor: Actor, at: datetime, notes: dict[UUID, str] | None = None) -> NoticeSheet:
    """As many queries for many items as for one."""
    hazards = list(Hazard.objects.filter(notice=notice).order_by("item_no"))
    ids = [h.pk for h in hazards]
    deadlines = {h.pk: end_of_day(h.deadline_on) if h.deadline_on else None for h in hazards}
    clock = DueClock(at, [*deadlines.values(), notice.due_at])
    photos: dict[UUID, list[Attachment]] = {i: [] for i in ids}
    for attachment in attachments_of("hazard", ids):
        photos[attachment.owner_id].append(attachment)
    returned, changes = _returns(ids), _extensions(ids)
    files = [one.file for found in photos.values() for one in found]
    cards = read_cards(files, actor=actor, at=at, path=notice.place, base=f"/n/{notice.token}")
    shots = _shots([h for h in hazards if h.state == HazardState.RECTIFYING], notice, actor, at)
    items = [
        ItemSheet(
            hazard=h, due=clock.read(deadlines[h.pk]) if h.closed_at is None else None,
            before=[cards[f.pk] for f in _in_slot(photos[h.pk], "before") if f.pk in cards],
            after=[cards[f.pk] for f in _in_slot(photos[h.pk], f"after:{h.round}") if f.pk in cards],
            returned=returned.get(h.pk, "") if h.round > 1 else "", change=changes.get(h.pk),
            note=(notes or {}).get(h.pk, ""), shot=shots.get(h.pk),
        )
        for h in hazards
    ]  # fmt: skip
    scans = _in_slot(attachments_of("notice", [notice.pk]), "reply")
    return NoticeSheet(notice=notice, content=shown_content(notice), items=items, due=clock.read(notice.due_at),
                       scans=scans)  # fmt: skip


def _shots(hazards: list[Hazard], notice: Notice, actor: Actor, at: datetime) -> dict[UUID, ShownShot]:
    """A one-time code for each item that photos are taken of now."""
    if not hazards:
        return {}
    tasks = {h.pk: shot_task(h) for h in hazards}
    rows = issue_shots(actor=actor, tasks=list(tasks.values()), minutes=minutes_at(notice.place, at), at=at)
    return {pk: shown(rows[task], f"/n/{notice.token}/shots") for pk, task in tasks.items()}


def error_anchors(errors: list[FieldError]) -> list[tuple[str, str]]:
    """Where on the page each refusal points: ``items.2`` is the second item's card, a refused file the scans."""
    return [(_anchor(e.field), e.reason) for e in errors]


def _anchor(field: str) -> str:
    if field.startswith("items."):
        return f"item-{field.removeprefix('items.')}"
    return "f-scans" if field == "file" else f"f-{field}"


def _in_slot(attachments: list[Attachment], slot: str) -> list[StoredFile]:
    return [a.file for a in attachments if a.slot == slot]


def _returns(ids: list[UUID]) -> dict[UUID, str]:
    """Why each item was last returned."""
    moves = CaseMove.objects.filter(flow="hazard", case_id__in=ids, action="return").order_by("seq")
    return {m.case_id: str(m.inputs.get("reason", "")) for m in moves}


def _extensions(ids: list[UUID]) -> dict[UUID, ChangeRequest]:
    """The latest request for a later deadline, by item."""
    rows = ChangeRequest.objects.filter(hazard_id__in=ids, kind=ChangeKind.EXTEND).order_by("opened_at")
    return {c.hazard_id: c for c in rows}

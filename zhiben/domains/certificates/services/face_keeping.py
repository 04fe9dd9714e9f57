"""Keeping faces: only with consent, encrypted under a key of their own, counted, for a limited time, and erasable."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from zhiben.domains.certificates.models import FaceConsent, FaceFiling, FaceTemplate
from zhiben.domains.certificates.services.face_vendor import face_verifier
from zhiben.domains.certificates.services.faces import FaceUnavailable, FaceVerifier
from zhiben.domains.certificates.terms import ConsentMethod, ErasureReason
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.crypto.sealing import new_file_key, open_bytes, open_file, seal_bytes, seal_file
from zhiben.kernel.notifications.services import notify
from zhiben.kernel.parameters.calendar import add_working_days
from zhiben.kernel.parameters.queries import value_of
from zhiben.registry.people.public import number_matches, person_for

WORDS: Final = (
    "为在检查现场核对您与证照是不是同一人，平台想保存由您的照片算出的人脸特征。照片比对后不保存；特征加密保存，"
    "只用于核对您的证照，到期自动删除。您可以不同意，也可以随时撤回；不同意或者撤回都不影响您上岗，现场改用身份证件核对。"
)
STRANGER: Final = "证件号与登记的不一致，不能采集。请核对是不是持证人本人"


def consent_of(person_id: UUID) -> FaceConsent | None:
    """The one in force."""
    with acting_as(system_actor("link")):
        return FaceConsent.objects.filter(person_id=person_id, withdrawn_at=None).first()


@transaction.atomic
def give_consent(*, person_id: UUID, method: ConsentMethod, by: str, at: datetime) -> FaceConsent:
    """Record that the holder was told and agreed. Twice is once."""
    with acting_as(system_actor("link")):
        made = FaceConsent.objects.filter(person_id=person_id, withdrawn_at=None).select_for_update().first()
        return made or FaceConsent.objects.create(
            person_id=person_id, method=method, words=WORDS, given_at=at, recorded_by=by
        )


@transaction.atomic
def withdraw_consent(*, person_id: UUID, by: Actor, at: datetime) -> int:
    """Take it back: whatever was kept is erased with it. Returns how many templates that were."""
    with acting_as(system_actor("link")):
        FaceConsent.objects.filter(person_id=person_id, withdrawn_at=None).update(withdrawn_at=at, withdrawn_by=by.name)
        erased = erase_faces([person_id], why=ErasureReason.WITHDRAWN, by=by, at=at)
    record_act(actor=by, verb="face.withdraw", at=at, object_kind="person", object_id=person_id, erased=erased)
    return erased


def enrol_face(*, actor: Actor, person_id: UUID, id_number: str, photo: bytes, at: datetime) -> FaceTemplate:
    """Keep the face of a holder who stands in front of the officer, has agreed, and shows the registered document.

    Not inside a transaction: the service is asked in between. Raises WrongState where none is connected or nobody has
    agreed, InvalidInput for another's document, FaceUnavailable when the service cannot.
    """
    service = _connected()
    with transaction.atomic():
        _may_enrol(actor, person_id, id_number)
    if not photo:
        raise InvalidInput.of("photo", "请拍摄本人正面照片")
    subject, told = secrets.token_hex(16), service.info()
    template, key = service.enrol(subject=subject, photo=photo), new_file_key()
    with transaction.atomic():
        consent, agency_id = _may_enrol(actor, person_id, id_number)  # it may have been taken back in between
        erase_faces([person_id], why=ErasureReason.REPLACED, by=actor, at=at)
        made = FaceTemplate.objects.create(
            person_id=person_id, consent=consent, subject=subject, template_cipher=seal_file(template, key),
            key_cipher=seal_bytes(key), service=told.name, model=told.model, remote=told.keeps_faces,
            agency_id=agency_id, agency_name=actor.reach_name, enrolled_by=actor.name, enrolled_at=at,
            keep_until=day_of(at) + timedelta(days=value_of("faces.keep_days", path=actor.path, on=day_of(at))),
        )  # fmt: skip
        record_act(actor=actor, verb="face.enrol", at=at, object_kind="person", object_id=person_id)
        watch_number(at=at)
    return made


def opened_template(person_id: UUID) -> tuple[FaceTemplate, bytes] | None:
    """What is kept of somebody, for one comparison. None when nothing is."""
    row = FaceTemplate.objects.kept().filter(person_id=person_id).first()
    if row is None or row.key_cipher is None or row.template_cipher is None:
        return None
    return row, open_file(bytes(row.template_cipher), open_bytes(bytes(row.key_cipher)))


def erase_faces(person_ids: Sequence[UUID], *, why: ErasureReason, by: Actor, at: datetime) -> int:
    """Lose the keys: from now on nobody opens these any more. A service that keeps faces is asked by a job."""
    rows = FaceTemplate.objects.kept().filter(person_id__in=person_ids)
    return rows.update(key_cipher=None, template_cipher=None, erased_at=at, erased_why=why, erased_by=by.name)


@transaction.atomic
def erase_face(*, actor: Actor, template_id: UUID, at: datetime) -> None:
    """删除 by the security administrator or a regulator of the agency that took it."""
    row = FaceTemplate.objects.select_for_update().filter(pk=template_id).first()
    if row is None or not may_manage(actor):
        raise NotVisible("没有这份人脸特征，或者不归您管理")
    if actor.is_regulator and row.agency_id != actor.reach_id:
        raise NotPermitted("只能删除本机关采集的人脸特征")
    if row.erased_at:
        raise WrongState("这份人脸特征已经删除")
    erase_faces([row.person_id], why=ErasureReason.NOT_NEEDED, by=actor, at=at)
    record_act(actor=actor, verb="face.erase", at=at, object_kind="person", object_id=row.person_id)


@transaction.atomic
def erase_expired(*, at: datetime) -> int:
    """Whose time is over. One statement."""
    rows = FaceTemplate.objects.kept().filter(keep_until__lt=day_of(at))
    return rows.update(
        key_cipher=None, template_cipher=None, erased_at=at, erased_why=ErasureReason.EXPIRED, erased_by="系统"
    )


def forget_elsewhere(*, at: datetime, most: int = 200) -> int:
    """Ask the service to forget what was erased here, until it confirms. Returns how many it forgot."""
    service, done = face_verifier(), 0
    if service is None:
        return 0
    waiting = FaceTemplate.objects.filter(remote=True, forgotten_at=None, erased_at__isnull=False)
    for row in waiting.order_by("erased_at")[:most]:
        try:
            service.erase(subject=row.subject)
        except FaceUnavailable:
            break  # it is asked again by the next run
        done += FaceTemplate.objects.filter(pk=row.pk).update(forgotten_at=at)
    return done


def count_faces() -> int:
    """Persons whose face is kept now."""
    return FaceTemplate.objects.kept().count()


def watch_number(*, at: datetime) -> FaceFiling | None:
    """When the number of persons has reached what the parameter says, a filing falls due: once for each threshold."""
    day = day_of(at)
    most, kept = value_of("faces.filing_persons", path="", on=day), count_faces()
    if kept < most or FaceFiling.objects.filter(threshold=most).exists():
        return None
    due = add_working_days(day, value_of("faces.filing_working_days", path="", on=day))
    filing = FaceFiling.objects.create(persons=kept, threshold=most, reached_at=at, due_on=due)
    notify(
        topic="certificates.faces", title=f"存储人脸信息已达 {kept} 人，应在 {due.isoformat()} 前备案", link="/faces/",
        body="达到备案人数后，应当在期限内向网信部门备案。清册可以在人脸信息页面导出。", at=at,
        recipients=_administrators(at), statutory=True, key=f"face-filing:{filing.pk}",
    )  # fmt: skip
    return filing


@transaction.atomic
def record_filing(*, actor: Actor, filed_on: date, number: str, at: datetime) -> FaceFiling:
    """已备案. Raises WrongState when none is due, InvalidInput without a number or with a day that has not come."""
    filing = FaceFiling.objects.filter(filed_on=None).select_for_update().first()
    if actor.role not in MANAGERS:
        raise NotPermitted("备案由安全管理员登记")
    if filing is None:
        raise WrongState("现在没有待办的备案")
    if not number.strip():
        raise InvalidInput.of("number", "请填写备案编号")
    if filed_on > day_of(at):
        raise InvalidInput.of("filed_on", "备案日期不能晚于今天")
    filing.filed_on, filing.filed_no, filing.filed_by = filed_on, number.strip()[:100], actor.name
    filing.save(update_fields=["filed_on", "filed_no", "filed_by"])
    record_act(actor=actor, verb="face.filed", at=at, object_kind="face_filing", object_id=filing.pk)
    return filing


MANAGERS: Final = frozenset({Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN})


def may_manage(actor: Actor) -> bool:
    return actor.is_system or actor.is_regulator or actor.role in MANAGERS


def _administrators(at: datetime) -> list[UUID]:
    from zhiben.kernel.access.models import Grant

    held = Grant.objects.in_force(at).filter(role__in=[role.value for role in MANAGERS], reach=ReachKind.AGENCY)
    return list(held.order_by("user_id").values_list("user_id", flat=True).distinct())


def _connected() -> FaceVerifier:
    service = face_verifier()
    if service is None:
        raise WrongState("人脸服务未接入，请用证件核对本人")
    return service


def _may_enrol(actor: Actor, person_id: UUID, id_number: str) -> tuple[FaceConsent, UUID]:
    if not actor.is_regulator or actor.reach_id is None:
        raise NotPermitted("人脸由监管人员当面采集")
    person = person_for(actor, person_id)
    consent = FaceConsent.objects.select_for_update().filter(person_id=person_id, withdrawn_at=None).first()
    if consent is None:
        raise WrongState("本人没有同意使用人脸，不能采集。可以请本人在亮证页上同意，或者现场签字")
    if not number_matches(person, id_number):
        raise InvalidInput.of("id_number", STRANGER)
    return consent, actor.reach_id

"""扫码亮证 without an account: a one-time code leads a holder to the own certificates, on one phone, for some days."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F

from zhiben.domains.certificates.models import CarryingDay, Certificate, HolderCode
from zhiben.domains.certificates.terms import CodeWay
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, Refusal
from zhiben.kernel.base.text import name_key
from zhiben.kernel.crypto import blind_index, open_sealed, seal
from zhiben.kernel.notifications.direct import send_text
from zhiben.kernel.parameters.queries import value_of
from zhiben.registry.people.public import Person, clean_phone, known_by, person_for

TOPIC: Final = "certificates.holder_code"
PURPOSE: Final = "holder-code"
DIGITS: Final = {CodeWay.PHONE: 6, CodeWay.GIVEN: 8}
WRONG: Final = "验证码不对、已用过或已过期，或者与姓名对不上，请核对后再试"
GIVERS: Final = frozenset({Role.ENTERPRISE_ADMIN, Role.PRINCIPAL})


@transaction.atomic
def ask_code(*, name: str, phone: str, at: datetime) -> UUID | None:
    """A code for whoever is registered under this name and phone; its id, to be sent by a job.

    None when nobody is, or when too many were asked for: whoever asks is told the same either way, so that nobody
    learns who is registered. Raises InvalidInput for an empty name or phone.
    """
    if not name_key(name) or not clean_phone(phone):
        raise InvalidInput.of("name" if not name_key(name) else "phone", "请填写姓名和手机号")
    with acting_as(system_actor("link")):
        person = known_by(name, phone).order_by("id").first()
        if person is None or _asked_too_often(person, at):
            return None
        minutes = value_of("holders.code_minutes", path="", on=day_of(at))
        row, _ = _new_code(person, CodeWay.PHONE, at, at + timedelta(minutes=minutes))
        return row.pk


def send_code(*, code_id: UUID, at: datetime) -> None:
    """Hand the code to the gateway, once. Its plain form is forgotten before the gateway is asked."""
    with transaction.atomic():
        row = HolderCode.objects.unused(at).select_for_update().filter(pk=code_id, sent_at=None).first()
        if row is None or row.code_cipher is None:
            return
        code, person = open_sealed(bytes(row.code_cipher)), row.person
        row.sent_at, row.code_cipher = at, None
        row.save(update_fields=["sent_at", "code_cipher"])
        place = Certificate.objects.filter(person=person).values_list("place", flat=True).order_by("-id").first()
        minutes = int((row.valid_until - row.created_at).total_seconds() // 60)
    outcome = send_text(
        message_id=row.pk, phone=open_sealed(bytes(person.phone_cipher)) if person.phone_cipher else "", topic=TOPIC,
        title="亮证验证码", body=f"您的亮证验证码是 {code}，{minutes} 分钟内有效。不要告诉别人。", path=place or "", at=at,
    )  # fmt: skip
    words = f"{outcome.result.label} {outcome.words or outcome.receipt}".strip()
    HolderCode.objects.filter(pk=row.pk).update(sent_words=words[:300])


@transaction.atomic
def give_code(*, actor: Actor, person_id: UUID, at: datetime) -> str:
    """当面给: for a holder whose phone is not registered or where no short messages go out. Shown this once.

    Regulators, and the people of the enterprise that employs the holder.
    """
    person = person_for(actor, person_id)
    if not (actor.is_regulator or actor.role in GIVERS):
        raise NotPermitted("亮证码由监管人员或者持证人单位的管理员给出")
    hours = value_of("holders.given_code_hours", path=actor.path, on=day_of(at))
    with acting_as(system_actor("link")):
        HolderCode.objects.unused(at).filter(person=person, way=CodeWay.GIVEN).update(valid_until=at)
        _, code = _new_code(person, CodeWay.GIVEN, at, at + timedelta(hours=hours), made_by=actor.name)
    record_act(actor=actor, verb="holder.code", at=at, object_kind="person", object_id=person.pk)
    return code


@transaction.atomic
def open_cards(*, name: str, phone: str, code: str, at: datetime) -> str:
    """Let this phone in. Returns its secret, which is kept nowhere.

    Raises InvalidInput without name or code, Refusal 403 with one sentence for everything that does not fit.
    """
    if not name_key(name):
        raise InvalidInput.of("name", "请填写持证人姓名")
    if not code.strip():
        raise InvalidInput.of("code", "请填写验证码")
    bound = "" if _is_given(code) else blind_index(clean_phone(phone), purpose=PURPOSE)
    with acting_as(system_actor("link")):
        rows = HolderCode.objects.unused(at).select_for_update(of=("self",)).select_related("person")
        row = rows.filter(code_hash=_hash(name, bound, code.strip())).first()
        if row is None:
            raise Refusal(WRONG, status=403, title="打不开")
        secret = secrets.token_urlsafe(32)
        days = value_of("holders.phone_days", path="", on=day_of(at))
        row.used_at, row.opened_until, row.code_cipher = at, at + timedelta(days=days), None
        row.secret_hash = _digest(secret)
        row.save(update_fields=["used_at", "opened_until", "code_cipher", "secret_hash"])
        record_act(actor=holder_actor(row.person), verb="holder.open", at=at, object_kind="person",
                   object_id=row.person_id)  # fmt: skip
    return secret


def what_is_guessed(*, name: str, phone: str, code: str) -> str:
    """By what wrong codes are counted: however a name or a number is spelt, and with whatever number a code that was
    given face to face is tried, which is bound to none."""
    return f"holder|{name_key(name)}|{'' if _is_given(code) else clean_phone(phone)}"


def phone_of(*, secret: str, at: datetime) -> HolderCode:
    """Which door this phone came through, with its ``person``. Raises NotPermitted when it is not in any more."""
    with acting_as(system_actor("link")):
        rows = HolderCode.objects.opened(at).select_related("person", "person__employer")
        found = rows.filter(secret_hash=_digest(secret)).first() if secret else None
    if found is None:
        raise NotPermitted("请先输入验证码")
    return found


@transaction.atomic
def leave_cards(*, secret: str, at: datetime) -> None:
    """退出: this phone needs a new code."""
    with acting_as(system_actor("link")):
        HolderCode.objects.opened(at).filter(secret_hash=_digest(secret)).update(left_at=at)


def count_carrying(*, way: CodeWay, county: str, at: datetime) -> None:
    """One more time that somebody showed certificates; who it was is not kept."""
    day = day_of(at)
    CarryingDay.objects.bulk_create([CarryingDay(day=day, county=county, way=way)], ignore_conflicts=True)
    CarryingDay.objects.filter(day=day, county=county, way=way).update(times=F("times") + 1)


def holder_actor(person: Person) -> Actor:
    return Actor(name=person.name, role=Role.LINK_HOLDER, reach=ReachKind.NONE, via="link")


def sweep_codes(*, at: datetime) -> int:
    """Codes nobody used, a day after they ran out. Returns how many."""
    return HolderCode.objects.filter(used_at=None, valid_until__lt=at - timedelta(days=1)).delete()[0]


def _is_given(code: str) -> bool:
    """The two ways are told apart by their length."""
    return len(code.strip()) != DIGITS[CodeWay.PHONE]


def _asked_too_often(person: Person, at: datetime) -> bool:
    """Counted by phone, so that several people of one number share the limit."""
    most = value_of("holders.codes_an_hour", path="", on=day_of(at))
    recent = HolderCode.objects.filter(
        way=CodeWay.PHONE, person__phone_index=person.phone_index, created_at__gt=at - timedelta(hours=1)
    )
    return bool(recent.count() >= most)


def _new_code(
    person: Person, way: CodeWay, at: datetime, until: datetime, *, made_by: str = ""
) -> tuple[HolderCode, str]:
    """Unlike any other in force of that name, so that a code never opens somebody else's door.

    A sent one is bound to the phone it is sent to, which has to be typed with it.
    """
    bound = _phone_mark(person) if way == CodeWay.PHONE else ""
    while True:
        code = "".join(secrets.choice("0123456789") for _ in range(DIGITS[way]))
        digest = _hash(person.name, bound, code)
        if not HolderCode.objects.unused(at).filter(code_hash=digest).exists():
            break
    row = HolderCode.objects.create(
        person=person, way=way, code_hash=digest, created_at=at, valid_until=until, made_by=made_by,
        code_cipher=seal(code) if way == CodeWay.PHONE else None,
    )  # fmt: skip
    return row, code


def _phone_mark(person: Person) -> str:
    phone = open_sealed(bytes(person.phone_cipher)) if person.phone_cipher else ""
    return blind_index(phone, purpose=PURPOSE)


def _hash(name: str, phone: str, code: str) -> str:
    return blind_index(f"{name_key(name)}:{phone}:{code}", purpose=PURPOSE)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

"""Tables of people. Identity and phone are kept as ciphertext, a keyed index for looking up, and a masked form."""

from typing import Final, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachKind
from zhiben.kernel.audit.triggers import history_by_set
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.base.text import clean_code, name_key
from zhiben.kernel.crypto import blind_index
from zhiben.registry.people.codes import ID_PURPOSE, PHONE_PURPOSE, clean_phone
from zhiben.registry.people.terms import Gender, IdKind

LEAST_OF_A_NUMBER: Final = 8
# Ciphertexts stay out of the row history: what was sealed is kept once, and only where it can be erased.
SEALED = ("id_number_cipher", "phone_cipher", "address_cipher", "account_cipher", "contact_phone_cipher")


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, actor: Actor) -> Self:
        """An open registry, masked: every regulator reads all of it; an enterprise sees those it employs."""
        standing = self.filter(merged_into=None)
        if actor.is_regulator or actor.is_system:
            return standing
        if actor.reach == ReachKind.ENTERPRISE:
            return standing.filter(employer_id=actor.reach_id)
        return self.none()

    def search(self, text: str) -> Self:
        """A whole document or phone number, else a part of the name: names have no digits."""
        numbered = self.numbered(text)
        return self.filter(name_key__contains=name_key(text)) if numbered is None else numbered

    def numbered(self, text: str) -> Self | None:
        """Those with this document or phone number; None when it cannot be one."""
        number, phone = clean_code(text), clean_phone(text)
        if len(number) < LEAST_OF_A_NUMBER or not any(sign.isdigit() for sign in number):
            return None
        whole = Q(id_kind__in=IdKind.values, id_number_index=blind_index(number, purpose=ID_PURPOSE))
        return self.filter(whole | Q(phone_index=blind_index(phone, purpose=PHONE_PURPOSE)))


@pghistory.track(*history_by_set(), append_only=True, exclude=list(SEALED))
class Person(models.Model):
    """一个人. ``unmatched`` (待匹配): known by name only, from a ledger that gave no number."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField("姓名", max_length=64)
    name_key = models.CharField("姓名比对键", max_length=64, db_index=True, editable=False)
    id_kind = models.CharField("证件类别", max_length=24, choices=IdKind, default=IdKind.RESIDENT)
    id_number_cipher = models.BinaryField("证件号（密文）", null=True, editable=False)
    id_number_index = models.CharField("证件号（查找用）", max_length=64, blank=True, editable=False)
    id_number_masked = models.CharField("证件号", max_length=32, blank=True)
    phone_cipher = models.BinaryField("手机号（密文）", null=True, editable=False)
    phone_index = models.CharField("手机号（查找用）", max_length=64, blank=True, db_index=True, editable=False)
    phone_masked = models.CharField("手机号", max_length=32, blank=True)
    gender = models.CharField("性别", max_length=8, choices=Gender, blank=True)
    ethnic_group = models.CharField("民族", max_length=32, blank=True)
    address_cipher = models.BinaryField("住址（密文）", null=True, editable=False)
    address_index = models.CharField("住址（比对用）", max_length=64, blank=True, editable=False)
    address_masked = models.CharField("住址", max_length=32, blank=True)
    account_cipher = models.BinaryField("工资卡号（密文）", null=True, editable=False)
    account_index = models.CharField("工资卡号（查找用）", max_length=64, blank=True, editable=False)
    account_masked = models.CharField("工资卡号", max_length=40, blank=True)
    bank = models.CharField("开户行", max_length=100, blank=True)
    contact_name = models.CharField("紧急联系人", max_length=64, blank=True)
    contact_phone_cipher = models.BinaryField("紧急联系人电话（密文）", null=True, editable=False)
    contact_phone_index = models.CharField("紧急联系人电话（查找用）", max_length=64, blank=True, editable=False)
    contact_phone_masked = models.CharField("紧急联系人电话", max_length=32, blank=True)
    employer = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="受聘单位"
    )
    unmatched = models.BooleanField("待匹配", default=False)
    doubtful = models.BooleanField("存疑", default=False)
    doubts = ArrayField(models.CharField(max_length=200), verbose_name="存疑之处", default=list, blank=True)
    merged_into = models.UUIDField("并入", null=True, editable=False)
    created_at = models.DateTimeField("登记时间")

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        indexes = [
            models.Index(fields=["name", "id"], include=["merged_into"], name="people_in_order"),
            models.Index(fields=["account_index"], condition=~Q(account_index=""), name="people_by_account"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["id_kind", "id_number_index"], condition=~Q(id_number_index=""), name="one_person_per_number"
            ),
        ]

    def __str__(self) -> str:
        return self.name

"""开通检查: what a division still lacks before people can work, and where to put it right. A fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from zhiben.kernel.access.accounts import awaiting_slips
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import ADMINISTRATORS, ReachKind, Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.notifications.models import Channel
from zhiben.kernel.parameters.queries import value_of
from zhiben.registry.agencies.public import agencies_below, divisions_within, officers_within
from zhiben.registry.agencies.terms import Level

SOON: Final = timedelta(days=30)
MOST_NAMES: Final = 8


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing that is checked. ``missing``: names of what lacks it; ``must``: nobody can work without."""

    label: str
    why: str
    missing: tuple[str, ...] = ()
    total: int = 0
    url: str = ""
    button: str = ""
    must: bool = True

    @property
    def fine(self) -> bool:
        return not self.total

    @property
    def named(self) -> str:
        more = f"等 {self.total} 个" if self.total > len(self.missing) else ""
        return "、".join(self.missing) + more


def check_readiness(actor: Actor, at: datetime) -> list[Item]:
    """For a system administrator: his own division and everything below it."""
    day = day_of(at)
    agencies = list(agencies_below(actor.path).filter(valid_to=None))
    grants = list(
        Grant.objects.administered_by(actor).in_force(at).filter(reach=ReachKind.AGENCY).values_list("reach_id", "role")
    )
    names = {a.pk: a.name for a in agencies}
    nameless = [a for a in agencies if not a.doc_prefix]
    led = {reach_id for reach_id, role in grants if role == Role.LEADER}
    held = {role for _, role in grants}
    least = int(value_of("hazards.min_officers", path=actor.path, on=day))
    return [
        _item([a.name for a in nameless], label="机关代字", button="填第一个", why="文书的文号要用机关代字开头",
              url=reverse("console:setup-one-agency", args=[nameless[0].pk]) if nameless else ""),
        _without_agency(actor, [a.path for a in agencies], day),
        _item([n for pk, n in names.items() if pk not in led], label="负责人账号", url=reverse("console:setup"),
              button="上传人员表", why="签发文书、审批延期要有负责人"),
        _uncertified(actor, names, least, day),
        _item([str(r.label) for r in ADMINISTRATORS if r not in held], label="三员分立", url=reverse("console:accounts"),
              button="账号与授权", why="系统、安全、审计管理员要由三个人分别担任"),
        _unused(actor, at),
        _item([] if Channel.objects.administered_by(actor).filter(active=True).exists() else ["还没有一条"], label="通知渠道",
              url=reverse("console:channels"), button="设置渠道", must=False,
              why="没有短信、邮件或群机器人，通知只在平台里看得到"),
        _lapsing(actor, day),
    ]  # fmt: skip


def missing_musts(items: Iterable[Item]) -> int:
    return sum(1 for item in items if item.must and not item.fine)


def _item(
    missing: list[str], *, label: str, why: str, url: str, button: str, must: bool = True, total: int | None = None
) -> Item:
    return Item(
        label=label, why=why, missing=tuple(missing[:MOST_NAMES]), total=len(missing) if total is None else total,
        url=url, button=button, must=must,
    )  # fmt: skip


def _without_agency(actor: Actor, paths: list[str], day: date) -> Item:
    """Own division and counties below; a city or province is covered by any agency on its own path."""
    covered = set(paths)
    places = divisions_within(actor.path, day).filter(Q(level=Level.COUNTY) | Q(path=actor.path))
    bare = [d.full_name for d in places if d.path not in covered]
    return _item(
        bare, label="每个区划都有机构", url=reverse("console:setup"), button="上传人员表", must=False,
        why="没有自己机构的区县，由上一级的机构监管",
    )  # fmt: skip


def _uncertified(actor: Actor, names: dict[UUID, str], least: int, day: date) -> Item:
    certified: dict[UUID, int] = {}
    valid = Q(certificate_to=None) | Q(certificate_to__gte=day)
    for agency_id in (
        officers_within(actor.path, day).exclude(certificate_no="").filter(valid).values_list("agency_id", flat=True)
    ):
        certified[agency_id] = certified.get(agency_id, 0) + 1
    short = [name for pk, name in names.items() if certified.get(pk, 0) < least]
    return _item(
        short, label="持证执法人员", url=reverse("console:setup"), button="上传人员表",
        why=f"一份检查文书至少要有 {least} 名持有效执法证的人员", must=len(short) == len(names),
    )  # fmt: skip


def _unused(actor: Actor, at: datetime) -> Item:
    waiting = awaiting_slips(actor, at).select_related("user").order_by("user__name", "user_id")
    names = list(dict.fromkeys(grant.user.name for grant in waiting[:200]))
    total = waiting.values("user_id").distinct().order_by().count()
    return _item(
        names, label="都登录过", url=reverse("console:setup-slips"), button="打印账号条", must=False, total=total,
        why="账号开了、初始密码没领或者没用过",
    )  # fmt: skip


def _lapsing(actor: Actor, day: date) -> Item:
    rows = officers_within(actor.path, day).filter(certificate_to__lt=day + SOON).order_by("certificate_to", "name")
    names = [f"{officer.name}（{officer.certificate_to:%Y-%m-%d}）" for officer in rows]
    return _item(
        names, label="执法证有效期", url=reverse("console:setup"), button="上传人员表", must=False,
        why="30 天内到期或已经过期的执法证要换发",
    )  # fmt: skip

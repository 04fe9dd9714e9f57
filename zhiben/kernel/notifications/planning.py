"""Deciding which channels carry a notice, to whom, and when. Constant questions for each batch, whatever its size."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import ReachKind
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.notifications.models import Channel, Delivery, Notification, Reception
from zhiben.kernel.notifications.parameters import QUIET_FROM, QUIET_TO, RETRY_HOURS
from zhiben.kernel.notifications.quiet import quiet_until
from zhiben.kernel.notifications.terms import BOTS, PERSONAL, ChannelKind, DeliveryState, SkipReason
from zhiben.kernel.notifications.topics import group_of
from zhiben.kernel.parameters.queries import value_of, values_of

BATCH: Final = 500


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """What planning must know of one person. ``agencies``: those the person works for."""

    has_phone: bool
    has_email: bool
    choices: dict[str, dict[str, bool]]
    quiet: tuple[int, int]
    paths: tuple[str, ...]
    agencies: frozenset[UUID]


def plan(*, at: datetime) -> int:
    """Plan every notice that has not been; returns how many. Several may do this at once: each takes others."""
    planned = 0
    while count := _plan_batch(at):
        planned += count
    return planned


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What holds for all of a batch. ``quiet``: of the places that groups belong to."""

    at: datetime
    hours: int
    quiet: dict[str, tuple[int, int]]


@transaction.atomic
def _plan_batch(at: datetime) -> int:
    fresh = Notification.objects.filter(planned_at=None).select_for_update(skip_locked=True).order_by("id")
    notices = list(fresh[:BATCH])
    if not notices:
        return 0
    Notification.objects.filter(pk__in=[n.pk for n in notices]).update(planned_at=at)
    channels = list(Channel.objects.filter(active=True).order_by("id"))
    if channels:
        people = recipients({n.user_id for n in notices}, at)
        hours = value_of(RETRY_HOURS, path="", on=day_of(at))
        rules = Rules(at=at, hours=hours, quiet=_quiet_hours({c.path for c in channels}, at))
        rows = (row for n in notices for row in deliveries_of(n, people.get(n.user_id), channels, rules))
        Delivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return len(notices)


def recipients(users: Iterable[UUID], at: datetime) -> dict[UUID, Recipient]:
    """Everybody who still has an account in use. Six questions."""
    known = {u.pk: u for u in User.objects.filter(pk__in=set(users), is_active=True).defer("password")}
    grants: dict[UUID, list[Grant]] = defaultdict(list)
    for grant in Grant.objects.in_force(at).filter(user_id__in=known).order_by("id"):
        grants[grant.user_id].append(grant)
    said = {r.user_id: r for r in Reception.objects.filter(pk__in=known)}
    homes = {user: grants[user][0].path if grants[user] else "" for user in known}
    local = _quiet_hours(set(homes.values()), at)
    found = {}
    for user_id, user in known.items():
        own = said.get(user_id) or Reception(user_id=user_id)
        home, held = homes[user_id], grants[user_id]
        quiet = local[home]
        if own.quiet_from is not None and own.quiet_to is not None:
            quiet = (own.quiet_from, own.quiet_to)
        found[user_id] = Recipient(
            has_phone=bool(user.phone_cipher), has_email=bool(own.email_cipher), choices=own.choices,
            quiet=quiet, paths=tuple(g.path for g in held),
            agencies=frozenset(g.reach_id for g in held if g.reach == ReachKind.AGENCY and g.reach_id),
        )  # fmt: skip
    return found


def deliveries_of(
    notice: Notification, person: Recipient | None, channels: Sequence[Channel], rules: Rules
) -> Iterator[Delivery]:
    """One row for each channel that carries it, or says why it does not."""
    if person is None:
        return
    group = group_of(notice.topic)
    open_to = [c for c in channels if not c.topics or group.code in c.topics]
    for channel in _serving(open_to, person):
        quiet = _quiet_of(notice, person, channel, rules)
        until = quiet_until(rules.at, *quiet) if quiet else None
        reason = _why_not(notice, person, channel) if channel.kind in PERSONAL else ""
        state = DeliveryState.DEFERRED if until else DeliveryState.WAITING
        start = until or rules.at
        yield Delivery(
            notification=notice, channel=channel, once=once_key(notice, channel), planned_at=rules.at, not_before=start,
            give_up_at=start + timedelta(hours=rules.hours), state=DeliveryState.SKIPPED if reason else state, reason=reason,
            quiet_from=quiet[0] if quiet else None, quiet_to=quiet[1] if quiet else None,
        )  # fmt: skip


def _quiet_hours(paths: set[str], at: datetime) -> dict[str, tuple[int, int]]:
    first, last = (values_of(key, paths=paths, on=day_of(at)) for key in (QUIET_FROM, QUIET_TO))
    return {path: (first[path], last[path]) for path in paths}


def _quiet_of(notice: Notification, person: Recipient, channel: Channel, rules: Rules) -> tuple[int, int] | None:
    """What the law demands to be served is served at any hour; machines do not sleep; a group has its place's hours."""
    if notice.statutory or channel.kind == ChannelKind.WEBHOOK:
        return None
    return rules.quiet[channel.path] if channel.kind in BOTS else person.quiet


def once_key(notice: Notification, channel: Channel) -> str:
    """In a group the same words about the same case at the same moment are one message."""
    if channel.kind not in BOTS:
        return str(notice.pk)
    same = (notice.topic, notice.title, notice.body, notice.link, str(notice.case_id), notice.created_at.isoformat())
    return hashlib.sha256("\0".join(same).encode()).hexdigest()


def _serving(channels: Sequence[Channel], person: Recipient) -> Iterator[Channel]:
    """Of mail servers and gateways the nearest one; every system that is pushed to; the groups of one's agencies."""
    for kind in PERSONAL:
        near = [c for c in channels if c.kind == kind and _covers(c, person)]
        if near:
            yield max(near, key=lambda c: (len(c.path), str(c.pk)))
    for channel in channels:
        in_group = channel.kind in BOTS and channel.agency_id in person.agencies
        if in_group or (channel.kind == ChannelKind.WEBHOOK and _covers(channel, person)):
            yield channel


def _covers(channel: Channel, person: Recipient) -> bool:
    return not channel.path or any(path.startswith(channel.path) for path in person.paths)


def _why_not(notice: Notification, person: Recipient, channel: Channel) -> SkipReason | str:
    group, kind = group_of(notice.topic), ChannelKind(channel.kind)
    if not notice.statutory and not person.choices.get(group.code, {}).get(kind.value, group.is_on(kind)):
        return SkipReason.SWITCHED_OFF
    if kind == ChannelKind.EMAIL:
        return "" if person.has_email else SkipReason.NO_EMAIL
    if not channel.settings.get("templates", {}).get(group.code):
        return SkipReason.NO_TEMPLATE
    return "" if person.has_phone else SkipReason.NO_PHONE

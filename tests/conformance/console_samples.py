"""Samples of the administrators' lists: accounts, acts, seals."""

from tests.conformance.samples import ELSEWHERE, HERE, Sample, samples
from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.audit.models import Act, Seal
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.notifications.models import Channel, Delivery, Notification
from zhiben.kernel.papers.models import ImportBatch
from zhiben.kernel.ui.tests.people import make_person
from zhiben.registry.agencies.models import Division


def _grants(grant: Grant, number: int, name: str = "青峦账号") -> str:
    held = User.objects.count()
    users = [User(username=f"{name}{held + n}", name=f"{name}{n}", password="!") for n in range(number)]
    User.objects.bulk_create(users)
    Grant.objects.bulk_create(
        Grant(user=u, role=Role.CLERK, reach=ReachKind.AGENCY, reach_id=grant.reach_id, reach_name="青峦站",
              path=grant.path, level=grant.level, valid_from=now())
        for u in users
    )  # fmt: skip
    return name


def _acts(grant: Grant, number: int, name: str = "青峦行为") -> str:
    Act.objects.bulk_create(
        Act(at=now(), verb="project.update", actor_id=grant.user_id, actor_name=name, role="clerk", via="web")
        for _ in range(number)
    )
    return name


def _seals(grant: Grant, number: int) -> str:
    held = Seal.objects.count()
    Seal.objects.bulk_create(
        Seal(number=n, last_xid=1, last_id=n, count=9, root="0" * 64, previous="0" * 64, head="0" * 64, sealed_at=now())
        for n in range(held + 1, held + number + 1)
    )
    return "第 1 批"


def _elsewhere() -> Grant:
    path = Division.objects.get(pk=ELSEWHERE).path
    grant = make_person(f"别处{User.objects.count()}", Role.CLERK)
    Grant.objects.filter(pk=grant.pk).update(path=path)
    grant.path = path
    return grant


def _here(role: Role) -> Grant:
    grant = make_person(f"管理{User.objects.count()}", role)
    Grant.objects.filter(pk=grant.pk).update(path=Division.objects.get(pk=HERE).path)
    return Grant.objects.get(pk=grant.pk)


def _imports(grant: Grant, number: int, name: str = "青峦台账") -> str:
    ImportBatch.objects.bulk_create(
        ImportBatch(kind="projects", state="CHECKED", file_name=f"{name}{n}", file_size=9, file_sha256="0" * 64,
                    file_format="xlsx", agency_id=grant.reach_id, actor={}, actor_name="贺德明", created_at=now())
        for n in range(number)
    )  # fmt: skip
    return name


def _channels(grant: Grant, number: int, name: str = "青峦渠道") -> str:
    held = Channel.objects.count()
    Channel.objects.bulk_create(
        Channel(kind="webhook", name=f"{name}{n}", agency_id=grant.reach_id or new_id(), agency_name="青峦站", path=grant.path,
                settings={"url": "https://example.cn/"}, created_at=now())
        for n in range(held, held + number)
    )  # fmt: skip
    return name


def _deliveries(grant: Grant, number: int, name: str = "青峦渠道") -> str:
    _channels(grant, 1, name)
    channel = Channel.objects.filter(path=grant.path).order_by("-id")[0]
    told = [
        Notification(user_id=grant.user_id, topic="overdue", title="已逾期", created_at=now(), planned_at=now())
        for _ in range(number)
    ]
    Notification.objects.bulk_create(told)
    Delivery.objects.bulk_create(
        Delivery(notification=n, channel=channel, once=str(n.pk), planned_at=now(), not_before=now(), give_up_at=now(),
                 state="FAILED", words="对方答复")
        for n in told
    )  # fmt: skip
    return channel.name


samples["channels"] = Sample(
    mine=_channels, others=lambda: _channels(_elsewhere(), 1, "别处渠道"), grant=lambda: _here(Role.SYSTEM_ADMIN)
)
samples["deliveries"] = Sample(
    mine=_deliveries, others=lambda: _deliveries(_elsewhere(), 1, "别处渠道"), grant=lambda: _here(Role.SYSTEM_ADMIN)
)
samples["imports"] = Sample(
    mine=_imports, others=lambda: _imports(_elsewhere(), 1, "别处台账"), grant=lambda: _here(Role.CLERK)
)
samples["grants"] = Sample(
    mine=_grants, others=lambda: _grants(_elsewhere(), 1, "别处账号"), grant=lambda: _here(Role.SYSTEM_ADMIN), holds=1
)
samples["acts"] = Sample(
    mine=_acts, others=lambda: _acts(_elsewhere(), 1, "别处行为"), grant=lambda: _here(Role.AUDIT_ADMIN)
)
samples["seals"] = Sample(mine=_seals, grant=lambda: _here(Role.AUDIT_ADMIN))

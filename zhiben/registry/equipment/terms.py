"""Words for equipment. Stored codes are permanent; labels may change."""

from typing import Final

from django.db.models import TextChoices


class EquipmentKind(TextChoices):
    """建筑起重机械 that are filed and registered; mobile cranes are not."""

    TOWER = "tower", "塔式起重机"
    HOIST = "hoist", "施工升降机"
    MATERIAL_HOIST = "material_hoist", "物料提升机"
    GANTRY = "gantry", "门式起重机"
    OTHER = "other", "其他"


class StandStatus(TextChoices):
    """How far a machine has come on one site, from the notice of putting it up to the notice of taking it down."""

    NOTIFIED = "notified", "已告知"
    INSTALLING = "installing", "安装中"
    TO_INSPECT = "to_inspect", "待检测"
    TO_ACCEPT = "to_accept", "待验收"
    ACCEPTED = "accepted", "已验收"
    REGISTERED = "registered", "已登记（在用）"
    STOPPED = "stopped", "停用"
    DISMANTLE_NOTIFIED = "dismantle_notified", "拆卸告知"
    DISMANTLED = "dismantled", "已拆卸"


# What may follow on what: taking down may be notified from any point on, and whatever is up can only end by being down.
NEXT: Final = {
    StandStatus.NOTIFIED: (StandStatus.INSTALLING, StandStatus.DISMANTLED),
    StandStatus.INSTALLING: (StandStatus.TO_INSPECT, StandStatus.DISMANTLE_NOTIFIED),
    StandStatus.TO_INSPECT: (StandStatus.TO_ACCEPT, StandStatus.DISMANTLE_NOTIFIED),
    StandStatus.TO_ACCEPT: (StandStatus.ACCEPTED, StandStatus.TO_INSPECT, StandStatus.DISMANTLE_NOTIFIED),
    StandStatus.ACCEPTED: (StandStatus.REGISTERED, StandStatus.STOPPED, StandStatus.DISMANTLE_NOTIFIED),
    StandStatus.REGISTERED: (StandStatus.STOPPED, StandStatus.DISMANTLE_NOTIFIED),
    StandStatus.STOPPED: (StandStatus.REGISTERED, StandStatus.TO_INSPECT, StandStatus.DISMANTLE_NOTIFIED),
    StandStatus.DISMANTLE_NOTIFIED: (StandStatus.DISMANTLED,),
    StandStatus.DISMANTLED: (),
}  # fmt: skip
IN_USE: Final = (StandStatus.ACCEPTED, StandStatus.REGISTERED)


class EquipmentRole(TextChoices):
    """As what an enterprise has to do with a machine."""

    OWNER = "owner", "产权单位"
    MAINTAINER = "maintainer", "维保单位"
    USER = "user", "使用单位"
    INSTALLER = "installer", "安装单位"


class Job(TextChoices):
    """What a person does with a machine."""

    DRIVER = "driver", "司机"
    SIGNALLER = "signaller", "信号司索工"
    INSTALLER = "installer", "安装拆卸工"

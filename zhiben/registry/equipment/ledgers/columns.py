"""Columns of the ledger of cranes and hoists, with the other names bureaus give them."""

from typing import Any, Final

from zhiben.kernel.papers.columns import Column, choices_of
from zhiben.kernel.papers.terms import CellType
from zhiben.registry.equipment.ledgers.spreads import (
    device_and_due,
    firm_and_grade,
    firm_and_last,
    height_and_ties,
    inspection,
    number_and_online,
    planned_and_done,
)
from zhiben.registry.equipment.terms import EquipmentKind, StandStatus

T = CellType
KINDS: Final = {
    "tower": ("塔吊", "塔机", "塔式起重机械", "塔式吊机"), "hoist": ("施工电梯", "升降机", "人货电梯", "外用电梯"),
    "material_hoist": ("物料提升", "井架", "龙门架", "物料提升机（井架）"), "gantry": ("龙门吊", "门式起重机械", "龙门起重机"),
    "other": ("其它",),
}  # fmt: skip
STATUSES: Final = {
    "notified": ("安装告知", "拟安装"), "installing": ("在装", "安装"), "to_inspect": ("已安装", "未检测"),
    "to_accept": ("已检测", "检测合格"), "accepted": ("验收合格", "已验收未登记"),
    "registered": ("在用", "已登记", "使用中", "正常使用", "正常", "已登记(在用)"), "stopped": ("停止使用", "暂停使用"),
    "dismantle_notified": ("已告知拆卸", "拟拆卸", "待拆卸"), "dismantled": ("拆除", "已拆除", "已退场", "登记注销"),
}  # fmt: skip
STORED: Final = (("stored", "未安装"), ("scrapped", "报废"))
STORED_WORDS: Final = {"stored": ("已备案", "未备案", "库存", "闲置"), "scrapped": ("已报废", "备案注销")}
IGNORED: Final = ("验收30日未登记", "出厂年限", "提醒")

COLUMNS: Final = (
    Column("project_name", "工程名称", ("项目名称", "所在工程", "使用工程"), longest=200, width=30),
    Column("supervise_no", "监督编号", ("报监编号",), type=T.CODE, longest=50),
    Column("type", "设备类别", ("设备类型", "机械类别", "设备名称", "机械名称", "类别"), type=T.CHOICE,
           choices=choices_of(EquipmentKind.choices, KINDS)),
    Column("model", "规格型号", ("型号", "型号规格", "设备型号"), longest=100),
    Column("moment", "额定起重力矩", ("起重力矩", "额定力矩", "力矩"), type=T.NUMBER, unit="kN·m"),
    Column("serial", "出厂编号", ("出厂序号", "产品编号", "机身编号", "设备编号"), type=T.CODE, longest=64),
    Column("made", "出厂日期", ("制造日期", "生产日期", "出厂时间"), type=T.DATE, any_age=True),
    Column("maker", "制造单位", ("生产厂家", "制造厂家", "生产单位", "制造商", "厂家"), longest=200, width=26),
    Column("owner_unit", "产权单位", ("出租单位", "租赁单位", "设备产权单位", "产权单位名称"), longest=200, width=26),
    Column("filing_no", "产权备案编号", ("备案编号", "设备备案号", "产权备案号", "备案证号"), type=T.CODE, longest=64),
    Column("filing_agency", "备案机关", ("产权备案机关", "备案部门"), longest=100),
    Column("filing_on", "备案日期", ("产权备案日期",), type=T.DATE, any_age=True),
    Column("user_unit", "使用单位", ("施工单位", "总包单位", "施工总承包单位"), longest=200, width=26),
    Column("since", "进场日期", ("进场时间", "进场"), type=T.DATE),
    Column("reg_no", "使用登记证号", ("使用登记编号", "登记证号", "使用登记证编号"), type=T.CODE, longest=64),
    Column("reg_date", "登记日期", ("使用登记日期", "登记时间"), type=T.DATE),
    Column("installer", "安装单位", ("安装单位名称", "拆装单位", "安拆单位"), longest=200, width=26),
    Column("installer_grade", "安装单位资质", ("安装资质", "资质等级"), longest=200),
    Column("installer_both", "安装单位及资质", ("安装单位（资质）", "安拆单位及资质"), export=False, spread=firm_and_grade),
    Column("notify_date", "安装告知日期", ("告知日期", "安装告知时间"), type=T.DATE),
    Column("install_date", "安装日期", ("安装时间", "安装完成日期"), type=T.DATE),
    Column("inspect_org", "检测单位", ("检测机构", "检验单位", "检验检测机构"), longest=200, width=26),
    Column("inspect_no", "检测报告编号", ("报告编号", "检验报告编号", "检测编号"), type=T.CODE, longest=64),
    Column("inspect_date", "检测日期", ("检验日期", "检测时间"), type=T.DATE),
    Column("inspect_all", "检测单位、报告编号、检测日期", ("检测单位/报告编号/检测日期", "检测情况"), export=False,
           spread=inspection),
    Column("inspect_due", "检测有效期止", ("检测有效期", "检测到期日期", "检验有效期至", "下次检验日期"), type=T.DATE),
    Column("accept_date", "验收日期", ("验收时间", "安装验收日期"), type=T.DATE),
    Column("height", "安装高度", ("高度", "起升高度"), type=T.NUMBER, unit="m"),
    Column("ties", "附着道数", ("附墙道数", "附着数", "附墙数"), type=T.INTEGER, unit="道"),
    Column("height_ties", "安装高度/附着道数", ("高度/附着", "安装高度及附着道数"), export=False, spread=height_and_ties),
    Column("operators", "司机、信号工姓名及证号", ("司机及信号工", "操作人员", "司机、信号工", "操作人员及证号"), type=T.LINES,
           longest=1000, width=36, help="例如：司机：张三（闽A052026000001）；信号司索工：李四（闽A042026000002）"),
    Column("safety_dev_no", "防坠安全器编号", ("安全器编号",), type=T.CODE, longest=64),
    Column("safety_dev_due", "防坠安全器标定到期", ("标定到期", "安全器标定有效期", "防坠安全器有效期"), type=T.DATE),
    Column("safety_dev", "防坠安全器编号及标定到期", ("安全器编号及标定到期",), export=False, spread=device_and_due),
    Column("maint", "维保单位", ("维护保养单位", "维修保养单位"), longest=200, width=26),
    Column("maint_on", "最近维保", ("最近维保日期", "维保日期", "最近维护保养"), type=T.DATE),
    Column("maint_both", "维保单位、最近维保", ("维保单位及最近维保",), export=False, spread=firm_and_last),
    Column("iot_no", "监测设备编号", ("黑匣子编号", "监控设备编号", "安全监控编号"), type=T.CODE, longest=64),
    Column("online", "在线状态", ("是否在线", "在线"), type=T.CHOICE,
           choices=choices_of((("yes", "在线"), ("no", "离线")), {"yes": ("是", "√"), "no": ("否", "×", "掉线")})),
    Column("iot_both", "监测设备编号、在线状态", ("监测设备编号及在线状态",), export=False, spread=number_and_online),
    Column("plan_off", "计划拆卸", ("计划拆除日期", "计划拆卸日期"), type=T.DATE),
    Column("off", "实际拆卸", ("拆除日期", "实际拆卸日期", "拆卸日期"), type=T.DATE),
    Column("off_both", "计划拆卸、实际拆卸", ("计划/实际拆卸",), export=False, spread=planned_and_done),
    Column("scrapped_on", "报废日期", ("备案注销日期",), type=T.DATE),
    Column("status", "状态", ("设备状态", "使用状态"), type=T.CHOICE,
           choices=choices_of((*StandStatus.choices, *STORED), {**STATUSES, **STORED_WORDS})),
    Column("remark", "备注", ("说明",), longest=300, width=24),
)  # fmt: skip
SAMPLES: Final[tuple[dict[str, Any], ...]] = (
    {
        "project_name": "某某花园一期工程", "type": "tower", "model": "QTZ80（6010）", "moment": "800", "serial": "20240315",
        "made": "2024-03-15", "maker": "某某重工有限公司", "owner_unit": "某某机械租赁有限公司", "filing_no": "某A-T00001",
        "installer": "某某设备安装有限公司", "inspect_due": "2027-03-01", "status": "registered",
        "operators": "司机：张三（某A052026000001）；信号司索工：李四（某A042026000002）",
    },
)  # fmt: skip

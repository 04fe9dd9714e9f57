"""Columns of the project ledger, with the other names bureaus give them."""

from typing import Any, Final

from zhiben.kernel.papers.columns import Column, choices_of
from zhiben.kernel.papers.terms import CellType
from zhiben.registry.projects.codes import three_parties
from zhiben.registry.projects.terms import ProjectKind, ProjectStatus, Risk

T = CellType
KINDS: Final = {
    "housing": ("房屋建筑", "房屋建筑工程", "房建工程", "房屋", "建筑工程", "住宅", "公建", "工业厂房"),
    "municipal": ("市政工程", "市政基础设施", "市政基础设施工程", "市政公用工程", "轨道交通", "城市轨道交通工程", "道路", "桥梁"),
}  # fmt: skip
STATUSES: Final = {
    "under_way": ("施工中", "正常施工", "在施", "正常", "已开工"), "stopped": ("已停工", "停工整改", "停建", "缓建"),
    "suspended": ("中止监督", "已中止", "中止施工安全监督"),
    "ended": ("终止监督", "已终止", "竣工", "已竣工", "完工", "已完工", "终止施工安全监督"),
}  # fmt: skip
RISKS: Final = {
    "major": ("重大风险", "红", "红色", "一级", "Ⅰ级"), "larger": ("较大风险", "橙", "橙色", "二级", "Ⅱ级", "较高"),
    "ordinary": ("一般风险", "黄", "黄色", "三级", "Ⅲ级", "中"), "low": ("低风险", "蓝", "蓝色", "四级", "Ⅳ级", "较低"),
}  # fmt: skip


def two_counts(text: str) -> dict[str, str]:
    """``3/1`` under 危大数量/超危数量."""
    parts = [p.strip() for p in text.replace("／", "/").replace("、", "/").split("/")] + ["", ""]
    return {"mw_count": parts[0], "smw_count": parts[1]}


def two_degrees(text: str) -> dict[str, str]:
    """``119.296512，26.074512`` in either order: in China the longitude is always the larger."""
    parts = [
        p.strip(" °NSEWnsew北南东西纬经")
        for p in text.replace("，", ",").replace("、", ",").replace(" ", ",").split(",")
    ]
    degrees = sorted((p for p in parts if p), key=_size)
    return {"lat": degrees[0], "lng": degrees[-1]} if len(degrees) == 2 else {"lat": text, "lng": text}


def _size(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


COLUMNS: Final = (
    Column("name", "工程名称", ("项目名称", "工程项目名称", "单位工程名称", "项目工程名称"), required=True, longest=200, width=32),
    Column("supervise_no", "监督编号", ("报监编号", "监督登记号", "监督注册号", "安全监督编号", "质量安全监督编号", "监督登记编号"),
           type=T.CODE, longest=50),
    Column("project_code", "项目编码", ("项目代码", "全国统一项目编码", "项目统一编码", "工程编码"), type=T.CODE, longest=40),
    Column("permit_no", "施工许可证号", ("施工许可证编号", "施工许可证", "许可证号", "施工许可编号"), type=T.CODE, longest=50),
    Column("address", "工程地址", ("项目地址", "工程地点", "建设地点", "项目地点", "建设地址", "详细地址", "地址"), required=True,
           longest=300, width=28),
    Column("region", "所属区县", ("区县", "所属区域", "所在区县", "县区", "县市区", "项目所在地", "所属地区", "所在地区", "辖区",
           "行政区划",
           "地区", "区域"), required=True),
    Column("kind", "工程类别", ("类别", "工程类型", "项目类别", "项目类型"), type=T.CHOICE, required=True,
           choices=choices_of(ProjectKind.choices, KINDS)),
    Column("area", "建筑面积", ("面积", "总建筑面积", "建设规模", "规模", "建筑规模"), type=T.NUMBER, unit="m2"),
    Column("price_wan", "合同价（万元）", ("合同价", "合同造价", "工程造价", "造价", "合同金额", "合同额", "工程总造价"), type=T.MONEY_WAN,
           places=4),
    Column("structure", "结构类型/层数", ("结构层数", "结构形式", "结构类型", "结构及层数"), longest=100),
    Column("owner", "建设单位", ("业主单位", "业主", "建设单位名称"), required=True, longest=200, width=28),
    Column("contractor", "施工单位", ("总包单位", "施工总承包单位", "总承包单位", "施工企业", "施工单位名称"), required=True, longest=200,
           width=28),
    Column("consultant", "监理单位", ("监理企业", "监理公司", "监理单位名称"), required=True, longest=200, width=28),
    Column("parties", "建设/施工/监理单位", ("参建单位", "五方责任主体"), export=False, spread=three_parties),
    Column("pm", "项目经理及电话", ("项目经理", "项目负责人", "项目负责人及电话", "项目经理姓名", "项目经理及联系电话"), type=T.PERSON),
    Column("pm_phone", "项目经理电话", ("项目经理联系电话", "项目负责人电话", "项目负责人联系电话", "项目经理-电话"), type=T.PHONE,
           export=False),
    Column("chief", "总监及电话", ("总监", "总监理工程师", "总监理工程师及电话", "项目总监", "总监姓名", "总监及联系电话"), type=T.PERSON),
    Column("chief_phone", "总监电话", ("总监联系电话", "总监理工程师电话", "总监-电话"), type=T.PHONE, export=False),
    Column("so_count", "专职安全员人数", ("安全员人数", "专职安全员数", "安全员数量"), type=T.INTEGER, unit="人"),
    Column("start", "开工日期", ("开工时间", "实际开工日期", "计划开工日期"), type=T.DATE),
    Column("plan_end", "计划竣工", ("计划竣工日期", "竣工日期", "计划竣工时间", "计划完工日期", "合同竣工日期"), type=T.DATE),
    Column("progress", "形象进度", ("工程进度", "进度", "施工进度", "当前进度"), longest=200, width=24),
    Column("mw_count", "危大数量", ("危大工程数量", "危大工程数", "危大工程个数"), type=T.INTEGER, unit="项"),
    Column("smw_count", "超危数量", ("超危大工程数量", "超危大数量", "超规模危大工程数", "超过一定规模的危大工程数量"),
           type=T.INTEGER, unit="项"),
    Column("mw_counts", "危大数量/超危数量", ("危大工程数量/超危大工程数量", "危大/超危数量"), export=False, spread=two_counts),
    Column("crane_count", "起重机械台数", ("起重机械数量", "起重设备台数", "塔机台数", "起重机械"), type=T.INTEGER, unit="台"),
    Column("risk", "风险等级", ("安全风险等级", "风险级别"), type=T.CHOICE, choices=choices_of(Risk.choices, RISKS)),
    Column("agency", "监督机构", ("监管机构", "监督单位", "质安站", "监督站", "安全监督机构"), longest=100,
           help="不填时由导入的质安站或最近一级机构监管"),
    Column("station", "监督科室/监督员", ("监督员", "监督科室", "监督人员", "监督组"), longest=100),
    Column("lat", "纬度", ("北纬", "工程纬度", "纬度（度）", "纬度坐标"), type=T.NUMBER, places=6, help="十进制度数，如 26.074512"),
    Column("lng", "经度", ("东经", "工程经度", "经度（度）", "经度坐标"), type=T.NUMBER, places=6, help="十进制度数，如 119.296512"),
    Column("position", "经纬度", ("坐标", "经纬度坐标", "工程坐标", "地理坐标"), export=False, spread=two_degrees),
    Column("datum", "坐标系", ("坐标系统", "坐标类型", "坐标来源", "坐标基准"), longest=32,
           help="CGCS2000、WGS-84 或 GCJ-02；不填的按本地参数理解，入库统一为 2000国家大地坐标系"),
    Column("status", "状态", ("工程状态", "项目状态", "施工状态", "监督状态"), type=T.CHOICE, required=True,
           choices=choices_of(ProjectStatus.choices, STATUSES), help="停工仍在监管之中；中止、终止指监督手续"),
)  # fmt: skip
SAMPLES: Final[tuple[dict[str, Any], ...]] = (
    {
        "name": "某某花园一期工程", "supervise_no": "A2026001", "address": "某某区某某路1号", "region": "某某区", "kind": "housing",
        "area": "32000", "price_wan": "8600", "structure": "框剪/18层", "owner": "某某置业有限公司",
        "contractor": "某某建设集团有限公司", "consultant": "某某监理有限公司", "pm": [{"name": "张三", "phone": "13800000000"}],
        "chief": [{"name": "李四", "phone": "13900000000"}], "so_count": 2, "start": "2026-03-05", "plan_end": "2027-12-31",
        "progress": "主体结构施工", "mw_count": 3, "smw_count": 1, "crane_count": 2, "risk": "ordinary", "station": "监督一科",
        "status": "under_way",
    },
)  # fmt: skip

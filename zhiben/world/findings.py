"""What inspectors write down in an invented world: our own sentences, with the clause for the major ones."""

from dataclasses import dataclass
from datetime import date
from typing import Final

EDITION_2024: Final = date(2024, 12, 13)


@dataclass(frozen=True, kw_only=True)
class Wording:
    """One kind of finding. ``clauses``: code in the edition of 2022 and of 2024, for the major ones."""

    category: str
    location: str
    description: str
    measure: str
    clauses: tuple[str, str] = ("", "")

    def clause_on(self, day: date) -> str:
        return self.clauses[day >= EDITION_2024]


MAJOR: Final = (
    Wording(category="scaffold", location="3号楼北立面", description="双排落地脚手架四层连墙件整层缺失，架体可见外倾",
            measure="停用该段架体，按方案补齐连墙件并经验收后使用", clauses=("2022-7.2", "2024-7.2")),
    Wording(category="formwork", location="地下室顶板高支模区", description="模板支架立杆基础未硬化且局部积水，立杆悬空 3 处",
            measure="停止加载，加固并硬化基础，经验算和验收后恢复", clauses=("2022-6.1", "2024-6.1")),
    Wording(category="pit", location="基坑东侧", description="基坑东侧超挖约 1.2 米，未采取回填或加固措施",
            measure="立即停止开挖，回填反压，由设计单位复核后续工况", clauses=("2022-5.2", "2024-5.2")),
    Wording(category="pit", location="基坑南侧坡顶", description="支护桩顶水平位移超过设计控制值，未及时处理",
            measure="停工并撤离坑底人员，回填反压，加密监测", clauses=("2022-5.4", "2024-5.4")),
    Wording(category="crane", location="1号塔吊", description="塔式起重机未办理使用登记即投入使用",
            measure="停止使用，补齐检测、验收资料并办理使用登记", clauses=("2022-8.1", "2024-8.1")),
    Wording(category="crane", location="2号施工升降机", description="施工升降机上限位失效，防坠安全器超过标定有效期",
            measure="停止使用，更换限位并重新标定防坠安全器后复检", clauses=("2022-8.5", "2024-8.4")),
    Wording(category="mgmt", location="塔吊司机室", description="在岗塔吊司机未取得有效的特种作业操作资格证",
            measure="立即停止作业，更换持证人员并报送证书", clauses=("2022-4.3", "2024-4.3")),
    Wording(category="mgmt", location="高支模专项方案", description="超过一定规模的高支模工程专项方案未按规定组织专家论证即施工",
            measure="停止施工，组织专家论证并按论证意见修改方案", clauses=("2022-4.4", "2024-4.4")),
    Wording(category="height", location="5层卸料平台", description="悬挑卸料平台搁置点支在外架上，未与主体结构可靠连接",
            measure="停用并拆除，按方案重新安装并验收", clauses=("2022-9.3", "2024-9.3")),
    Wording(category="confined", location="污水井", description="井下作业未审批，未先通风检测即安排人员进入",
            measure="立即撤人，办理作业审批，配齐检测通风设备", clauses=("2022-11.1", "2024-11.2")),
)  # fmt: skip
GENERAL: Final = (
    Wording(category="height", location="2层楼梯口", description="楼梯临边防护栏杆缺失约 3 米",
            measure="安装定型化防护栏杆"),
    Wording(category="height", location="电梯井口", description="电梯井口防护门被打开未恢复",
            measure="恢复防护门并上锁"),
    Wording(category="power", location="钢筋加工区", description="开关箱未设漏电保护器，一闸多机",
            measure="更换标准开关箱，一机一闸一漏"),
    Wording(category="power", location="地下室", description="电缆拖地、浸水，接头绝缘包扎不规范",
            measure="架空敷设电缆，重做接头"),
    Wording(category="scaffold", location="外架 6 步", description="脚手板未满铺，局部有探头板",
            measure="满铺脚手板并固定"),
    Wording(category="scaffold", location="外架底部", description="扫地杆缺失，立杆底部无垫板",
            measure="补设扫地杆和垫板"),
    Wording(category="formwork", location="三层模板区", description="支架水平剪刀撑设置不足",
            measure="按方案补设剪刀撑"),
    Wording(category="crane", location="1号塔吊", description="吊钩防脱钩装置损坏",
            measure="更换防脱钩装置"),
    Wording(category="crane", location="吊装作业区", description="吊装区域未设警戒线，无人监护",
            measure="设置警戒并派专人监护"),
    Wording(category="fire", location="宿舍区", description="灭火器压力不足，消防通道堆放材料",
            measure="更换灭火器，清理通道"),
    Wording(category="fire", location="焊接作业面", description="动火作业无看火人，未配灭火器材",
            measure="停止动火，配齐器材和看火人"),
    Wording(category="pit", location="基坑周边", description="基坑周边 1 米内堆放钢筋",
            measure="清离坑边荷载"),
    Wording(category="housekeeping", location="大门", description="安全教育记录缺少近一周内容",
            measure="补做教育并留存记录"),
    Wording(category="housekeeping", location="材料堆场", description="材料堆放过高且无标识",
            measure="降低堆高，设置标识"),
    Wording(category="protective", location="作业面", description="部分工人高处作业未系安全带",
            measure="现场教育，配齐并正确佩戴"),
)  # fmt: skip

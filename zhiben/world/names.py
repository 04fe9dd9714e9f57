"""Invented names and numbers. Identity numbers carry the address code 000000, which no place has ever had."""

from datetime import date
from typing import Final

from zhiben.registry.enterprises.codes import org_check_digit, uscc_check_digit
from zhiben.registry.people.codes import id_check_digit
from zhiben.world.drawing import Chance

FAMILY: Final = (
    "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁韦马方任袁柳史唐薛雷贺倪汤罗毕郝安常"
)
GIVEN: Final = (
    "建国", "志强", "海燕", "晓东", "文静", "永康", "秀英", "立新", "国平", "春梅",
    "嘉豪", "思远", "雨辰", "丽华", "德明", "学军", "亚楠",
    "振宇", "佳怡", "守义", "长青", "小龙", "玉兰", "宏伟", "明轩", "新民", "月红", "光耀",
    "保安", "家和", "子安", "清", "磊", "敏", "静",
    "勇", "杰", "娟", "涛", "斌", "霞", "鹏", "洁", "峰", "颖", "刚", "平", "辉", "玲", "宁",
)  # fmt: skip
PLACE_WORDS: Final = (
    "锦绣", "云栖", "和悦", "望湖", "青枫", "东篱", "南塘", "北苑", "知春", "明月",
    "听澜", "梧桐", "翠庭", "春江", "河畔", "星河", "安居",
    "同乐", "书香", "晨曦",
)  # fmt: skip
HOUSING: Final = (
    "花园", "雅苑", "公馆", "府", "名邸", "家园", "人才公寓", "安置房", "中学教学楼",
    "小学扩建", "医院门诊楼", "科创中心", "厂房", "综合楼",
    "农贸市场改造",
)  # fmt: skip
MUNICIPAL: Final = (
    "路改造", "大道快速化", "河桥", "雨污分流", "污水泵站", "综合管廊", "公园景观", "给水管网",
)  # fmt: skip
ENTERPRISE_WORDS: Final = (
    "启恒", "鼎禾", "中岳通", "远拓", "铭筑", "宏泽", "天工源", "立基", "永筑", "恒信达",
    "筑安", "苏杭桥", "华岱", "瑞丰隆", "广厦源", "正阳桥",
    "合力营", "金石固",
)  # fmt: skip
KIND_WORDS: Final = {
    "owner": "置业有限公司", "contractor": "建设工程有限公司", "consultant": "工程监理有限公司",
    "surveyor": "岩土勘察有限公司", "designer": "建筑设计有限公司", "subcontractor": "基础工程有限公司",
    "labour": "建筑劳务有限公司", "lessor": "机械租赁有限公司",
}  # fmt: skip


def person_name(chance: Chance) -> str:
    return chance.pick(FAMILY) + chance.pick(GIVEN)


def id_number(serial: int) -> str:
    """Eighteen characters with a right check digit; distinct for distinct serials below 13 million."""
    born = date(1960 + serial % 40, 1 + serial // 40 % 12, 1 + serial // 480 % 28)
    body = f"000000{born:%Y%m%d}{serial // 13440 % 1000:03d}"
    return body + id_check_digit(body)


def phone_number(serial: int) -> str:
    """Eleven digits beginning with 100: no mobile network has them."""
    return f"100{serial:08d}"


def uscc(serial: int) -> str:
    """Eighteen characters with a right check digit; the registering office 000000 does not exist."""
    organisation = f"MA{serial:06d}"
    body = f"91000000{organisation}{org_check_digit(organisation)}"
    return body + uscc_check_digit(body)


def enterprise_name(chance: Chance, kind: str, number: int, place: str) -> str:
    word = ENTERPRISE_WORDS[number % len(ENTERPRISE_WORDS)]
    second = chance.pick(PLACE_WORDS)
    return f"{place}{word}{second}{KIND_WORDS[kind]}"


def project_name(chance: Chance, number: int, kind: str, place: str) -> str:
    word = PLACE_WORDS[number % len(PLACE_WORDS)]
    tail = HOUSING[number % len(HOUSING)] if kind == "housing" else MUNICIPAL[number % len(MUNICIPAL)]
    lot = f"{chance.number(1, 9)}号地块" if kind == "housing" else f"{'一二三四五'[number % 5]}期"
    return f"{place}{word}{tail}{lot}（{number + 1:03d}标段）"

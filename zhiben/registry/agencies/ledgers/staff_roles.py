"""What offices write when they mean a role of the platform."""

import re
from typing import Final

from zhiben.kernel.access.terms import ADMINISTRATORS, REGULATORS, Role

ASSIGNABLE: Final = (*REGULATORS, *ADMINISTRATORS)
OTHER_WORDS: Final = {
    Role.INSPECTOR: ("监督人员", "质监员", "安监员", "质安员", "安全监督员", "质量监督员", "主监", "监管员", "监督"),
    Role.ENFORCER: ("执法员", "执法", "行政执法人员", "综合执法人员"),
    Role.CLERK: ("综合", "文员", "办公室人员", "内业", "统计员", "信息员", "资料员"),
    Role.LEADER: ("领导", "签发人", "分管领导", "审批人", "局长", "副局长", "站长", "副站长", "主任", "副主任", "主要负责人"),
    Role.CERTIFIER: ("发证", "发证员", "证照管理"),
    Role.SYSTEM_ADMIN: ("系统管理", "管理员", "平台管理员"),
    Role.SECURITY_ADMIN: ("安全管理", "安全保密管理员", "保密管理员"),
    Role.AUDIT_ADMIN: ("审计员", "安全审计员", "审计管理"),
}  # fmt: skip
WORDS: Final = {word: role for role in ASSIGNABLE for word in (str(role.label), role.value, *OTHER_WORDS.get(role, ()))}
BETWEEN: Final = re.compile(r"[、,，;；/／+＋|｜\s]+")


def read_roles(text: str) -> tuple[list[Role], list[str]]:
    """Roles in the order they are written, without repeats, and the words that mean none."""
    words = [word for word in BETWEEN.split(text.strip()) if word]
    known = [WORDS[word] for word in words if word in WORDS]
    return list(dict.fromkeys(known)), [word for word in words if word not in WORDS]


def separate(roles: list[Role]) -> bool:
    """三员分立: an administrator's role stands alone."""
    return len(roles) < 2 or not set(roles) & set(ADMINISTRATORS)

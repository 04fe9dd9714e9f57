"""Columns that several ledgers of people have, with the other names they go by."""

import re
from typing import Final

from zhiben.kernel.papers.columns import Column, choices_of
from zhiben.kernel.papers.terms import CellType
from zhiben.registry.people.terms import Gender, StatedKind

T = CellType
STATED: Final = {
    "A": ("A证", "A类", "安全员A证", "安管人员A证"), "B": ("B证", "B类", "安全员B证", "安管人员B证"),
    "C1": ("C1证", "C1类", "安全员C1证"), "C2": ("C2证", "C2类", "安全员C2证", "C", "C证", "C类", "安全员C证"),
    "C3": ("C3证", "C3类", "安全员C3证"), "builder": ("建造师", "一级建造师", "二级建造师", "一级注册建造师", "二级注册建造师"),
    "safety_engineer": ("注安", "注安师", "注册安全师", "安全工程师"), "consultant": ("注册监理", "注册监理师", "国家注册监理工程师"),
    "special": ("特种作业操作证", "特种作业", "特种作业证", "特种作业操作资格证"), "other": ("其他", "其它"),
}  # fmt: skip
BETWEEN: Final = re.compile(r"[、,，;；/／|\n]+")

NAME: Final = Column("name", "姓名", ("人员姓名", "工人姓名"), required=True, longest=64)
ID_NO: Final = Column("id_no", "身份证号", ("身份证号码", "证件号码", "身份证"), type=T.ID_NUMBER, longest=32)
PHONE: Final = Column("phone", "联系电话", ("手机号", "手机号码", "电话", "手机"), type=T.PHONE)
GENDER: Final = Column("gender", "性别", type=T.CHOICE, choices=choices_of(Gender.choices))
ETHNIC: Final = Column("ethnic", "民族", longest=32)
ADDRESS: Final = Column("address", "住址", ("家庭住址", "身份证住址", "户籍地址"), type=T.ADDRESS, longest=200)
ACCOUNT: Final = Column(
    "account", "工资卡号", ("银行卡号", "工资卡", "银行账号", "工资账号"), type=T.ACCOUNT, longest=40
)
BANK: Final = Column("bank", "开户行", ("工资卡开户行", "开户银行", "银行"), longest=100)
CONTACT: Final = Column(
    "contact", "紧急联系人及电话", ("紧急联系人", "紧急联系人姓名及电话"), type=T.PERSON, personal=True
)
CONTACT_PHONE: Final = Column(
    "contact_phone", "紧急联系人电话", ("紧急联系电话", "紧急联系人-电话"), type=T.PHONE, export=False
)
CERT_KIND: Final = Column(
    "cert_kind", "证书类别", ("证件类别", "证书种类", "证书类型"), type=T.CHOICE,
    choices=choices_of(StatedKind.choices, STATED),
)  # fmt: skip
CERT_NO: Final = Column(
    "cert_no", "证书编号", ("证号", "证书号", "操作证号", "资格证号", "证书号码"), type=T.CODE, longest=80
)
CERT_UNTIL: Final = Column(
    "cert_until", "有效期止", ("证书有效期", "有效期至", "证书有效期止", "有效期"), type=T.DATE, any_age=True
)
CERT_ISSUER: Final = Column("cert_issuer", "发证机关", ("发证单位", "发证部门"), longest=100)
CERT_SINCE: Final = Column(
    "cert_since", "初领日期", ("初次领证日期", "发证日期", "初领证日期"), type=T.DATE, any_age=True
)
VERIFIED: Final = Column("verified", "网上核验结果", ("核验结果",), longest=40)
VERIFIED_ON: Final = Column("verified_on", "核验日期", ("网上核验日期",), type=T.DATE)


def card_and_bank(text: str) -> dict[str, str]:
    """``6222…、某某银行某某支行`` under 工资卡号、开户行."""
    card, bank, *_ = [*(part.strip() for part in BETWEEN.split(text, 1)), "", ""]
    return {"account": card, "bank": bank}


def result_and_day(text: str) -> dict[str, str]:
    """``有效、2026-03-05`` under 网上核验结果、核验日期."""
    result, day, *_ = [*(part.strip() for part in re.split(r"[、,，;；|\n]+", text, maxsplit=1)), "", ""]
    return {"verified": result, "verified_on": day}


CARD_AND_BANK: Final = Column(
    "card_and_bank", "工资卡号、开户行", ("工资卡号及开户行",), export=False, personal=True, spread=card_and_bank
)  # fmt: skip
RESULT_AND_DAY: Final = Column(
    "result_and_day", "网上核验结果、核验日期", ("网上核验结果及日期",), export=False, spread=result_and_day
)  # fmt: skip

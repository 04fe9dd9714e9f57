"""Columns of the ledger of certificates, with the other names bureaus give them."""

from typing import Any, Final

from zhiben.domains.certificates.terms import CertificateKind, CertificateState
from zhiben.kernel.papers.columns import Column, choices_of
from zhiben.kernel.papers.terms import CellType

T = CellType
KINDS: Final = {
    "enterprise_license": ("安许证", "安全生产许可证书", "建筑施工企业安全生产许可证"),
    "safety_manager": ("安管人员证", "三类人员证", "安全生产考核合格证", "安全生产考核合格证书",
                       "安管人员安全生产考核合格证书", "安全考核证"),
    "special_worker": ("特种作业证", "特种作业操作证", "建筑施工特种作业操作资格证",
                       "建筑施工特种作业操作资格证书", "特种作业人员证"),
    "crane_registration": ("使用登记证", "起重机械登记证", "建筑起重机械使用登记证", "建筑起重机械使用登记证书"),
    "crane_filing": ("产权备案", "设备备案", "产权备案证", "建筑起重机械备案证明"),
    "supervisor_staff": ("监督人员证", "监督员证", "施工安全监督人员考核合格证书", "监督人员考核合格证书"),
    "constructor": ("建造师", "注册建造师", "建造师注册证书", "一级建造师", "二级建造师"),
}  # fmt: skip
STATES: Final = {
    "valid": ("正常", "在用", "有效期内", "过期", "已过期", "临期"), "suspended": ("已暂扣", "暂扣中"),
    "revoked_penalty": ("已吊销",), "revoked_grant": ("已撤销",), "withdrawn": ("已撤回",), "cancelled": ("已注销", "作废"),
}  # fmt: skip
IGNORED: Final = ("剩余天数", "预警级", "二维码", "照片", "性别", "职务", "技术职称", "备案状态")

COLUMNS: Final = (
    Column("kind", "证照种类", ("证照类别", "证书种类", "证照名称", "证件类型", "证书类别"), type=T.CHOICE,
           choices=choices_of(CertificateKind.choices, KINDS)),
    Column("class", "类别", ("人员类别", "工种", "操作类别", "等级", "设备类别", "类别（工种）"), longest=60,
           help="安管人员填 A、B、C1、C2、C3，特种作业填工种代码或名称"),
    Column("number", "证书编号", ("证号", "证照编号", "编号", "许可证编号", "登记证号"), type=T.CODE, longest=80, width=26),
    Column("licence_id", "电子证照标识", ("证照标识", "电子证照号"), type=T.CODE, longest=120, width=26),
    Column("holder", "持证主体", ("持证人", "姓名", "企业名称", "名称", "持证单位", "单位名称", "设备名称"), longest=200, width=26),
    Column("uscc", "统一社会信用代码", ("信用代码", "社会信用代码"), type=T.CODE, longest=32),
    Column("id_no", "身份证号", ("身份证号码", "证件号码", "身份证件号码"), type=T.ID_NUMBER, longest=32),
    Column("filing_no", "产权备案编号", ("设备备案编号", "备案编号"), type=T.CODE, longest=64),
    Column("serial", "出厂编号", ("设备出厂编号",), type=T.CODE, longest=64),
    Column("project_name", "工程名称", ("使用工程", "项目名称", "所在项目"), longest=200, width=26),
    Column("employer", "受聘单位", ("受聘（注册）单位", "受聘企业名称", "工作单位", "聘用单位", "使用单位", "单位"), longest=200, width=26),
    Column("scope", "许可范围", ("许可内容", "业务范围"), type=T.LINES, longest=300),
    Column("issuer", "发证机关", ("颁发机关", "发证单位", "登记机关", "备案机关"), longest=200, width=24),
    Column("issued_on", "发证日期", ("颁发日期", "登记日期", "备案日期"), type=T.DATE, any_age=True),
    Column("first_issued_on", "初次领证日期", ("初领日期", "首次发证日期"), type=T.DATE, any_age=True),
    Column("valid_from", "有效期起", ("有效期自", "使用期起", "有效起始日期"), type=T.DATE, any_age=True),
    Column("valid_to", "有效期止", ("有效期至", "使用期止", "有效截止日期", "到期日期", "有效期"), type=T.DATE, any_age=True),
    Column("state", "状态", ("证书状态", "证照状态"), type=T.CHOICE, choices=choices_of(CertificateState.choices, STATES)),
    Column("suspended_from", "暂扣起", ("暂扣开始",), type=T.DATE),
    Column("suspended_to", "暂扣止", ("暂扣截止",), type=T.DATE),
    Column("decision_no", "决定书文号", ("文号", "处理文号"), type=T.TEXT, longest=80),
    Column("electronic", "电子证照", ("是否电子证照", "电子证"), type=T.BOOLEAN),
    Column("remark", "备注", ("说明",), longest=500),
)  # fmt: skip
SAMPLES: Final[tuple[dict[str, Any], ...]] = (
    {
        "kind": "safety_manager", "class": "C2", "number": "某建安C2（2025）0000001", "holder": "张三",
        "employer": "某某建设集团有限公司", "issuer": "某某省住房和城乡建设厅", "issued_on": "2025-06-01",
        "valid_from": "2025-06-01", "valid_to": "2028-05-31", "state": "valid", "electronic": True,
    },
)  # fmt: skip

"""机构人员台账: agencies, departments, officers and their accounts in one sheet. One row is one person at one agency."""

from typing import Final

from zhiben.kernel.access.terms import Role
from zhiben.kernel.papers.columns import Column, choices_of
from zhiben.kernel.papers.ledger import Ledger, register
from zhiben.kernel.papers.terms import CellType
from zhiben.registry.agencies.ledgers.agencies import KIND_WORDS
from zhiben.registry.agencies.ledgers.staff_checks import CHECKS
from zhiben.registry.agencies.ledgers.staff_listing import listed
from zhiben.registry.agencies.ledgers.staff_reading import key, match, prepare
from zhiben.registry.agencies.ledgers.staff_writing import apply
from zhiben.registry.agencies.terms import AgencyKind

T = CellType
STAFF: Final = register(
    Ledger(
        kind="staff", title="机构人员台账", order=11, key=key, prepare=prepare, match=match, apply=apply, rows=listed,
        checks=CHECKS, roles=frozenset({Role.SYSTEM_ADMIN, Role.SYSTEM}), distinctive=frozenset({"roles", "position"}),
        page="console:setup-review",
        columns=(
            Column("division", "区划", ("所属区划", "行政区划", "所属地区", "辖区", "地区", "所在区划", "所属辖区"), required=True,
                   help="写全称或六位代码，如：福建省福州市鼓楼区", width=24),
            Column("agency", "机构名称", ("单位名称", "单位", "工作单位", "所在单位", "机关名称", "机构", "监督机构名称", "部门名称"),
                   required=True, longest=100, width=32),
            Column("kind", "机构类别", ("单位类别", "机构性质", "单位性质", "类别", "性质"), type=T.CHOICE,
                   choices=choices_of(AgencyKind.choices, KIND_WORDS), help="主管部门（住建局）或监督机构（质安站）；不写时按名称判断"),
            Column("department", "科室", ("内设科室", "部门", "处室", "股室", "所属科室", "科室名称"), longest=60),
            Column("name", "姓名", ("人员姓名", "监督员姓名", "执法人员姓名", "名字", "执法人员"), required=True, longest=64),
            Column("position", "职务", ("职位", "岗位", "职务职级", "行政职务"), longest=60),
            Column("phone", "手机号", ("手机", "手机号码", "联系电话", "联系方式", "电话", "移动电话"), type=T.PHONE),
            Column("roles", "角色", ("平台角色", "系统角色", "身份", "权限", "平台身份", "账号角色"),
                   help="可以写几个，用顿号隔开：监督员、执法人员、内勤、负责人、发证人员；"
                        "系统管理员、安全管理员、审计管理员要各由一人单独担任。不写就不开账号",
                   width=20),
            Column("certificate_no", "执法证号", ("行政执法证号", "执法证编号", "监督员证号", "证件编号", "执法证件号", "证号"),
                   longest=40),
            Column("certificate_to", "证书有效期", ("有效期", "有效期至", "执法证有效期", "证件有效期", "有效期限", "到期日期",
                   "执法证有效期至", "证书有效期至"), type=T.DATE),
            Column("username", "账号", ("登录账号", "用户名", "账户", "登录名"), longest=64,
                   help="登录用，不含空格；不写时按姓名拼音自动生成"),
        ),
        samples=(
            {"division": "福建省福州市鼓楼区", "agency": "某某区住房和城乡建设局", "kind": "authority", "department": "质量安全科",
             "name": "张三", "position": "科长", "phone": "13800000000", "roles": "负责人"},
            {"division": "福建省福州市鼓楼区", "agency": "某某区建设工程质量安全站", "kind": "station", "department": "监督一科",
             "name": "李四", "position": "监督员", "phone": "13900000000", "roles": "监督员、执法人员",
             "certificate_no": "闽A0100001", "certificate_to": "2028-12-31"},
            {"division": "福建省福州市鼓楼区", "agency": "某某区建设工程质量安全站", "kind": "station", "department": "办公室",
             "name": "王五", "position": "内勤", "roles": "内勤"},
            {"division": "福建省福州市鼓楼区", "agency": "某某区住房和城乡建设局", "kind": "authority", "name": "赵六",
             "roles": "安全管理员"},
        ),
        notes=(
            "一行一个人。没有登记过的机构、科室会新建；机构按区划和名称认定。",
            "同一机构里同名的人，请写执法证号或手机号来区分。",
            "角色只增不减：表里没写的身份不会被收回，收回请到“账号与授权”办理。",
            "初始密码不在这里：导入后在“开通向导”里打印账号条，当面交给本人，首次登录必须修改。",
        ),
    )
)  # fmt: skip

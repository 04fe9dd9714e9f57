"""证照台账 in and out, and 证照到期预警表 out."""

from typing import Final

from zhiben.domains.certificates.ledgers.columns import COLUMNS, IGNORED, SAMPLES
from zhiben.domains.certificates.ledgers.expiring import EXPIRING
from zhiben.domains.certificates.ledgers.listing import listed
from zhiben.domains.certificates.ledgers.reading import key, prepare
from zhiben.domains.certificates.ledgers.undoing import touched, undo
from zhiben.domains.certificates.ledgers.writing import apply
from zhiben.domains.certificates.policies import CERTIFIERS
from zhiben.kernel.papers.ledger import IMPORTERS, Ledger, register

CERTIFICATES: Final = register(
    Ledger(
        kind="certificates", title="证照台账", order=50, columns=COLUMNS, key=key, prepare=prepare, apply=apply, rows=listed,
        roles=IMPORTERS | CERTIFIERS, touched=touched, undo=undo, samples=SAMPLES, ignored_headers=IGNORED,
        distinctive=frozenset({"licence_id", "suspended_from", "decision_no", "electronic"}),
        notes=("人员以身份证号认定，企业以统一社会信用代码或全称认定，设备以产权备案编号认定；认不出的照样收进来，记为待匹配。",
               "编号不规范、编号重复、有效期重叠、校验码不对、发证机关不在名录里的，照样收进来，记为存疑并写明原因。",
               "发证人员只能导入本机关颁发的证照，其余各行留在错误表里，由发证机关或者本机关内勤导入。"),
    )
)  # fmt: skip

register(EXPIRING)

"""Numbers and words of certificates that policies and agencies set. Values: ``criteria/parameters/certificates.yaml``."""

from typing import Final

from zhiben.kernel.parameters.declarations import declare
from zhiben.kernel.parameters.terms import ValueType

INTEGER, TEXT = ValueType.INTEGER, ValueType.TEXT
WITH_TERM: Final = {
    "enterprise_license": "安全生产许可证", "safety_manager": "安管人员考核合格证", "special_worker": "特种作业操作资格证",
    "supervisor_staff": "监督人员考核合格证",
}  # fmt: skip
RENEWED: Final = {**WITH_TERM, "crane_registration": "起重机械使用登记证", "crane_filing": "起重机械产权备案"}

LEVELS: Final = (("nation", "国家"), ("province", "省级"), ("city", "市级"), ("county", "县级"), ("zone", "功能区"))

for kind, word in WITH_TERM.items():
    declare(f"certificates.years.{kind}", f"{word}有效年限", "年", INTEGER,
            meaning=f"发给或者延续的{word}有效几年；0 表示没有规定年限")  # fmt: skip
for kind, word in RENEWED.items():
    declare(f"certificates.renewal_due.{kind}", f"{word}换发完成期限", "", TEXT,
            meaning=f"{word}换发电子证照应在哪一天前完成，写成 2024-12-31；“无”表示没有规定")  # fmt: skip
for kind, word in RENEWED.items():
    declare(f"certificates.issuer_levels.{kind}", f"{word}发证层级", "", ValueType.CHOICES,
            meaning=f"哪些层级的主管部门可以颁发{word}，并决定暂扣、吊销；其他的只能报请", options=LEVELS)  # fmt: skip
declare("certificates.warning_days", "证照到期预警天数", "天", ValueType.NUMBERS,
        meaning="证照距有效期止几天时预警；最大的一个也是“临期”的界限")  # fmt: skip
declare("certificates.extension_months", "延续申请窗口", "个月", INTEGER, least=1,
        meaning="有效期满前几个月起可以办理延续")  # fmt: skip
declare("certificates.suspension_least_days", "暂扣最少天数", "天", INTEGER, least=1, meaning="一次暂扣最少几天")
declare("certificates.suspension_most_days", "暂扣最多天数", "天", INTEGER, least=1,
        meaning="一次暂扣最多几天；超过的应当吊销")  # fmt: skip
declare("certificates.worker_age", "特种作业人员最低年龄", "周岁", INTEGER, least=1,
        meaning="满几周岁才能取得特种作业操作资格证")  # fmt: skip
declare("certificates.registration_days", "使用登记办理时限", "天", INTEGER, least=1,
        meaning="自安装验收合格之日起几天内应当办理使用登记")  # fmt: skip
declare("certificates.request_working_days", "报请答复时限", "个工作日", INTEGER, least=1,
        meaning="发证机关收到报请后应在几个工作日内决定")  # fmt: skip
declare("certificates.due_soon_days", "证照办理临期提示", "天", INTEGER, meaning="距办理期限几天以内提醒")
declare("certificates.urge_days", "证照办理自动催办", "天", ValueType.NUMBERS,
        meaning="发还、报请答复逾期满几天时自动催办承办人，没有就填“无”")  # fmt: skip
declare(
    "certificates.number_template", "证照决定书文号格式", "", ValueType.PATTERN,
    meaning="暂扣、吊销等决定书的文号怎样由机关代字、文种、年份、序号组成",
    blanks=(("prefix", "机关代字"), ("kind_short", "文种"), ("year", "年份"), ("seq", "序号")),
    needed=frozenset({"year", "seq"}),
)  # fmt: skip
declare("certificates.short.DECISION", "证照决定书文种字", "", TEXT, meaning="证照决定书文号里机关代字后面的字")
declare(
    "certificates.type_code", "证照类型代码", "", TEXT, meaning="电子证照标识里的证照类型代码；按证照定义机构公布的填写"
)
declare(
    "certificates.issuer_code",
    "发证机关代码",
    "",
    TEXT,
    meaning="电子证照标识里的颁发机构代码：发证机关的统一社会信用代码",
)
declare("checks.required", "现场检查是否必须验真", "", ValueType.BOOLEAN,
        meaning="现场检查的记录是不是都要附有验真结果；是的，缺验真时在检查记录上提示")  # fmt: skip
declare("faces.filing_persons", "人脸信息备案人数", "人", INTEGER, least=1,
        meaning="存储的人脸信息达到多少人时应当向网信部门备案")  # fmt: skip
declare("faces.filing_working_days", "人脸信息备案期限", "个工作日", INTEGER, least=1,
        meaning="达到备案人数之日起几个工作日内应当备案")  # fmt: skip
declare("faces.keep_days", "人脸特征保存期", "天", INTEGER, least=1,
        meaning="人脸特征最多保存几天，到期自动删除；需要继续使用的重新征得同意、重新采集")  # fmt: skip
declare("holders.code_minutes", "亮证短信验证码有效时间", "分钟", INTEGER, least=1,
        meaning="持证人用手机号打开亮证页时，短信验证码几分钟内有效")  # fmt: skip
declare("holders.codes_an_hour", "亮证短信验证码次数", "次", INTEGER, least=1,
        meaning="同一个手机号一小时内最多要几次短信验证码")  # fmt: skip
declare("holders.given_code_hours", "当面给的亮证码有效时间", "小时", INTEGER, least=1,
        meaning="单位或监管人员当面给持证人的亮证码几小时内有效")  # fmt: skip
declare("holders.phone_days", "亮证页保持打开", "天", INTEGER, least=1,
        meaning="持证人用验证码打开亮证页后，这部手机几天内不用再输")  # fmt: skip

"""Numbers and words of 挂牌督办 that policies and agencies set. Values: ``criteria/parameters/listings.yaml``."""

from zhiben.kernel.parameters.declarations import declare
from zhiben.kernel.parameters.terms import ValueType

INTEGER, TEXT = ValueType.INTEGER, ValueType.TEXT

declare(
    "listings.number_template", "督办文号格式", "", ValueType.PATTERN,
    meaning="挂牌督办、解除督办的文号怎样由机关代字、文种、年份、序号组成",
    blanks=(("prefix", "机关代字"), ("kind_short", "文种"), ("year", "年份"), ("seq", "序号")),
    needed=frozenset({"year", "seq"}),
)  # fmt: skip
declare("listings.name.LIST", "挂牌督办文书名称", "", TEXT, meaning="挂牌督办的文书在本地叫什么")
declare("listings.name.DELIST", "解除督办文书名称", "", TEXT, meaning="解除挂牌督办的文书在本地叫什么")
declare("listings.short.LIST", "挂牌督办文种字", "", TEXT, meaning="挂牌督办文号里机关代字后面的字")
declare("listings.short.DELIST", "解除督办文种字", "", TEXT, meaning="解除督办文号里机关代字后面的字")
declare(
    "listings.default_days", "治理期限预填天数", "天", INTEGER,
    meaning="拟挂牌督办时预填的治理天数；期限逐案定，写在每份通知书里", least=1,
)  # fmt: skip
declare("listings.decide_working_days", "挂牌督办决定时限", "个工作日", INTEGER, least=1,
        meaning="拟稿送到负责人后，应在几个工作日内签发或者不予挂牌；审查合格后解除督办同此")  # fmt: skip
declare("listings.plan_working_days", "治理方案报送时限", "个工作日", INTEGER, least=1,
        meaning="通知书下达后，企业应在几个工作日内报送治理方案")  # fmt: skip
declare("listings.plan_review_working_days", "治理方案审核时限", "个工作日", INTEGER, least=1,
        meaning="收到治理方案后，督办机关应在几个工作日内审核")  # fmt: skip
declare("listings.progress_days", "治理进展报送周期", "天", INTEGER, least=1, meaning="治理期间每几天报送一次进展")
declare("listings.review_working_days", "现场审查时限", "个工作日", INTEGER, least=1,
        meaning="收到治理报告和解除申请后，应在几个工作日内组织现场审查")  # fmt: skip
declare("listings.min_reviewers", "现场审查人员下限", "人", INTEGER, least=1, meaning="现场审查至少要有几个人")
declare("listings.due_soon_days", "挂牌督办临期提示", "天", INTEGER, meaning="距办理期限几天以内提醒")
declare("listings.urge_days", "挂牌督办自动催办", "天", ValueType.NUMBERS,
        meaning="挂牌督办和治理进展逾期满几天时自动催办承办人，没有就填“无”")  # fmt: skip
declare("listings.public", "挂牌督办是否公开", "", ValueType.BOOLEAN, meaning="挂牌督办信息是否向社会公开")
declare("listings.public_after_days", "公开起算天数", "天", INTEGER, meaning="通知书下达几天后开始公开")
declare("listings.public_keep_days", "解除后公开天数", "天", INTEGER, meaning="解除督办后继续公开几天")
declare("listings.text.basis", "挂牌督办的依据", "", TEXT, meaning="挂牌督办通知书印上的依据")
declare("listings.text.procedure", "督办解除程序", "", TEXT, meaning="挂牌督办通知书里写给企业的解除程序")
declare("listings.text.requirements", "治理要求", "", TEXT, meaning="挂牌督办通知书预填的治理要求")
declare("listings.text.other", "其他要求", "", TEXT, meaning="挂牌督办通知书预填的其他要求")
declare("listings.text.delisted", "解除督办文书正文", "", TEXT, meaning="解除督办通知书里写明的结论和要求")

"""How long findings may wait, how many of what somebody may be, and from where on sharing is strange. Values: ``criteria/parameters``."""

from zhiben.kernel.parameters.declarations import declare
from zhiben.kernel.parameters.terms import ValueType
from zhiben.registry.projects.terms import Post

declare("rules.due_soon_days", "核查发现临期提示", "天", ValueType.INTEGER, meaning="距核查发现的核查期限几天以内提醒")
declare("rules.urge_days", "核查发现自动催办", "天", ValueType.NUMBERS,
        meaning="核查发现逾期满几天时自动催办，没有就填“无”")  # fmt: skip
MOST_PROJECTS = {post: f"standing.most_projects.{post.value}" for post in Post}
for _post, _key in MOST_PROJECTS.items():
    declare(
        _key, f"{_post.label}同期任职上限", "个在建项目", ValueType.INTEGER, least=1,
        meaning=f"一个人同一时期最多可以担任几个在建项目的{_post.label}，没有规定的不核查",
    )  # fmt: skip
WORKER = "worker"
EXCLUSIVE = "standing.exclusive_posts"
declare(
    EXCLUSIVE, "不得跨项目兼任的岗位", "", ValueType.CHOICES,
    options=(*((p.value, p.label) for p in Post), (WORKER, "现场作业人员")),
    meaning="担任这些岗位的人，同一时期不得在其他在建项目担任别的岗位",
)  # fmt: skip
PHONE_SHARED = "standing.phone_shared_least"
declare(
    PHONE_SHARED, "一号多人核查线", "人", ValueType.INTEGER, least=2,
    meaning="同一个手机号登记在几个人名下（含）以上时列为核查发现",
)  # fmt: skip
ACCOUNT_SHARED = "standing.account_shared_least"
declare(
    ACCOUNT_SHARED, "一卡多人核查线", "人", ValueType.INTEGER, least=2,
    meaning="同一个工资卡号登记在几个人名下（含）以上时列为核查发现",
)  # fmt: skip
OVERLAP_DAYS = "standing.overlap_window_days"
declare(
    OVERLAP_DAYS, "设备重叠回看天数", "天", ValueType.INTEGER, least=0,
    meaning="同一台起重机械在两个工地的使用期重叠，重叠期结束后几天以内仍列为核查发现",
)  # fmt: skip

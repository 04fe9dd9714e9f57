"""What a region settles about its project ledgers. Values: ``criteria/parameters``."""

from zhiben.kernel.base.coordinates import Datum
from zhiben.kernel.parameters.declarations import declare
from zhiben.kernel.parameters.terms import ValueType
from zhiben.registry.projects.terms import Post

DATUMS = tuple((one.value, one.label) for one in Datum)
declare(
    "projects.ledger_datum", "台账坐标系", "", ValueType.CHOICE, options=DATUMS,
    meaning="项目台账没有写坐标系时，经纬度按哪个坐标系理解；入库一律换成 2000国家大地坐标系",
)  # fmt: skip
declare(
    "projects.required_posts", "在建项目必须有人的岗位", "", ValueType.CHOICES, options=tuple(Post.choices),
    meaning="在建项目缺其中任何一个岗位的在岗人员，就列入盲区",
)  # fmt: skip
declare(
    "informants.report_days", "信息员报送间隔", "天", ValueType.INTEGER, least=1,
    meaning="施工安全信息员多少天至少报送一次；没有情况的报平安。超过的列为逾期并自动提示",
)  # fmt: skip
declare(
    "informants.report_minutes", "险情和事故上报时限", "分钟", ValueType.INTEGER, least=1,
    meaning="险情、事故发生后多少分钟内应当报送；超过的标为超时",
)  # fmt: skip
declare(
    "projects.per_officer", "每名监督员最多在建项目", "个", ValueType.INTEGER,
    meaning="在建项目数超过在任持证监督员数乘以它的机构，列为监管力量不足",
)  # fmt: skip

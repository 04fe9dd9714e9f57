"""施工阶段: what 形象进度, which every ledger writes in its own words, says about how far a project is."""

from typing import Final

from django.db.models import Case, Q, Value, When
from django.db.models.expressions import Combinable

# The first that fits wins: "主体封顶，开始装修" is 装饰装修. Words as station ledgers use them.
WORDS: Final = {
    "ending": ("竣工", "收尾", "验收", "交付"),
    "fitting": ("装修", "装饰", "粉刷", "抹灰", "幕墙", "安装", "室外", "外立面"),
    "frame": ("主体", "结构", "封顶", "层施工", "砌体", "砌筑", "标准层"),
    "ground": ("基坑", "基础", "土方", "桩", "地下", "支护", "开挖"),
    "starting": ("准备", "临设", "进场", "三通一平", "未开工", "场地平整"),
}
STAGES: Final = (
    ("starting", "施工准备"), ("ground", "地基与基础"), ("frame", "主体结构"), ("fitting", "装饰装修与安装"),
    ("ending", "竣工收尾"), ("unknown", "未填或不详"),
)  # fmt: skip


def stage_of(progress: str = "progress") -> Combinable:
    """The stage as an expression over the column that holds 形象进度: as the project is now, not as it was then."""
    cases = []
    for stage, words in WORDS.items():
        fits = Q()
        for word in words:
            fits |= Q(**{f"{progress}__contains": word})
        cases.append(When(fits, then=Value(stage)))
    return Case(*cases, default=Value("unknown"))

"""What a region settles about cranes and hoists. Values: ``criteria/parameters``."""

from typing import Final

from zhiben.kernel.parameters.declarations import declare
from zhiben.kernel.parameters.terms import ValueType

DUE_SOON: Final = "equipment.due_soon_days"
REGISTER_WITHIN: Final = "equipment.register_days"
# Age at which a machine must be assessed before it may go on working, by what the machine is.
RETIRE_YEARS: Final = {
    "tower_small": ("equipment.retire_years_tower_small", "塔式起重机（力矩630kN·m以下）须评估的年限"),
    "tower_medium": ("equipment.retire_years_tower_medium", "塔式起重机（力矩630至1250kN·m）须评估的年限"),
    "tower_large": ("equipment.retire_years_tower_large", "塔式起重机（力矩1250kN·m及以上）须评估的年限"),
    "hoist_rack": ("equipment.retire_years_hoist_rack", "施工升降机（齿轮齿条式）须评估的年限"),
    "hoist_rope": ("equipment.retire_years_hoist_rope", "施工升降机（钢丝绳式）须评估的年限"),
}  # fmt: skip

declare(
    DUE_SOON, "设备临期提醒天数", "日", ValueType.INTEGER, least=1,
    meaning="检测有效期、防坠安全器标定在这么多天以内到期的，列为临期",
)  # fmt: skip
declare(
    REGISTER_WITHIN, "验收后办理使用登记的期限", "日", ValueType.INTEGER, least=1,
    meaning="自验收合格之日起这么多天内应办理使用登记，超过的列为未登记",
)  # fmt: skip
for _key, _label in RETIRE_YEARS.values():
    declare(
        _key, _label, "年", ValueType.INTEGER, least=1,
        meaning="出厂超过这么多年的，须经评估合格才能继续使用；不是自动报废",
    )  # fmt: skip

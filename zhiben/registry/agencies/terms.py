"""Words of divisions and agencies. Stored codes are permanent; labels may change."""

from django.db.models import TextChoices


class Level(TextChoices):
    """A level of its own for each division: a county may lie straight under its province, a zone is not a county."""

    NATION = "nation", "国家"
    PROVINCE = "province", "省"
    CITY = "city", "市"
    COUNTY = "county", "县（区）"
    ZONE = "zone", "功能区"


class AgencyKind(TextChoices):
    AUTHORITY = "authority", "主管部门"
    STATION = "station", "监督机构"


class DeptCategory(TextChoices):
    """Which trade an agency watches over."""

    HOUSING = "housing", "住房城乡建设"
    MUNICIPAL = "municipal", "市政公用"
    TRANSPORT = "transport", "交通运输"
    WATER = "water", "水利"
    EMERGENCY = "emergency", "应急管理"
    OTHER = "other", "其他"


class GridRole(TextChoices):
    """As what an officer answers for a grid."""

    MAIN = "main", "主责"
    ASSIST = "assist", "协助"

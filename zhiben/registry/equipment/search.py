"""Equipment as something to be found: by filing number, serial number, registration number, or maker."""

from zhiben.kernel.access.terms import REGULATORS, Role
from zhiben.kernel.search.sources import Feed, Source, label_in_sql
from zhiben.registry.equipment.models import Equipment
from zhiben.registry.equipment.terms import EquipmentKind

SITE_READERS = (
    Role.ENTERPRISE_ADMIN, Role.PRINCIPAL, Role.SITE_MANAGER, Role.SAFETY_OFFICER, Role.CONSULTANT, Role.OWNER,
)  # fmt: skip
TITLE = f"concat_ws(' ', {label_in_sql('q.kind', EquipmentKind)}, nullif(q.model, ''), nullif(q.filing_no, ''))"
REG_NOS = "array(select s.reg_no from equipment_equipmentstand s where s.equipment_id = q.id and s.reg_no <> '')"
# Whoever ever had to do with it, and every site it ever stood on: who still sees it is decided when somebody looks.
READERS = """array(select y.enterprise_id from equipment_equipmentparty y where y.equipment_id = q.id
    union select q.owner_id where q.owner_id is not null
    union select s.project_id from equipment_equipmentstand s where s.equipment_id = q.id
    union select x.enterprise_id from equipment_equipmentstand s
            join projects_projectparty x on x.project_id = s.project_id where s.equipment_id = q.id)"""

EQUIPMENT = Source(
    kind="equipment", label="设备", order=40, icon="crane", roles=frozenset({*REGULATORS, *SITE_READERS}),
    visible=Equipment.objects.visible_to, tables="equipment_equipment q", only="q.merged_into is null",
    columns={
        "id": "q.id", "title": TITLE, "note": "concat_ws(' ', nullif(q.maker, ''), nullif(q.serial, ''))",
        "mark": "case when q.scrapped_on is not null then '报废' when q.doubtful then '存疑' else '' end",
        "texts": "array[q.maker]", "codes": f"array[q.filing_no, q.serial_key] || {REG_NOS}::text[]",
        "at": "q.created_at", "weight": "(q.scrapped_on is not null)::int", "readers": READERS,
    },
    feeds=(
        Feed("equipment_equipment"), Feed("equipment_equipmentstand"), Feed("equipment_equipmentparty"),
        Feed("projects_projectparty",
             "select equipment_id from equipment_equipmentstand where project_id = any(%(ids)s)"),
    ),
    list_url="equipment:list", page_url="equipment:page",
)  # fmt: skip

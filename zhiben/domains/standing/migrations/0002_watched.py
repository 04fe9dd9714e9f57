"""What changes in the registers marks the keys of the rules that rest on it."""

from django.db import migrations

from zhiben.kernel.rules.dirty import Concern, concerning

POST_RULES = ("posts-over-limit", "person-two-places")
BARRED = "barred-director"
OF_PERSON = "select c.person_id::text from changed c"
OF_PROJECT = """select t.person_id::text from changed c join projects_projectpost t on t.project_id = c.{0}
    union select t.person_id::text from changed c join projects_siteworker t on t.project_id = c.{0}"""
BARRED_FIRMS = """select distinct b.subject_id::text from changed c join people_person p on p.id = c.{0}
    join people_employment t on t.person_id = p.id
    join standing_bar b on b.subject_id = t.enterprise_id and b.subject_kind = 'enterprise'"""
MACHINE = "select q.serial_key || '|' || q.maker_key from changed c join equipment_equipment q on q.id = c.equipment_id"
POST_COLUMNS = ("project_id", "person_id", "post", "valid_from", "valid_to")
HEADS = """select c.enterprise_id::text from changed c
    union select b.subject_id::text from changed c join standing_bar b on b.subject_kind = 'enterprise'
    join enterprises_enterprisepost h on h.enterprise_id = b.subject_id and h.phone_index = c.phone_index
    where c.phone_index <> ''"""


def both(keys: str) -> list[Concern]:
    return [Concern(rule=code, keys=keys) for code in POST_RULES]


class Migration(migrations.Migration):
    dependencies = [
        ("standing", "0001_initial"),
        ("rules", "0002_row_level_security"),
        ("enterprises", "0004_whole_lists"),
        ("people", "0005_employments_so_far"),
        ("projects", "0008_working"),
        ("equipment", "0001_initial"),
    ]

    operations = [
        concerning(
            "rules", "projects_projectpost", POST_COLUMNS,
            [*both(OF_PERSON), Concern(rule=BARRED, keys=BARRED_FIRMS.format("person_id"))],
        ),
        concerning(
            "rules", "projects_siteworker", ("project_id", "person_id", "valid_from", "valid_to"),
            [Concern(rule="person-two-places", keys=OF_PERSON)],
        ),
        concerning(
            "rules", "projects_projectperiod", ("project_id", "status", "valid_from", "valid_to"),
            both(OF_PROJECT.format("project_id")),
        ),
        concerning("rules", "projects_project", ("name", "agency_id", "place"), both(OF_PROJECT.format("id"))),
        concerning(
            "rules", "people_person", ("name", "phone_index", "account_index"),
            [
                Concern(rule="phone-shared", keys="select c.phone_index from changed c where c.phone_index <> ''"),
                Concern(rule="account-shared", keys="select c.account_index from changed c where c.account_index <> ''"),
                Concern(rule=BARRED, keys=BARRED_FIRMS.format("id")),
            ],
        ),
        concerning(
            "rules", "people_employment", ("person_id", "enterprise_id", "valid_from", "valid_to"),
            [Concern(rule=BARRED, keys=BARRED_FIRMS.format("person_id"))],
        ),
        concerning(
            "rules", "enterprises_enterprisepost", ("enterprise_id", "name", "phone_index", "valid_from", "valid_to"),
            [Concern(rule=BARRED, keys=HEADS)],
        ),
        concerning(
            "rules", "standing_bar", ("subject_id", "what", "valid_from", "valid_to"),
            [Concern(rule=BARRED, keys="select c.subject_id::text from changed c where c.subject_kind = 'enterprise'")],
        ),
        concerning(
            "rules", "equipment_equipment", ("serial_key", "maker_key", "serial", "model"),
            [Concern(rule="machine-two-sites", keys="select c.serial_key || '|' || c.maker_key from changed c where c.serial_key <> ''")],
        ),
        concerning(
            "rules", "equipment_equipmentstand", ("equipment_id", "project_id", "valid_from", "valid_to"),
            [Concern(rule="machine-two-sites", keys=MACHINE)],
        ),
    ]

"""Changes here reach the search documents."""

from django.db import migrations

from zhiben.kernel.search.feeds import feed


class Migration(migrations.Migration):
    dependencies = [("equipment", "0001_initial"), ("search", "0002_finding")]
    operations = [
        migrations.RunSQL(*feed("equipment_equipment")),
        migrations.RunSQL(*feed("equipment_equipmentstand", "equipment_id")),
        migrations.RunSQL(*feed("equipment_equipmentparty", "equipment_id")),
    ]

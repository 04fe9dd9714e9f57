"""What figures rest on notes what changes in it."""

from django.db import migrations

from zhiben.kernel.indicators.watching import watched


class Migration(migrations.Migration):
    dependencies = [
        ("hazards", "0012_major_figures"), ("indicators", "0002_changes"), ("evidence", "0003_shots_and_prints"),
    ]

    operations = [
        watched("hazards_hazard", ("province", "city", "county", "level", "state", "source", "measure", "recurs_id", "found_on",
                                   "graded_on", "deadline_on", "closed_on", "closed_at")),
        watched("hazards_measure", ("hazard_id", "kind", "state", "opened_at", "done_on"), root="hazard_id"),
        watched("hazards_serving", ("hazard_id", "state", "opened_at", "signed_at"), root="hazard_id"),
        watched("evidence_attachment", ("owner_kind", "owner_id", "slot", "attached_at", "detached_at"), root="owner_id"),
        watched("hazards_lookback", ("province", "city", "county", "state", "due_on", "held_on")),
    ]

"""The net repeats what the filter says: a party does not see the drafts about it."""

from django.db import migrations

RANGE = """(place >= (select current_setting('zhiben.lo', true)) and place < (select current_setting('zhiben.hi', true)))"""
PARTY = "(select current_setting('zhiben.party', true))"
TABLES = ("hazards_hazard", "hazards_notice", "hazards_changerequest")


def policy(table: str, drafts: str) -> str:
    party = f"exists (select 1 from workflow_caseparty p where p.case_id = {table}.id and p.party = {PARTY})"  # noqa: S608
    return f"alter policy {table}_seen on {table} using ({RANGE} or ({PARTY} <> '' {drafts} and {party})) with check (true)"


class Migration(migrations.Migration):
    dependencies = [("hazards", "0003_link_and_content")]
    operations = [migrations.RunSQL(policy(t, "and seen_by_parties"), policy(t, "")) for t in TABLES]

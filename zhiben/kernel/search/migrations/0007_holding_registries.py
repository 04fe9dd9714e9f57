"""Open registries stand nowhere: their documents tell too which records may hold certain words."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("zhiben.kernel.search.migrations.0006_holding").HOLDING
PLACED = """and place >= (select current_setting('zhiben.lo', true))
                and place < (select current_setting('zhiben.hi', true))"""
OR_NOWHERE = """and (place is null or (place >= (select current_setting('zhiben.lo', true))
                and place < (select current_setting('zhiben.hi', true))))"""


def replaced(text: str) -> str:
    return text.replace("create function", "create or replace function")


class Migration(migrations.Migration):
    dependencies = [("search", "0006_holding")]

    operations = [migrations.RunSQL(replaced(BEFORE).replace(PLACED, OR_NOWHERE), replaced(BEFORE))]

from django.db import migrations

LO, HI = (f"(select current_setting('zhiben.{name}', true))" for name in ("lo", "hi"))
SEEN = f"""(cardinality(places) = 0 and {LO} <> '')
    or exists (select 1 from unnest(places) p where p collate "C" >= {LO} and p collate "C" < {HI})"""


class Migration(migrations.Migration):
    dependencies = [("rules", "0001_initial")]

    operations = [
        migrations.RunSQL(
            f"""
            alter table rules_finding enable row level security;
            create policy rules_finding_seen on rules_finding using ({SEEN}) with check (true);
            """,
            "drop policy rules_finding_seen on rules_finding; alter table rules_finding disable row level security;",
        ),
    ]

"""The net under documents, and the list of what has changed."""

from django.db import migrations

LO, HI, PARTY = (f"(select current_setting('zhiben.{name}', true))" for name in ("lo", "hi", "party"))
READER = f"(select nullif(split_part({PARTY}, ':', 2), '')::uuid)"
SEEN = f"""
    (everyone or (place is null and {HI} <> '') or (place >= {LO} and place < {HI}) or readers @> array[{READER}])
"""
NET = f"""
    alter table search_searchdocument enable row level security;
    create policy seen on search_searchdocument using ({SEEN}) with check (true);
"""
NO_NET = """
    drop policy seen on search_searchdocument;
    alter table search_searchdocument disable row level security;
"""
NOTED = """
    create function search_noted() returns trigger language plpgsql set search_path = public, pg_temp as $$
    begin
        if current_setting('zhiben.search_feed', true) = 'off' then
            return null;
        end if;
        if (select count(*) from (select 1 from noted_rows limit 50001) few) > 50000 then
            insert into search_searchchange (topic) values (tg_table_name);
        else
            execute format(
                'insert into search_searchchange (topic, object_id)'
                ' select distinct %L, key from (select %s as key from noted_rows) k where key is not null',
                tg_table_name, tg_argv[0]);
        end if;
        return null;
    end $$;
"""
class Migration(migrations.Migration):
    dependencies = [("search", "0001_documents")]

    operations = [
        migrations.RunSQL(NET, NO_NET),
        migrations.RunSQL(NOTED, "drop function search_noted"),
    ]

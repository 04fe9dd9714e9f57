"""How documents are found, kept fresh and filled afresh; the net under them.

The functions work as the owner of the table: under row-level security no index that knows arrays could be used, because
its operators might tell what a policy hides. They therefore repeat the policy themselves, word for word.
"""

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
SETTINGS = """
    security definer set search_path = public, pg_temp set enable_seqscan = off set work_mem = '32MB'
    set plan_cache_mode = force_generic_plan set max_parallel_workers_per_gather = 0
"""
ANSWER = """
    (kind text, object_id uuid, title text, note text, mark text, link text, at timestamptz, rank int, number bigint)
"""
ASKS = """
    select a.nth, a.ask ->> 'kind' as kind,
           array(select jsonb_array_elements_text(a.ask -> 'tokens')::int) as tokens,
           array(select jsonb_array_elements_text(a.ask -> 'needles')) as needles,
           array(select jsonb_array_elements_text(a.ask -> 'patterns')) as patterns
      from jsonb_array_elements(wanted) with ordinality as a (ask, nth)
"""
HOLDS = """
    (select coalesce(bool_and(strpos(d.body, one) > 0), true) from unnest(a.needles) one)
    and (select coalesce(bool_and(d.reading ~ one), true) from unnest(a.patterns) one)
"""
# What this very actor sees, as far as a document knows; the source has the last word.
MINE = f"""
    (d.everyone
     or (reader is null and (d.place is null or code = '' or
         case level when 'county' then d.county when 'city' then d.city else d.province end = code))
     or (reader is not null and d.readers @> array[reader]))
    and (viewer is null or d.hidden_from is distinct from viewer)
    and {SEEN}
"""
# 0 the very thing, 1 begins with it, 2 in the title, 3 elsewhere.
RANK = r"""
    case when a.needles[1] like '#%' then case when strpos(d.body, a.needles[1] || E'\n') > 0 then 0 else 1 end
         when cardinality(a.needles) > 0 then
              case when starts_with(d.body, a.needles[1] || E'\n') then 0
                   when starts_with(d.body, a.needles[1]) then 1
                   when strpos(split_part(d.body, E'\n', 1), a.needles[1]) > 0 then 2
                   else 3 end
         when cardinality(a.patterns) = 0 then 0
         when d.reading ~ ('(^|\n)' || a.patterns[1] || '($|\n)') then 1
         when d.reading ~ ('(^|\n)' || a.patterns[1]) then 2
         else 3 end
"""
PARAMETERS = "wanted jsonb, level text, code text, reader uuid, viewer uuid, most int"
FIND = f"""
    create function search_find({PARAMETERS}, skipped int, cap int) returns table {ANSWER}
    language plpgsql stable {SETTINGS} as $$
    #variable_conflict use_column
    begin
        return query
        with asks as materialized ({ASKS}),
        hits as (
            select distinct on (d.kind, d.object_id) d.*
              from asks a cross join lateral (
                   select d.kind, d.object_id, d.title, d.note, d.mark, d.link, d.at, d.weight, {RANK} as rank
                     from search_searchdocument d
                    where d.tokens @> a.tokens and d.kind || '' = a.kind and {HOLDS} and {MINE}
                    limit cap) d
             order by d.kind, d.object_id, d.rank),
        ranked as (
            select h.*, count(*) over (partition by h.kind) as number,
                   row_number() over (partition by h.kind order by h.rank, h.weight, h.at desc, h.object_id) as nth
              from hits h)
        select r.kind::text, r.object_id, r.title::text, r.note::text, r.mark::text, r.link::text, r.at, r.rank,
               r.number
          from ranked r where r.nth > skipped and r.nth <= skipped + most order by r.kind, r.nth;
    end $$;
"""
NEWEST = f"""
    create function search_newest({PARAMETERS}, within int) returns table {ANSWER}
    language plpgsql stable {SETTINGS} as $$
    #variable_conflict use_column
    begin
        return query
        with asks as materialized ({ASKS})
        select d.kind::text, d.object_id, d.title::text, d.note::text, d.mark::text, d.link::text, d.at, d.rank,
               0::bigint
          from asks a cross join lateral (
               select d.*, {RANK} as rank
                 from (select * from search_searchdocument n where n.kind = a.kind order by n.at desc limit within) d
                where d.tokens @> a.tokens and {HOLDS} and {MINE}
                order by d.at desc limit most) d;
    end $$;
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
AFRESH = """
    create function search_empty() returns void language plpgsql security definer set search_path = public, pg_temp as $$
    begin
        delete from search_searchchange;
        truncate search_searchdocument;
        drop index if exists search_by_token;
        drop index if exists search_newest;
    end $$;
    create function search_index() returns void language plpgsql security definer set search_path = public, pg_temp
    set maintenance_work_mem = '512MB' as $$
    begin
        create index if not exists search_newest on search_searchdocument (kind, at desc);
        create index if not exists search_by_token on search_searchdocument using gin (tokens)
            with (fastupdate = off);
        analyze search_searchdocument;
    end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0001_documents")]

    operations = [
        migrations.RunSQL(NET, NO_NET),
        migrations.RunSQL(FIND, "drop function search_find"),
        migrations.RunSQL(NEWEST, "drop function search_newest"),
        migrations.RunSQL(NOTED, "drop function search_noted"),
        migrations.RunSQL(AFRESH, "drop function search_empty; drop function search_index"),
    ]

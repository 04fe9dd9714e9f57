"""How documents are found and filled afresh.

The functions work as the owner of the table: under row-level security no index that knows arrays could be used, because
its operators might tell what a policy hides. They therefore repeat the policy themselves, word for word.
"""

from django.db import migrations

LO, HI, PARTY = (f"(select current_setting('zhiben.{name}', true))" for name in ("lo", "hi", "party"))
READER = f"(select nullif(split_part({PARTY}, ':', 2), '')::uuid)"
SEEN = f"""
    (everyone or (place is null and {HI} <> '') or (place >= {LO} and place < {HI}) or readers @> array[{READER}])
"""
SETTINGS = """
    security definer set search_path = public, pg_temp set enable_seqscan = off set work_mem = '32MB'
    set plan_cache_mode = force_generic_plan set max_parallel_workers_per_gather = 0
"""
ASKS = """
    select a.nth, a.ask ->> 'kind' as kind, (a.ask ->> 'scoped')::boolean and level in ('city', 'county') as standing,
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
# The newest of a kind where the actor's are: each branch stops as soon as it has enough.
BRANCHES = {
    "not a.standing": "true",
    "a.standing and level = 'city'": "n.city = code and n.city <> ''",
    "a.standing and level = 'county'": "n.county = code and n.county <> ''",
}
WALK = " union all ".join(
    f"""
    (select d.kind, d.object_id, d.title, d.note, d.mark, d.link, d.at, d.weight, {RANK} as rank
       from (select * from search_searchdocument n where n.kind = a.kind and {where} order by n.at desc limit within) d
      where {when} and d.tokens @> a.tokens and {HOLDS} and {MINE}
      limit skipped + most)
    """
    for when, where in BRANCHES.items()
)
FIND = f"""
    create function search_find(
        wanted jsonb, level text, code text, reader uuid, viewer uuid, most int, skipped int, cap int, within int)
    returns table (
        kind text, object_id uuid, title text, note text, mark text, link text, at timestamptz, rank int, number bigint)
    language plpgsql stable {SETTINGS} as $$
    #variable_conflict use_column
    begin
        return query
        with asks as materialized (
            select w.*, reader is null and not exists (
                select from unnest(w.tokens) one where not exists (select from search_searchcommon c where c.token = one)
            ) as common from ({ASKS}) w),
        newest as materialized (
            select w.* from asks a cross join lateral ({WALK}) w where a.common),
        enough as materialized (
            select n.kind from newest n group by n.kind having count(distinct n.object_id) >= skipped + most),
        sought as (
            select h.*
              from asks a cross join lateral (
                   select d.kind, d.object_id, d.title, d.note, d.mark, d.link, d.at, d.weight, {RANK} as rank
                     from search_searchdocument d
                    where d.tokens @> a.tokens and d.kind || '' = a.kind and {HOLDS} and {MINE}
                    limit cap) h
             where not a.common or not exists (select from enough e where e.kind = a.kind)),
        hits as (
            select distinct on (b.kind, b.object_id) b.*
              from (select * from newest union all select * from sought) b order by b.kind, b.object_id, b.rank),
        ranked as (
            select h.*, count(*) over (partition by h.kind) as number, e.kind is not null as plenty,
                   row_number() over (
                       partition by h.kind
                       order by case when e.kind is null then h.rank when h.rank = 0 then 0 else 1 end,
                                case when e.kind is null then h.weight else 0 end, h.at desc, h.object_id) as nth
              from hits h left join enough e on e.kind = h.kind)
        select r.kind::text, r.object_id, r.title::text, r.note::text, r.mark::text, r.link::text, r.at, r.rank,
               case when r.plenty then greatest(r.number, cap) else r.number end
          from ranked r where r.nth > skipped and r.nth <= skipped + most order by r.kind, r.nth;
    end $$;
"""
AFRESH = """
    create function search_empty() returns void language plpgsql security definer set search_path = public, pg_temp as $$
    begin
        delete from search_searchchange;
        truncate search_searchdocument;
        drop index if exists search_by_token;
        drop index if exists search_newest;
        drop index if exists search_newest_city;
        drop index if exists search_newest_county;
        delete from search_searchcommon;
    end $$;
    create function search_index() returns void language plpgsql security definer set search_path = public, pg_temp
    set maintenance_work_mem = '512MB' as $$
    begin
        create index if not exists search_newest on search_searchdocument (kind, at desc);
        create index if not exists search_newest_city on search_searchdocument (kind, city, at desc) where city <> '';
        create index if not exists search_newest_county on search_searchdocument (kind, county, at desc)
            where county <> '';
        create index if not exists search_by_token on search_searchdocument using gin (tokens)
            with (fastupdate = off);
        analyze search_searchdocument;
        perform search_learn();
    end $$;
"""
LEARN = """
    create function search_learn() returns void language plpgsql security definer set search_path = public, pg_temp as $$
    begin
        delete from search_searchcommon;
        insert into search_searchcommon (token, number)
        select token, (share * pages.reltuples)::bigint
          from pg_stats s
         cross join lateral rows from (
               unnest(s.most_common_elems::text::int[]), unnest(s.most_common_elem_freqs)) as e (token, share)
          join pg_class pages on pages.oid = 'search_searchdocument'::regclass
         where s.schemaname = 'public' and s.tablename = 'search_searchdocument' and s.attname = 'tokens'
           and token is not null and share * pages.reltuples >= 20000;
    end $$;
"""


# Databases made while this was being built may hold earlier forms of them.
EARLIER = """
    drop function if exists search_find;
    drop function if exists search_newest;
    drop function if exists search_empty;
    drop function if exists search_index;
    alter table search_searchdocument alter column tokens set statistics 300;
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0004_common_words")]

    operations = [
        migrations.RunSQL(EARLIER, migrations.RunSQL.noop),
        migrations.RunSQL(FIND, "drop function search_find"),
        migrations.RunSQL(LEARN, "drop function search_learn"),
        migrations.RunSQL(AFRESH, "drop function search_empty; drop function search_index"),
    ]

"""Which documents may hold certain words: what a list need not look through row by row."""

from django.db import migrations

# As the owner, because under row-level security no index that knows arrays could be used; it repeats the policy for
# those who stand somewhere. Common words are not looked for: they stand in too many documents to leave any out. Null:
# nobody can tell, or more than is worth it. The documents are locked while all of them are written anew: a list then
# does without.
HOLDING = """
    create function search_holding(wanted int[], needles text[], reach int[], topics text[], most int) returns text
    language plpgsql stable security definer set search_path = public, pg_temp set enable_seqscan = off
    set work_mem = '32MB' set lock_timeout = '200ms' set max_parallel_workers_per_gather = 0 as $$
    declare
        found uuid[];
    begin
        wanted := array(select unnest(wanted) except select token from search_searchcommon);
        if wanted = '{}'
            or exists (select from search_searchchange where topic = any(topics) and object_id is null) then
            return null;
        end if;
        select array_agg(object_id) into found from (
            (select object_id from search_searchdocument
              where tokens @> (wanted || reach)
                and (select bool_and(strpos(body, one) > 0) from unnest(needles) one)
                and place >= (select current_setting('zhiben.lo', true))
                and place < (select current_setting('zhiben.hi', true)) limit most + 1)
            union all
            (select object_id from search_searchchange where topic = any(topics) limit most + 1)) either;
        return case when coalesce(cardinality(found), 0) <= most then coalesce(found, '{}')::text end;
    exception when lock_not_available then
        return null;
    end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0005_finding")]

    operations = [migrations.RunSQL(HOLDING, "drop function search_holding")]

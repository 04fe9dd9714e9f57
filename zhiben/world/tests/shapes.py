"""The shape of a database: what building a world may not change."""

from collections import Counter
from typing import Any

from django.db import connection

SHAPE = """
select concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint
union all select regexp_replace(pg_get_indexdef(indexrelid), '::character varying|::text(\\[\\])?|[()]', '', 'g')
            from pg_index where indexrelid > 16384
union all select concat_ws(' ', tgrelid::regclass, tgname, tgenabled) from pg_trigger where not tgisinternal
union all select concat_ws(' ', relname, relrowsecurity, relforcerowsecurity) from pg_class where relkind = 'r'
"""


def shape() -> Counter[Any]:
    """Every constraint, index, trigger and table of the database. Casts of words are written in two ways."""
    with connection.cursor() as cursor:
        cursor.execute(SHAPE)
        return Counter(cursor.fetchall())

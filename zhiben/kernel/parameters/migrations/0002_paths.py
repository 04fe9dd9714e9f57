"""``parameter_paths(path)``: the path and every one above it, for SQL that joins effective parameters."""

from django.db import migrations

CREATE = """
create function parameter_paths(path text) returns text[] language sql immutable parallel safe as $$
    select array_agg(left(path, i)) from generate_series(0, length(path)) as i
    where i = 0 or substr(path, i, 1) = '.'
$$
"""


class Migration(migrations.Migration):
    dependencies = [("parameters", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, "drop function parameter_paths(text)")]

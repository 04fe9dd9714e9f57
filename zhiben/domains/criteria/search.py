"""Clauses of the criteria as something to be found. Everybody who has signed in may read them."""

from zhiben.domains.criteria.models import Clause
from zhiben.kernel.access.terms import Role
from zhiben.kernel.search.sources import Feed, Source

OF_EDITION = "select md5(code)::uuid from criteria_clause where md5(edition_id)::uuid = any(%(ids)s)"

CLAUSES = Source(
    kind="clause", label="判定标准条款", order=60, icon="book-2", rich=True,
    roles=frozenset(Role) - {Role.SYSTEM, Role.LINK_HOLDER},
    tables=f"""{Clause._meta.db_table} c join criteria_edition e on e.key = c.edition_id
               join criteria_category k on k.id = c.category_id""",
    columns={
        "id": "md5(c.code)::uuid", "title": "c.title", "note": "e.doc_no || c.label", "link": "c.code",
        "mark": "k.name", "texts": "array[c.text, k.name, e.doc_no || c.label, e.title, c.wording]",
        "codes": "array[c.code]", "at": "e.valid_from::timestamptz", "weight": "(e.valid_to is not null)::int",
    },
    feeds=(Feed("criteria_clause"), Feed("criteria_edition", OF_EDITION)),
    list_url="criteria:library", page_url="criteria:clause",
)  # fmt: skip

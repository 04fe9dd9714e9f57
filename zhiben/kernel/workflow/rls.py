"""Row-level security for a table of cases or projects: the SQL its migration runs."""

LO, HI, PARTY = (f"(select current_setting('zhiben.{name}', true))" for name in ("lo", "hi", "party"))


def case_policy(table: str) -> tuple[str, str]:
    """(forward, backward) SQL: see by range of ``place``, or as a party what parties may see; insert freely.

    A range on a ``collate "C"`` column uses the index; LIKE would not. The policy is a net: lists filter themselves.
    """
    forward = f"""
        alter table {table} enable row level security;
        create policy {table}_seen on {table} using ({_seen()}) with check (true);
    """
    return forward, f"drop policy {table}_seen on {table}; alter table {table} disable row level security;"


def cheaper_policy(table: str) -> tuple[str, str]:
    """The same for a table whose policy still asks row by row whether a party is concerned.

    The planner took that question for so dear that it avoided the very index a list is made for.
    """
    asked = f"exists (select 1 from workflow_caseparty p where p.case_id = {table}.id and p.party = {PARTY})"  # noqa: S608
    return (
        f"alter policy {table}_seen on {table} using ({_seen()})",
        f"alter policy {table}_seen on {table} using ({_seen(asked)})",
    )


def _seen(party: str = f"id in (select p.case_id from workflow_caseparty p where p.party = {PARTY})") -> str:  # noqa: S608
    return f"(place >= {LO} and place < {HI}) or ({PARTY} <> '' and seen_by_parties and {party})"

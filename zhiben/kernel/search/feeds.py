"""What a package's migration runs so that changes of its tables reach the documents, imports by set included."""

EVENTS = (("insert", "new"), ("update", "new"), ("delete", "old"))


def feed(table: str, key: str = "id") -> tuple[str, str]:
    """(forward, backward) SQL: one trigger per statement, whatever number of rows. ``key``: an SQL expression of uuid.

    The table's name becomes the topic; see ``Feed``.
    """
    words = key.replace("'", "''")
    forward = "".join(
        f"""
        create trigger search_{event} after {event} on {table} referencing {side} table as noted_rows
            for each statement execute function search_noted('{words}');
        """
        for event, side in EVENTS
    )
    return forward, "".join(f"drop trigger search_{event} on {table};" for event, _ in EVENTS)

"""Work that is not done while somebody waits: jobs on the same PostgreSQL, and reading the outbox."""

"""What tests stand on: one scratch PostgreSQL, migrated once, a fresh copy of its database for each process."""

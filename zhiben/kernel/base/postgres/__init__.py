"""Django's PostgreSQL backend with one addition: what must hold inside every transaction is said as it begins."""

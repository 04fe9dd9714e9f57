"""Who did what to what: one append-only table, sealed in Merkle batches whose heads are published."""

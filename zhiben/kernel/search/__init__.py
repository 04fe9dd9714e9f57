"""Finding anything by a few letters: one table of documents, filled by set from what packages declare."""

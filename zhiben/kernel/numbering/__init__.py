"""Numbers of documents: one after another within a series and a year, none lost, voids kept."""

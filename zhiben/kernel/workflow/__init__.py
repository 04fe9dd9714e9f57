"""The case engine: one table of transitions per kind of case, one way to move, one inbox."""

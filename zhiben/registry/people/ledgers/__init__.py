"""What ledgers of people have in common: their columns, how a row is read, how people are kept by set."""

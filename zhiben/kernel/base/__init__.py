"""What every other room stands on: identifiers, the clock, refusals, the database connection."""

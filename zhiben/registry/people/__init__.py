"""People: one row per person, identity and phone encrypted, shown masked; unmasking is an act with a reason."""

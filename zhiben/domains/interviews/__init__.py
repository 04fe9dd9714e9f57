"""约谈: notice, minutes, commitments with deadlines."""

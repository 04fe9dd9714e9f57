"""Every number a policy sets, as dated rows by division; and the working calendar."""

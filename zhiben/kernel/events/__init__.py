"""What has happened, written in the same transaction as the fact, read by listeners that ``zhiben.wiring`` names."""

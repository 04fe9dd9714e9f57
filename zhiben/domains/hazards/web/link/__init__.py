"""The phone pages behind a notice's QR: no account, one notice, nothing else."""

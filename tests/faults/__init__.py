"""What the platform promises when processes are killed and links are slow. ``ZHIBEN_FAULTS`` sets how many kills."""

"""What the platform promises when processes are killed and links are slow. ``ZHIBEN_KILLS`` sets how many kills."""

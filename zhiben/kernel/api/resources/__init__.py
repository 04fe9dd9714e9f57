"""Resources of the kernel itself."""

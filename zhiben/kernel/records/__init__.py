"""Records of a register that must stay true: corrected under four eyes as a new version, merged where two are one."""

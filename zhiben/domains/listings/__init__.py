"""重大事故隐患挂牌督办: from the draft on a leader's desk to 解除 with its number."""

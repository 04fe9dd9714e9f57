"""挂牌督办 over HTTP."""

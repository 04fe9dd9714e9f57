"""Non-fatal accidents, 重大险情 and the trace (责任倒查) they and major hazards open."""

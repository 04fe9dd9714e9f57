"""The ladder a hazard climbs when nobody acts: 催办, 督办单, 挂牌, 约谈 — drafted by rule, signed by people."""

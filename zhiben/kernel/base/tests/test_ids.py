"""Ids sort by when they were made, those of one millisecond too."""

import time

from zhiben.kernel.base.ids import new_id


def test_ids_are_made_in_order_and_say_when() -> None:
    began = time.time_ns() // 1_000_000
    made = [new_id() for _ in range(2000)]
    assert made == sorted(set(made))
    assert {one.version for one in made} == {7}
    assert began <= made[0].int >> 80 <= time.time_ns() // 1_000_000
    assert new_id(1234).int >> 80 == 1234

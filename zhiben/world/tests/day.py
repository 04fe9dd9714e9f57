"""The day on which the tests stand."""

from datetime import datetime

from zhiben.kernel.base.clock import CHINA

TODAY = datetime(2026, 11, 21, 10, tzinfo=CHINA)

"""``python -m zhiben.kernel.jobs``: the worker process."""

from zhiben.kernel.jobs.worker import main

main()

"""Nightly work of search."""

from zhiben.kernel.jobs.tasks import task
from zhiben.kernel.search.rebuild import learn


@task(name="search.learn", schedule="41 3 * * *")
def learn_common_words() -> None:
    learn()

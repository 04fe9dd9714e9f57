"""What the project tells the plugin, through pytest's stash."""

from collections.abc import Callable

import pytest

LOADER = pytest.StashKey[Callable[[], None]]()  # fills the template database with the reference data

"""Rows with a from and a to, half-open: ``valid_from`` is in, ``valid_to`` is the first day after."""

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

M = TypeVar("M", bound=models.Model)


class DatedQuerySet(models.QuerySet[M]):
    def on(self, day: date) -> Self:
        """Those in force on a day."""
        return self.filter(Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day))

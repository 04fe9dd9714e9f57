"""The identity graph: one person, machine, number or director in two places that do not go together."""

from zhiben.domains.standing.rules import barred, contacts, machines, posts

__all__ = ["barred", "contacts", "machines", "posts"]

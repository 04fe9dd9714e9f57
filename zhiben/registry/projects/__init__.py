"""Projects: what is being built, where, by whom, under whose supervision, and from when to when."""

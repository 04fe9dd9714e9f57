"""The desktop: sign-in, account, home, inbox, notices. Pages of work belong to their domains."""

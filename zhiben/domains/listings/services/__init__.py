"""What can be done. One function per verb, each one transaction; pages, API and jobs all come through here."""

"""What can be done. One function per verb, each one transaction; pages, API, links and jobs all come through here."""

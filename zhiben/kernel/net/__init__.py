"""The only room from which a connection leaves the machine. Nothing here yet: the first loop sends nothing out."""

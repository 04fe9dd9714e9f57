"""Pages: the shell around them, lists, cases, forms, refusals, static files. Knows no word of construction."""

"""Excel ledgers in and out, PDF and Word: one declaration per ledger gives all of them."""

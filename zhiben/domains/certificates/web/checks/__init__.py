"""现场验真: scanning on a phone, the records, and how much it is used."""

"""Lists of certificates and of what is asked and done about them: one file for each."""

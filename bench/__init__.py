"""How fast the platform is, as an operator meets it, beside a ceiling measured in the same run on the same machine."""

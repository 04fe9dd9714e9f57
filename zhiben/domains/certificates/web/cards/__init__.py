"""亮证: certificates shown by those who hold them, with or without an account."""

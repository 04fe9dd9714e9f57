"""How first passwords are kept: quickly, because they are drawn by lot and thousands are printed at once."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class FirstPasswordHasher(PBKDF2PasswordHasher):
    """Slow hashing protects what people think up. Fourteen letters drawn from thirty-one are 69 bits: guessing them is
    hopeless at any speed. The first sign-in hashes it anew the slow way, and asks for another password at once."""

    algorithm = "first_password"
    iterations = 1_000

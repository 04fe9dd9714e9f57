"""``python3 -m zhiben …``. Must parse on any Python 3 so that an old one gets a sentence instead of a SyntaxError."""

import sys

if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036
        from zhiben.interpreters import run_with_newer_python

        sys.exit(run_with_newer_python(sys.argv[1:]))
    from zhiben.bootstrap import main

    sys.exit(main(sys.argv[1:]))

"""What the bootstrap runs inside the virtual environment."""

import sys

from zhiben.cli.main import main

sys.exit(main(sys.argv[1:]))

"""`python -m analysis.cli` is `gongkai`."""

import sys

from . import main

sys.exit(main())

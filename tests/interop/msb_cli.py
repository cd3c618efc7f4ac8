#!/usr/bin/env python3
"""`python3 -m msb` from any working directory."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from msb.__main__ import main

if __name__ == "__main__":
    sys.exit(main())

"""Asks a community connector for its tables. One JSON request on stdin, one JSON answer on stdout."""

import os
import sys

# An isolated Python does not look beside the script.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from headrace_discover.answer import main  # noqa: E402

main()

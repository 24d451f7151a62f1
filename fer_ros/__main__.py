"""Run the command line with `python -m fer_ros`."""

import sys

from fer_ros.cli.main import main

sys.exit(main())

"""Floor 5: the `fer_ros` command line, a file for each command."""

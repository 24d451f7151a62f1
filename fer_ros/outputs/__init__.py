"""Floor 2: files that results are written to."""

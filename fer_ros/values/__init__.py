"""Floor 1: the plain values that every other part of fer_ros speaks in."""

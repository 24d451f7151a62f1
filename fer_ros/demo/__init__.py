"""Floor 5: what `fer_ros demo` is made of: child processes, a recorder, a summary."""

"""Floor 5: measurements that users can repeat."""

"""Beside the floors: data, architectures, training, evaluation and export of emotion models."""

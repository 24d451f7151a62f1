"""Measuring models on a split of the data, and the report of it."""

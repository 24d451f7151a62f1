"""Facial emotion recognition for service robots."""

__version__ = '0.1.0'

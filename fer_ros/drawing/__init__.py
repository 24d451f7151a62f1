"""Floor 2: drawing the results onto an image."""

from fer_ros.drawing.annotate import annotate

__all__ = ['annotate']

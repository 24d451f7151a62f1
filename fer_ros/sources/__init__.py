"""Floor 2: where frames come from without ROS: photos, videos, cameras, streams, the demo."""

from fer_ros.sources.open import open_source
from fer_ros.sources.source import Frame, Source

__all__ = ['Frame', 'Source', 'open_source']

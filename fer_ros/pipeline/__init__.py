"""Floor 3: a frame in, the emotions of its faces out; no ROS, no I/O."""

from fer_ros.pipeline.pipeline import Pipeline

__all__ = ['Pipeline']

"""The errors that fer_ros raises on purpose; each message quotes the value and what is allowed."""


class FerRosError(Exception):
    """Base of all of them: a message for the user, no traceback needed."""


class SettingError(FerRosError, ValueError):
    """A setting has a wrong name, type or value."""


class ImageError(FerRosError, ValueError):
    """An image message cannot be decoded, or an image not encoded."""


class ModelError(FerRosError):
    """A model file or its manifest is missing, corrupt or not what is needed."""


class MissingDependencyError(FerRosError, ImportError):
    """An optional package is not installed; the message names the line to type."""


class SourceError(FerRosError):
    """A photo, video, camera or stream cannot be read."""

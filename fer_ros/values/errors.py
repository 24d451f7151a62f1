# Copyright 2026 The fer_ros authors
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

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


class PartError(FerRosError):
    """
    A detector or an emotion model fails at its work: it raises, or its answer cannot be.

    `part` is `detector` or `model`.
    """

    def __init__(self, part: str, message: str) -> None:
        """Take which of the two it is, and the message."""
        super().__init__(message)
        self.part = part

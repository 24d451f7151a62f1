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

"""The errors of fer_ros; each message quotes the value and says what is allowed."""


class FerRosError(Exception):
    """Base class of the errors; the message is for the user, without a traceback."""


class SettingError(FerRosError, ValueError):
    """The name, type or value of a setting is invalid."""


class ImageError(FerRosError, ValueError):
    """An image message cannot be decoded, or an image cannot be encoded."""


class ModelError(FerRosError):
    """A model file or its manifest is missing, damaged or unsuitable."""


class MissingDependencyError(FerRosError, ImportError):
    """An optional package is not installed; the message says how to install it."""


class SourceError(FerRosError):
    """A photo, video, camera or stream cannot be read."""


class PartError(FerRosError):
    """
    A detector or a model raised an error or returned an invalid answer.

    `part` is `detector` or `model`.
    """

    def __init__(self, part: str, message: str) -> None:
        """Take the part and the message."""
        super().__init__(message)
        self.part = part

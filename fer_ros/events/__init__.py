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

"""What changed: faces that appear and leave, labels that change and that are held."""

from fer_ros.events.event import APPEARED, CHANGED, event_record, FaceEvent, HELD, LEFT
from fer_ros.events.face_events import FaceEvents
from fer_ros.events.summary import summarise, SummaryTimer

__all__ = ['APPEARED', 'CHANGED', 'HELD', 'LEFT', 'FaceEvent', 'FaceEvents', 'SummaryTimer',
           'event_record', 'summarise']

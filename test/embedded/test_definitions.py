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

"""The messages of other packages have the fields and the hashes of the real ones."""

import pytest

try:
    from fer_ros.embedded.errors import RuntimeFault
    from fer_ros.embedded.interfaces import interface, STORE
except ImportError as error:
    pytestmark = pytest.mark.skip(str(error))

# Of hri_msgs 2.0.0 and vision_msgs 4.1.1, as rosidl of Jazzy generated them
HASHES = {
    'hri_msgs/msg/IdsList':
        '7e0812d1ac945c98fd3e393568d581ad0ab567f37b24eff633eab778c1bfe62d',
    'hri_msgs/msg/Expression':
        '411b88e0604397d44775d8ec6a4bc69398fb0dfbfe864c33a40fa99ee85f1b00',
    'hri_msgs/msg/FacialLandmarks':
        'f1d6b0ba159f4d6be1632e5dfc9cb79ce5e35da73888da2a4789bd9b35112a63',
    'hri_msgs/msg/NormalizedRegionOfInterest2D':
        '2e50c93f1ca166ee77af9a5424dc951ae4e452b740162a7f83c082d917dcaff5',
    'vision_msgs/msg/Detection2DArray':
        '214274120007f4a683866481336b70310268cfa107aebe9d594a6acf75bda968',
    'vision_msgs/msg/Detection3DArray':
        '793f5eab9595ac1c0da07873cc859db42eae51f0ee76056db8562515d830e018'}


@pytest.mark.parametrize('name', HASHES)
def test_type_hash(name):
    interface(name)
    assert STORE.hash_rihs01(name) == f'RIHS01_{HASHES[name]}'


def test_landmarks_have_seventy_places():
    message = interface('hri_msgs/msg/FacialLandmarks')()
    assert len(message.landmarks) == 70
    assert (message.NOSE, message.RIGHT_PUPIL, message.landmarks[0].c) == (30, 68, 0.0)


def test_an_unknown_message_is_named_with_what_is_known():
    with pytest.raises(RuntimeFault, match=r"'hri_msgs/msg/Voice'.*of hri_msgs and vision_msgs"):
        interface('hri_msgs/msg/Voice')

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

"""Frames for the live page, what it controls in the tests, and requests to it."""

from http.client import HTTPConnection
import json

from fer_ros.codec import as_lazy_image
from fer_ros.values.faces import Box, Face, FaceEmotion
from fer_ros.values.settings import Settings
from fer_ros.view.controls import describe
from fer_ros.view.display import State
from fer_ros.view.frame import ViewedFrame
import numpy as np

TOKEN = 'a-token-of-the-test'


class RealControls:
    """Controls of settings alone, with the errors that the node gives."""

    def __init__(self):
        self.settings, self.paused, self.page = Settings(), False, None

    def change(self, name, value):
        try:
            self.settings = self.settings.changed({name: value})
        except ValueError as error:
            return str(error)
        self.show()
        return ''

    def pause(self, paused):
        self.paused = paused
        self.show()
        return ''

    def show(self):
        self.page.show_state(State('paused' if self.paused else 'active',
                                   describe(vars(self.settings), {'detector': ['haar']})))


def make_frame(stamp, *faces, brightness=0, size=(320, 240), stripes=False):
    """Return a frame with faces (identifier, label); its image has one brightness, or stripes."""
    def emotion(number, face_id, label):
        probabilities = np.full(7, 0.05, np.float32)
        probabilities[('angry', 'disgust', 'fear', 'happy', 'sad', 'surprise',
                       'neutral').index(label)] = 0.7
        return FaceEmotion(face_id, Face(Box(20 + 90 * number, 40, 80, 90), 0.9), probabilities,
                           probabilities, quality=0.8)

    pixels = np.full((size[1], size[0], 3), brightness, np.uint8)
    if stripes:
        pixels[np.arange(size[1]) // 8 % 2 == 1] = 255
    image = as_lazy_image(pixels)
    return ViewedFrame(lambda: image, round(stamp * 1e9), 'camera', size,
                       [emotion(number, *face) for number, face in enumerate(faces)],
                       detector='yunet', model='resnet14', processing_time=0.002)


class Answer:
    """Status, headers and body of an answer."""

    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    @property
    def reason(self):
        """Return the reason that the server gives."""
        return json.loads(self.body)['reason']


def ask(page, method, path, body=None, **headers):
    """Send a request and return the answer."""
    connection = HTTPConnection('127.0.0.1', page.port, timeout=10)
    try:
        connection.request(method, path, body=body, headers={
            name.replace('_', '-'): value for name, value in headers.items()})
        return Answer(connection.getresponse())
    finally:
        connection.close()


def post(page, path, content, **headers):
    """Send JSON and return the answer."""
    return ask(page, 'POST', path, json.dumps(content),
               **{'Content_Type': 'application/json'} | headers)

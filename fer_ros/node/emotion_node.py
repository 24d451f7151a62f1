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

"""The node `fer`: images in, emotions and annotated images out."""

from __future__ import annotations

from time import perf_counter
import traceback

from fer_ros import ros
from fer_ros.codec import decode_compressed, decode_image
from fer_ros.drawing import annotate
from fer_ros.node.messages import emotion_array, EmotionArray, Image, image_message
from fer_ros.node.parameters import declare_settings
from fer_ros.node.worker import NewestWorker
from fer_ros.pipeline import Pipeline
from fer_ros.values.errors import FerRosError
from fer_ros.values.settings import Settings

CompressedImage = ros.interface('sensor_msgs/msg/CompressedImage')

# Best effort matches every camera driver; only the newest frame is of interest.
IMAGE_QOS = ros.QoSProfile(depth=1, reliability=ros.ReliabilityPolicy.BEST_EFFORT)
EMOTIONS_QOS = ros.QoSProfile(depth=10)
# Fast DDS subscribers hang on large images of a reliable publisher with a smaller depth.
ANNOTATED_QOS = ros.QoSProfile(depth=5)

# An error that comes with every frame is said this often.
ERROR_PERIOD_S = 5.0


class EmotionNode(ros.Node):
    """Publishes ~/emotions for every image and ~/image_annotated while somebody subscribes."""

    def __init__(self) -> None:
        """Declare the parameters, load the models and start listening."""
        super().__init__('fer')
        self.get_logger().info(ros.REASON)
        self._settings = declare_settings(self)
        self._pipeline = self._first_pipeline()
        self.add_on_set_parameters_callback(self._on_parameters)
        self._emotions = self.create_publisher(EmotionArray, '~/emotions', EMOTIONS_QOS)
        self._annotated = self.create_publisher(Image, '~/image_annotated', ANNOTATED_QOS)
        self._worker = NewestWorker(self._work)
        self._subscription = self._subscribe()

    def _subscribe(self):
        if self._settings.image_transport == 'raw':
            message_type, topic = Image, 'image_raw'
        else:
            # The suffix follows the remapped name, as image_transport has it.
            message_type = CompressedImage
            topic = self.resolve_topic_name('image_raw') + '/compressed'
        subscription = self.create_subscription(
            message_type, topic, lambda message: self._worker.put(message), IMAGE_QOS)
        self.get_logger().info(f'Waiting for images on {subscription.topic_name}')
        return subscription

    def _first_pipeline(self) -> Pipeline | None:
        """Load the models; without them the node still runs, to be given others."""
        try:
            return self._load(self._settings)
        except FerRosError as error:
            self.get_logger().error(
                f'{error}. No image is processed until the parameters are set right.')
            return None

    def _load(self, settings: Settings) -> Pipeline:
        previous = getattr(self, '_pipeline', None)
        pipeline = Pipeline(settings, previous=previous)
        if previous is None or previous.detector is not pipeline.detector:
            # `auto` knows why it chose what it chose.
            self.get_logger().info(getattr(pipeline.detector, 'reason',
                                           f'detector {pipeline.detector.name}'))
        if previous is None or previous.classifier is not pipeline.classifier:
            self.get_logger().info(
                f'emotion model {pipeline.classifier.name} (backend {settings.backend})')
        return pipeline

    def _on_parameters(self, parameters) -> ros.SetParametersResult:
        names = set(vars(self._settings))
        changes = {parameter.name: parameter.value for parameter in parameters
                   if parameter.name in names}
        try:
            settings = self._settings.changed(changes)
            self._pipeline = self._load(settings)
        except FerRosError as error:
            return ros.SetParametersResult(successful=False, reason=str(error))
        self._settings = settings
        return ros.SetParametersResult(successful=True)

    def _work(self, message) -> None:
        """Process one image message; whatever is wrong with it, the node goes on."""
        try:
            self._process(message)
        except FerRosError as error:
            self.get_logger().error(f'Image skipped: {error}',
                                    throttle_duration_sec=ERROR_PERIOD_S)
        except Exception:
            if ros.ok():  # in a shutdown the publishers go away under the worker
                self.get_logger().error(f'Image skipped:\n{traceback.format_exc()}',
                                        throttle_duration_sec=ERROR_PERIOD_S)

    def _process(self, message) -> None:
        start = perf_counter()
        pipeline, settings = self._pipeline, self._settings
        if pipeline is None:
            self.get_logger().error('Image skipped: no working detector and model',
                                    throttle_duration_sec=ERROR_PERIOD_S)
            return
        decode = decode_image if settings.image_transport == 'raw' else decode_compressed
        image = decode(message)
        emotions = pipeline.process(image)
        self._emotions.publish(emotion_array(
            message.header, emotions, (image.shape[1], image.shape[0]),
            detector=pipeline.detector.name, model=pipeline.classifier.name,
            processing_time=perf_counter() - start))
        if settings.annotate and self._annotated.get_subscription_count() > 0:
            self._annotated.publish(image_message(message.header, annotate(image, emotions)))

    def destroy_node(self) -> None:
        """Let the frame in hand finish, then go."""
        self._worker.stop()
        super().destroy_node()

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

"""The node `fer`: images in, emotions and annotated images out; a managed (lifecycle) node."""

from __future__ import annotations

from itertools import count
import traceback

from fer_ros import ros
from fer_ros.node.diagnostics import ACTIVE, DiagnosticArray, diagnostics
from fer_ros.node.image_input import CHECK_PERIOD_S, ImageInput
from fer_ros.node.measurements import Measurements
from fer_ros.node.outputs import Outputs
from fer_ros.node.parameters import declare_settings
from fer_ros.node.processor import Processor
from fer_ros.node.watchdog import Fallback, in_time
from fer_ros.pipeline import Pipeline
from fer_ros.values.errors import FerRosError

SetBool = ros.interface('std_srvs/srv/SetBool')

_SUCCESS = ros.TransitionCallbackReturn.SUCCESS
_FAILURE = ros.TransitionCallbackReturn.FAILURE


class EmotionNode(ros.LifecycleNode):
    """
    Publishes ~/emotions for every image, and ~/image_annotated while somebody subscribes.

    Unconfigured it has no models, inactive it has them and takes no images, active it works
    unless ~/enable has paused it.
    """

    def __init__(self) -> None:
        """Declare the parameters and, unless `autostart` is false, go to work."""
        super().__init__('fer')
        self.get_logger().info(ros.REASON)
        self._settings = declare_settings(self)
        self._state, self._enabled = 'unconfigured', self._settings.enabled_on_start
        # One count for all pipelines, so that no face's identifier ever comes back.
        self._face_numbers = count(1)
        self._pipeline: Pipeline | None = None
        self._outputs: Outputs | None = None
        self._processor: Processor | None = None
        self._fallback, self._fault = Fallback(), ''
        self._shared_name = False
        self._measurements = Measurements()
        self._input = ImageInput(self, self._settings.image_transport, self._on_image,
                                 self._measurements)
        self.add_on_set_parameters_callback(self._on_parameters)
        self.create_service(SetBool, '~/enable', self._on_enable)
        self._diagnostics = self.create_publisher(DiagnosticArray, '/diagnostics', 10)
        ros.steady_timer(self, CHECK_PERIOD_S, self._on_timer)
        if self._settings.autostart:
            self._start()
        elif ros.RUNTIME == 'embedded':
            self.get_logger().warning('autostart is false, but there are no lifecycle managers '
                                      'without ROS 2: starting')
            self._start()
        else:
            self.get_logger().info('State: unconfigured. Waiting for a lifecycle manager, because '
                                   'autostart is false')

    def _start(self) -> None:
        if self.trigger_configure() == _SUCCESS:
            self.trigger_activate()

    # life cycle

    def on_configure(self, state: ros.LifecycleState) -> ros.TransitionCallbackReturn:
        """Load the models; without them the node stays unconfigured and says why."""
        try:
            self._prepare_fallback()
            self._pipeline = self._load_or_fall_back(self._settings)
            self._outputs = Outputs(self, depth=self._settings.depth)
        except FerRosError as error:
            return self._failed(f'{error}. No image is processed until the parameters are set '
                                'right', str(error))
        except Exception as error:  # rclpy would swallow it
            return self._failed(f'Cannot be configured:\n{traceback.format_exc()}', repr(error))
        return self._entered('inactive')

    def on_activate(self, state: ros.LifecycleState) -> ros.TransitionCallbackReturn:
        """Take images."""
        if self._pipeline is not None and self._pipeline.guard.closed:  # it hung at the last end
            try:
                self._pipeline = self._load(self._settings)
            except FerRosError as error:
                return self._failed(f'{error}. The node stays inactive', str(error))
        self._processor = Processor(self, self._outputs, self._measurements, self._pipeline,
                                    self._settings)
        result = self._entered(ACTIVE)
        if self._enabled:
            try:
                self._input.subscribe()
            except Exception as error:  # qos_overrides that are none
                self._rest()
                self._entered('inactive')
                return self._failed(f'Cannot subscribe: {error}', str(error))
        else:
            self.get_logger().info('Paused: no image is taken until ~/enable is called with true')
        return result

    def on_deactivate(self, state: ros.LifecycleState) -> ros.TransitionCallbackReturn:
        """Take no images; the models stay for a fast return."""
        self._rest()
        return self._entered('inactive')

    def on_cleanup(self, state: ros.LifecycleState) -> ros.TransitionCallbackReturn:
        """Let go of the models."""
        self._rest()
        if self._outputs is not None:
            self._outputs.close()
        self._outputs = self._pipeline = None
        self._fallback = Fallback()
        return self._entered('unconfigured')

    def on_shutdown(self, state: ros.LifecycleState) -> ros.TransitionCallbackReturn:
        """Let go of everything."""
        self.on_cleanup(state)
        return self._entered('finalized')

    def on_error(self, state: ros.LifecycleState) -> ros.TransitionCallbackReturn:
        """Start again from nothing after a transition that broke off."""
        return self.on_cleanup(state)

    def _rest(self) -> None:
        self._input.unsubscribe()
        if self._processor is not None:
            self._processor.stop()
            self._processor, self._fault = None, ''

    def _entered(self, state: str) -> ros.TransitionCallbackReturn:
        if state != self._state:
            self._state = state
            self.get_logger().info(f'State: {state}')
        return _SUCCESS

    def _failed(self, text: str, short: str) -> ros.TransitionCallbackReturn:
        self._measurements.last_error = short
        self.get_logger().error(text)
        return _FAILURE

    # work

    def _on_image(self, message) -> None:
        processor = self._processor
        if processor is not None:
            processor.put(message)

    def _on_enable(self, request, response):
        self._enabled = request.data
        if self._state == ACTIVE:
            if request.data:
                self._input.subscribe()
            else:
                self._input.unsubscribe()
        response.success = True
        response.message = (f"{'enabled' if request.data else 'paused'}; the node is "
                            f'{self._state}')
        self.get_logger().info(response.message)
        return response

    def _on_timer(self) -> None:
        self._input.check(self._settings.image_timeout)
        self._check_models()
        self._check_name()
        pipeline = self._pipeline
        paused = self._state == ACTIVE and not self._enabled
        self._diagnostics.publish(diagnostics(
            self.get_clock().now().to_msg(), self.get_fully_qualified_name().strip('/'),
            'paused' if paused else self._state, self._input.topic, self._measurements.figures(),
            self._settings, {} if pipeline is None else {
                'detector': pipeline.detector.name, 'backend': pipeline.settings.backend,
                'model': pipeline.classifier.name,
                **{f'device of the {part}': device
                   for part, device in pipeline.devices.items()}},
            fault=self._fault, fallback=self._fallback.since))

    def _check_name(self) -> None:
        """Say once that another node has the same name: each setting would reach both."""
        own = self.get_fully_qualified_name()
        publishers = self.get_publishers_info_by_topic(
            self.resolve_topic_name('/diagnostics'))
        same = sum(f"{info.node_namespace.rstrip('/')}/{info.node_name}" == own
                   for info in publishers)
        if same > 1 and not self._shared_name:
            self.get_logger().warning(
                f'{same} nodes are called {own}: parameters and services reach them all, and '
                'their results mix; rename one with -r __node:=NAME')
        self._shared_name = same > 1

    # models that fail

    def _check_models(self) -> None:
        """Say what hangs or fails, and let the other model take over where there is one."""
        if self._processor is None:
            return
        part, fault = self._processor.hanging()
        if not fault:
            part, fault = 'model', self._processor.failing()
        last, self._fault = self._fault, fault
        if fault and not last:
            self._measurements.last_error = fault
            self.get_logger().error(f'{fault[0].upper()}{fault[1:]}')
        elif last and not fault:
            self.get_logger().info('It works again')
        if fault and part == 'model' and self._fallback.classifier and not self._fallback.in_use:
            self._fall_back(self._settings, fault)
            self._processor.use(self._pipeline, self._settings)
            self._fault = ''

    def _fall_back(self, settings, reason: str) -> None:
        self._fallback.start(settings, reason)
        try:
            self._pipeline = Pipeline(self._fallback.settings(settings), previous=self._pipeline,
                                      numbers=self._face_numbers,
                                      classifier=self._fallback.classifier)
        except FerRosError:
            self._fallback.end()
            raise
        self.get_logger().error(f'{self._fallback.since}. Setting `model` or `backend` ends it')

    def _prepare_fallback(self) -> None:
        try:
            in_time(lambda: self._fallback.prepare(self._settings), 'fallback_model')
        except FerRosError as error:  # no reason to do without the model itself
            self.get_logger().error(f'fallback_model: {error}. There is none to take over')

    # parameters

    def _load_or_fall_back(self, settings) -> Pipeline:
        try:
            return self._load(settings)
        except FerRosError as error:
            if not self._fallback.classifier:
                raise
            self._fall_back(settings, str(error))
            return self._pipeline

    def _load(self, settings) -> Pipeline:
        settings, previous = self._fallback.settings(settings), self._pipeline
        # What hangs is lost, and what fails is tried anew.
        if previous and (previous.guard.closed or self._fault or (
                self._processor is not None and self._processor.hanging()[0])):
            previous = None
        pipeline = in_time(lambda: Pipeline(settings, previous=previous,
                                            numbers=self._face_numbers),
                           f"the model '{settings.model}' (backend {settings.backend})")
        if previous is None or previous.detector is not pipeline.detector:
            # `auto` knows why it chose what it chose.
            self.get_logger().info(getattr(pipeline.detector, 'reason',
                                           f'detector {pipeline.detector.name}'))
        if previous is None or previous.classifier is not pipeline.classifier:
            self.get_logger().info(
                f'emotion model {pipeline.classifier.name} (backend {settings.backend}, device '
                f"{pipeline.devices['classifier']})")
        if pipeline.device_warning:
            self.get_logger().warning(pipeline.device_warning)
        if pipeline.anonymizer is not None and pipeline.anonymizer.warning:
            self.get_logger().warning(pipeline.anonymizer.warning)
        return pipeline

    def _on_parameters(self, parameters) -> ros.SetParametersResult:
        names = set(vars(self._settings))
        changes = {parameter.name: parameter.value for parameter in parameters
                   if parameter.name in names}
        in_use, since = self._fallback.in_use, self._fallback.since
        try:
            settings = self._settings.changed(changes)
            if 'model' in changes or 'backend' in changes:
                self._fallback.end()
            # Whatever the state, what cannot work is refused now and not when it is needed.
            pipeline = self._load(settings) if changes else self._pipeline
            if {'fallback_model', 'device', 'num_threads'} & set(changes):
                in_time(lambda: self._fallback.prepare(settings), 'fallback_model')
        except FerRosError as error:
            self._fallback.in_use, self._fallback.since = in_use, since
            return ros.SetParametersResult(successful=False, reason=str(error))
        self._settings, self._fault = settings, ''
        if self._state == 'unconfigured':
            if changes and settings.autostart:
                # It failed at the start, and now the parameters are right.
                self._pipeline = pipeline
                self._start()
        else:
            self._pipeline = pipeline
            if self._processor is not None:
                self._processor.use(pipeline, settings)
        return ros.SetParametersResult(successful=True)

    def destroy_node(self) -> None:
        """Let the frame in hand finish, then go."""
        self._rest()
        super().destroy_node()

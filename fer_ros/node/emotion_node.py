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

import traceback

from fer_ros import ros
from fer_ros.node.diagnostics import ACTIVE, DiagnosticArray, diagnostics
from fer_ros.node.displays import open_displays
from fer_ros.node.frame_statistics import Statistics
from fer_ros.node.health import Health
from fer_ros.node.image_input import CHECK_PERIOD_S, ImageInput
from fer_ros.node.parameters import declare_settings
from fer_ros.node.pipeline_loader import PipelineLoader
from fer_ros.node.processor import Processor
from fer_ros.node.publishers import Publishers
from fer_ros.node.qos_conflicts import endpoint_name
from fer_ros.values.errors import FerRosError
from fer_ros.values.settings import reject_renamed

SetBool = ros.interface('std_srvs/srv/SetBool')

_SUCCESS = ros.TransitionCallbackReturn.SUCCESS
_FAILURE = ros.TransitionCallbackReturn.FAILURE


class EmotionNode(ros.LifecycleNode):
    """
    Publishes ~/emotions for every image, and ~/image_annotated while somebody subscribes.

    The unconfigured node has no models. The inactive node has models, but takes no images. The
    active node processes images, unless ~/enable has paused it.
    """

    def __init__(self) -> None:
        """Declare the parameters and, unless `autostart` is false, configure and activate."""
        super().__init__('fer')
        self.get_logger().info(ros.REASON)
        self._settings = declare_settings(self)
        self._state, self._enabled = 'unconfigured', self._settings.enabled_on_start
        self._loader = PipelineLoader(self.get_logger(), ros.ok)
        self._health = Health(self.get_logger())
        self._outputs: Publishers | None = None
        self._processor: Processor | None = None
        self._shared_name = False
        self._statistics = Statistics()
        self._input = ImageInput(self, self._settings.image_transport, self._on_image,
                                 self._statistics)
        self._displays = open_displays(self, self._settings, self._set_enabled)
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
        """Load the models; if that fails, log why and stay unconfigured."""
        try:
            self._loader.load_all(self._settings)
            self._outputs = Publishers(self, self._settings)
        except FerRosError as error:
            return self._report_failure(
                f'{error}. No image is processed until the parameters are valid', str(error))
        except Exception as error:  # rclpy would not log it
            return self._report_failure(f'Cannot be configured:\n{traceback.format_exc()}',
                                        repr(error))
        return self._set_state('inactive')

    def on_activate(self, state: ros.LifecycleState) -> ros.TransitionCallbackReturn:
        """Start processing images."""
        assert self._outputs is not None  # since the node is configured
        try:
            pipeline = self._loader.ready(self._settings)
        except FerRosError as error:
            return self._report_failure(f'{error}. The node stays inactive', str(error))
        self._processor = Processor(self, self._outputs, self._statistics, self._health,
                                    pipeline, self._settings, self._displays)
        result = self._set_state(ACTIVE)
        if self._enabled:
            try:
                self._input.subscribe()
            except Exception as error:  # invalid qos_overrides
                self._stop_processing()
                self._set_state('inactive')
                return self._report_failure(f'Cannot subscribe: {error}', str(error))
        else:
            self.get_logger().info('Paused: no image is taken until ~/enable is called with true')
        return result

    def on_deactivate(self, state: ros.LifecycleState) -> ros.TransitionCallbackReturn:
        """Stop processing images; the models stay loaded."""
        self._stop_processing()
        return self._set_state('inactive')

    def on_cleanup(self, state: ros.LifecycleState) -> ros.TransitionCallbackReturn:
        """Release the models."""
        self._stop_processing()
        if self._outputs is not None:
            self._outputs.close()
        self._outputs = None
        self._loader.release()
        return self._set_state('unconfigured')

    def on_shutdown(self, state: ros.LifecycleState) -> ros.TransitionCallbackReturn:
        """Release everything."""
        self.on_cleanup(state)
        return self._set_state('finalized')

    def on_error(self, state: ros.LifecycleState) -> ros.TransitionCallbackReturn:
        """Return to the unconfigured state after a transition that failed."""
        return self.on_cleanup(state)

    def _stop_processing(self) -> None:
        self._input.unsubscribe()
        if self._processor is not None:
            self._processor.stop()
            self._processor = None
            self._health.stop()

    def _set_state(self, state: str) -> ros.TransitionCallbackReturn:
        if state != self._state:
            self._state = state
            self.get_logger().info(f'State: {state}')
            self._show_state()
        return _SUCCESS

    def _show_state(self) -> None:
        self._displays.show_settings(self._shown_state, self._settings)

    @property
    def _shown_state(self) -> str:
        return 'paused' if self._state == ACTIVE and not self._enabled else self._state

    def _report_failure(self, text: str, short: str) -> ros.TransitionCallbackReturn:
        self._statistics.last_error = short
        if ros.ok():  # otherwise the node is asked to end
            self.get_logger().error(text)
        return _FAILURE

    # work

    def _on_image(self, message) -> None:
        processor = self._processor
        if processor is not None:
            processor.submit(message)

    def _on_enable(self, request, response):
        response.success, response.message = True, self._set_enabled(request.data)
        return response

    def _set_enabled(self, enabled: bool) -> str:
        """Pause or resume, and return in words what the node does now."""
        self._enabled = enabled
        if self._state == ACTIVE:
            if enabled:
                self._input.subscribe()
            else:
                self._input.unsubscribe()
                if self._processor is not None:
                    self._processor.pause()
        done = f"{'enabled' if enabled else 'paused'}; the node is {self._state}"
        self.get_logger().info(done)
        self._show_state()
        return done

    def _on_timer(self) -> None:
        self._input.check(self._settings.image_timeout, self._settings.loss_warn)
        if self._outputs is not None:
            self._outputs.check()
        self._check_health()
        self._check_name()
        pipeline = self._loader.pipeline
        message = diagnostics(
            self.get_clock().now().to_msg(), self.get_fully_qualified_name().strip('/'),
            self._shown_state, self._input.topic, self._statistics.snapshot(),
            self._settings, {} if pipeline is None else {
                'detector': pipeline.detector.name, 'backend': pipeline.settings.backend,
                'model': pipeline.classifier.name,
                **{f'device of the {part}': device
                   for part, device in pipeline.devices.items()}},
            fault=self._health.fault, fallback=self._loader.fallback_reason,
            loss=self._input.loss, reliability=self._input.reliability)
        self._diagnostics.publish(message)
        self._displays.show_message(message)

    def _check_health(self) -> None:
        """Report a fault; let the fallback take over from a model that has one."""
        processor = self._processor
        fault = None if processor is None else self._health.check()
        if processor is None or fault is None:
            return
        self._statistics.last_error = fault.text
        pipeline = (self._loader.start_fallback(self._settings, fault.text)
                    if fault.part == 'model' else None)
        if pipeline is not None:
            processor.set_pipeline(pipeline, self._settings)
            self._health.clear()
            self._statistics.last_error = self._loader.fallback_reason or ''

    def _check_name(self) -> None:
        """Warn once if another node has the same name: both would get every parameter."""
        own = self.get_fully_qualified_name()
        publishers = self.get_publishers_info_by_topic(
            self.resolve_topic_name('/diagnostics'))
        same = sum(endpoint_name(publisher) == own for publisher in publishers)
        if same > 1 and not self._shared_name:
            self.get_logger().warning(
                f'Another node called {own} is known (one that was killed is, for up to 20 s). '
                'Parameters and services reach both, and their results mix: rename one with '
                '-r __node:=NAME')
        self._shared_name = same > 1

    # parameters

    def set_parameters_atomically(self, parameter_list) -> ros.SetParametersResult:
        """Set all parameters or none; reject former names with the new ones."""
        try:
            for parameter in parameter_list:
                reject_renamed(parameter.name)
        except FerRosError as error:
            return ros.SetParametersResult(successful=False, reason=str(error))
        return super().set_parameters_atomically(parameter_list)

    def _on_parameters(self, parameters) -> ros.SetParametersResult:
        names = set(vars(self._settings))
        changes = {parameter.name: parameter.value for parameter in parameters
                   if parameter.name in names}
        processor = self._processor
        try:
            settings = self._settings.changed(changes)
            pipeline = self._loader.changed(
                settings, changes, anew=bool(self._health.fault or self._health.hanging()))
        except FerRosError as error:
            return ros.SetParametersResult(successful=False, reason=str(error))
        self._settings = settings
        self._health.clear()
        if self._state == 'unconfigured':
            if changes and settings.autostart:
                # The start failed, and now the parameters are valid.
                self._loader.pipeline = pipeline
                self._start()
        else:
            self._loader.pipeline = pipeline
            if processor is not None and pipeline is not None:
                processor.set_pipeline(pipeline, settings)
        self._show_state()
        return ros.SetParametersResult(successful=True)

    def destroy_node(self) -> None:
        """Let the present frame finish, then end."""
        self._stop_processing()
        self._displays.close()
        super().destroy_node()

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

"""The node's statistics and faults on /diagnostics."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Any

from fer_ros import ros
from fer_ros.node.frame_statistics import Snapshot
from fer_ros.node.health import Fault
from fer_ros.node.message_loss import LossStatistics, NO_LOSS
from fer_ros.values.node_settings import NodeSettings

DiagnosticArray = ros.interface('diagnostic_msgs/msg/DiagnosticArray')
DiagnosticStatus = ros.interface('diagnostic_msgs/msg/DiagnosticStatus')
KeyValue = ros.interface('diagnostic_msgs/msg/KeyValue')

OK, WARN, ERROR = DiagnosticStatus.OK, DiagnosticStatus.WARN, DiagnosticStatus.ERROR
ACTIVE = 'active'
PUBLISHED, LOST, RELIABILITY = 'published images', 'lost images', 'reliability'
_CLOCK_TOLERANCE_S = 0.1    # synchronised clocks of two machines differ by less
_MAX_LATENCY_S = 60.0       # older images come from a recording
_NO_CLOCK_S = 1e8           # three years; the node's clock stands at 0 if it is so far behind


def diagnostics(stamp, name: str, state: str, topic: str, snapshot: Snapshot,
                settings: NodeSettings, models: Mapping[str, str], *,
                fault: Fault | None = None, fallback: str | None = None,
                loss: LossStatistics = NO_LOSS, reliability: str = '') -> Any:
    """
    Return the message of one second.

    :param stamp: builtin_interfaces/msg/Time
    :param name: of the node
    :param state: `active`, `paused`, or another state of the life cycle
    :param topic: of the camera
    :param models: the parts in use, by name of the part; empty if none is loaded
    :param fault: of the detector or the model
    :param fallback: since when and why the fallback model is in use
    :param loss: of the camera's images
    :param reliability: of the subscription, as its QoS says; '' while not subscribed
    """
    message = DiagnosticArray(status=[
        _status(f'{name}: camera', topic, *_camera(state, snapshot, settings, loss), {
            'topic': topic, RELIABILITY: reliability, 'rate [Hz]': f'{snapshot.rate:.2f}',
            'rate of the camera [Hz]': f'{loss.sent_rate:.2f}',
            LOST: str(loss.total), 'lost images [%]': f'{100 * loss.share:.1f}'}),
        _status(f'{name}: processing', topic, *_processing(state, snapshot, settings), {
            'state': state, 'rate [Hz]': f'{snapshot.processed_rate:.2f}',
            'latency, median [ms]': _ms(snapshot.latency_median),
            'latency, 95th percentile [ms]': _ms(snapshot.latency_95),
            'detector [ms]': _ms(snapshot.detector), 'classifier [ms]': _ms(snapshot.classifier),
            'processed frames': str(snapshot.processed),
            **{f'dropped frames, {reason}': str(count)
               for reason, count in sorted(snapshot.dropped.items())},
            'last error': snapshot.last_error}),
        _status(f'{name}: models', topic, *_models(state, settings, models, fault, fallback), {
            **models, **({'fallback': fallback} if fallback else {})})])
    message.header.stamp = stamp
    return message


def camera_diagnostics(stamp, name: str, topic: str, rate: float, published: int) -> Any:
    """
    Return the message of a camera for one second.

    :param name: of the camera's node
    :param rate: of the images in the last seconds, Hz
    :param published: number of images since the start
    """
    message = DiagnosticArray(status=[_status(
        f'{name}: publishing', topic, OK, f'{rate:.1f} Hz', {
            'topic': topic, 'rate [Hz]': f'{rate:.2f}', PUBLISHED: str(published)})])
    message.header.stamp = stamp
    return message


def _camera(state: str, snapshot: Snapshot, settings: NodeSettings,
            loss: LossStatistics) -> tuple[Any, str]:
    if state != ACTIVE:
        return OK, f'not listening: {state}'
    text = f'{snapshot.rate:.1f} Hz'
    if snapshot.rate < settings.rate_error:
        return ERROR, f'{text}, less than rate_error ({settings.rate_error:g} Hz)'
    if loss.share > 0 and loss.share >= settings.loss_warn:
        return WARN, (f'{text}, {loss.share:.0%} of the images are lost, at least loss_warn '
                      f'({settings.loss_warn:.0%}); the log says what helps')
    # The rate of a camera is not too low because images are lost on the way.
    rate = snapshot.rate if isnan(loss.sent_rate) else max(snapshot.rate, loss.sent_rate)
    if rate < settings.rate_warn:
        return WARN, f'{text}, less than rate_warn ({settings.rate_warn:g} Hz)'
    return OK, text


def _processing(state: str, snapshot: Snapshot, settings: NodeSettings) -> tuple[Any, str]:
    if state != ACTIVE:
        return OK, state
    if not snapshot.processed_rate:
        return OK, 'nothing to do: no images, or nobody subscribes to the results'
    latency = snapshot.latency_median
    text = f'{snapshot.processed_rate:.1f} Hz'
    clock = _clock_fault(latency)
    if clock:
        return WARN, f'{text}; {clock}'
    text = f'{text}, {_ms(latency)} ms after the stamp'
    if latency > settings.latency_error:
        return ERROR, f'{text}, more than latency_error ({settings.latency_error:g} s)'
    if latency > settings.latency_warn:
        return WARN, f'{text}, more than latency_warn ({settings.latency_warn:g} s)'
    return OK, text


def _clock_fault(latency: float) -> str:
    """Return why the images' stamps do not fit the node's clock; '' if they do."""
    if latency < -_NO_CLOCK_S:
        return ('no latency: use_sim_time is set, but nobody publishes /clock; play the bag with '
                '--clock, or set use_sim_time to false')
    if -_CLOCK_TOLERANCE_S <= latency <= _MAX_LATENCY_S or isnan(latency):
        return ''
    off = f'{-latency:.1f} s ahead of' if latency < 0 else f'{latency:.0f} s behind'
    return (f"no latency: the images' stamps are {off} the node's clock. For a bag, play it with "
            '--clock and set use_sim_time to true; for a camera on another machine, synchronise '
            'the clocks (chrony)')


def _models(state: str, settings: NodeSettings, models: Mapping[str, str],
            fault: Fault | None, fallback: str | None) -> tuple[Any, str]:
    if fault:
        return ERROR, fault.text
    if fallback:
        return WARN, fallback
    if models:
        return OK, f"{models['detector']}, {models['model']}"
    if state == 'unconfigured' and not settings.autostart:
        return OK, 'not loaded: unconfigured'
    return ERROR, f'no working detector and model (detector {settings.detector}, backend ' \
                  f'{settings.backend}, model {settings.model})'


def _status(name: str, hardware: str, level, text: str, values: Mapping[str, str]):
    return DiagnosticStatus(
        name=name, level=level, message=text, hardware_id=hardware,
        values=[KeyValue(key=key, value=value) for key, value in values.items()])


def _ms(seconds: float) -> str:
    return f'{1000 * seconds:.1f}'

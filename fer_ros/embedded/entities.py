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

"""Publishers, subscriptions, services, clients and timers."""

from __future__ import annotations

from collections.abc import Callable
import struct
import threading
import time
from typing import Any
import uuid

from fer_ros.embedded import dds
from fer_ros.embedded.cdr import decode, encode
from fer_ros.embedded.interfaces import ServiceClass
from fer_ros.embedded.qos import QoSProfile

_SERVICE_QOS = QoSProfile(depth=1000)
# rmw_cyclonedds puts the client's identifier and a sequence number before each request and reply.
_SERVICE_HEADER = struct.Struct('<Qq')


class Publisher:
    """Sends messages of one type. Any thread may use it."""

    def __init__(self, participant: dds.Participant, message_type: type[Any], topic_name: str,
                 qos: QoSProfile) -> None:
        """Create the writer; `topic_name` is the full name."""
        self.topic_name, self.msg_type = topic_name, message_type
        self.writer: Any = participant.writer(f'rt{topic_name}', message_type.__msgtype__, qos)
        self.reader = None

    def publish(self, message) -> None:
        """Send a message; it is dropped if a queue stays full for 100 ms."""
        if not isinstance(message, self.msg_type):
            raise TypeError(f'{self.topic_name} carries {self.msg_type.__msgtype__}, but got '
                            f'{type(message).__name__}')
        writer = self.writer
        if writer is None:
            return  # destroyed while a worker thread was publishing
        try:
            dds.write(writer, encode(message))
        except dds.DDSException:
            if self.writer is not None:  # otherwise it was destroyed meanwhile
                raise

    def get_subscription_count(self) -> int:
        """Return the number of matching subscriptions."""
        writer = self.writer
        return writer.get_publication_matched_status().current_count if writer else 0


class Subscription:
    """Calls a callback with each message."""

    def __init__(self, participant: dds.Participant, message_type: type[Any], topic_name: str,
                 callback: Callable[[Any], None], qos: QoSProfile,
                 on_malformed: Callable[[str], None]) -> None:
        """Create the reader; `on_malformed` gets a text for each sample that cannot be decoded."""
        self.topic_name, self.msg_type, self.callback = topic_name, message_type, callback
        self.malformed = 0
        self._on_malformed = on_malformed
        self.writer = None
        self.reader: Any = participant.reader(f'rt{topic_name}', message_type.__msgtype__, qos)

    def execute(self) -> None:
        """Take one message and call the callback."""
        reader = self.reader
        data = dds.take(reader) if reader is not None else None  # destroyed by another thread
        if data is None:
            return
        try:
            message = decode(data, self.msg_type.__msgtype__)
        except ValueError as error:
            self.malformed += 1
            self._on_malformed(f'Message on {self.topic_name} dropped: {error}')
            return
        self.callback(message)

    def get_publisher_count(self) -> int:
        """Return the number of matching publishers."""
        return self.reader.get_subscription_matched_status().current_count


class Service:
    """Answers requests."""

    def __init__(self, participant: dds.Participant, service: ServiceClass, name: str,
                 callback: Callable[[Any, Any], Any],
                 on_malformed: Callable[[str], None]) -> None:
        """Create the service; `callback` takes request and response and returns the response."""
        self.srv_name, self._service, self._callback = name, service, callback
        self._on_malformed = on_malformed
        self.reader, self.writer = _service_pair(participant, service, name, client=False)

    def execute(self) -> None:
        """Take one request and answer it."""
        data = dds.take(self.reader)
        if data is None:
            return
        try:
            request = decode(data, self._service.Request.__msgtype__, _SERVICE_HEADER.size)
        except ValueError as error:
            self._on_malformed(f'Request to {self.srv_name} dropped: {error}')
            return
        response = self._callback(request, self._service.Response())
        dds.write(self.writer, encode(response, bytes(data[4:4 + _SERVICE_HEADER.size])))


class Future:
    """The response of a service: wait until `done()`, then use `result()`."""

    def __init__(self) -> None:
        """Start without a response."""
        self._event = threading.Event()
        self._result: Any = None

    def set_result(self, result: Any) -> None:
        """Set the response."""
        self._result = result
        self._event.set()

    def done(self) -> bool:
        """Say whether the response has arrived."""
        return self._event.is_set()

    def result(self) -> Any:
        """Return the response, or None before it has arrived."""
        return self._result


class Client:
    """Calls a service."""

    def __init__(self, participant: dds.Participant, service: ServiceClass, name: str,
                 on_malformed: Callable[[str], None]) -> None:
        """Create the client of the service with that full name."""
        self.srv_name, self._service = name, service
        self._on_malformed = on_malformed
        self._id, self._number = uuid.uuid4().int >> 64, 0
        self._waiting: dict[int, Future] = {}
        self.reader, self.writer = _service_pair(participant, service, name, client=True)

    def service_is_ready(self) -> bool:
        """Say whether a service of this name and type is connected in both directions."""
        return (self.writer.get_publication_matched_status().current_count > 0
                and self.reader.get_subscription_matched_status().current_count > 0)

    def call_async(self, request) -> Future:
        """Send a request; the response arrives while the node spins."""
        self._number += 1
        future = self._waiting[self._number] = Future()
        dds.write(self.writer, encode(request, _SERVICE_HEADER.pack(self._id, self._number)))
        return future

    def execute(self) -> None:
        """Take one response; ignore it if it is for another client."""
        data = dds.take(self.reader)
        if data is None or len(data) < 4 + _SERVICE_HEADER.size:
            return
        client, number = _SERVICE_HEADER.unpack_from(data, 4)
        if client != self._id or number not in self._waiting:
            return
        try:
            response = decode(data, self._service.Response.__msgtype__, _SERVICE_HEADER.size)
        except ValueError as error:
            self._on_malformed(f'Response of {self.srv_name} dropped: {error}')
            return
        self._waiting.pop(number).set_result(response)


def _service_pair(participant: dds.Participant, service: ServiceClass, name: str, *,
                  client: bool):
    """Return the reader and the writer of one end of a service."""
    request = f'rq{name}Request', service.Request.__msgtype__, _SERVICE_QOS
    response = f'rr{name}Reply', service.Response.__msgtype__, _SERVICE_QOS
    read, written = (response, request) if client else (request, response)
    kind = 'clientid' if client else 'serviceid'
    options: dict[str, Any] = {
        'header': True, 'user_data': f'{kind}={uuid.uuid4().hex};'.encode()}
    return participant.reader(*read, **options), participant.writer(*written, **options)


class Timer:
    """Calls a callback at a fixed rate while the node spins."""

    def __init__(self, period: float, callback: Callable[[], None]) -> None:
        """Start; `period` is in seconds."""
        if not period >= 0:
            raise ValueError(f'the period of a timer must not be negative, but is {period}')
        self._period, self._callback = period, callback
        self.due = time.monotonic() + period

    def execute(self) -> None:
        """Call the callback; missed periods are not repeated."""
        self.due = max(self.due + self._period, time.monotonic())
        self._callback()

    def cancel(self) -> None:
        """Stop the timer."""
        self.due = float('inf')

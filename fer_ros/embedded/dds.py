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

"""Cyclone DDS with the topic names, types and QoS of ROS 2, for messages that are already CDR."""

from __future__ import annotations

from functools import cache
import os

from cyclonedds.core import DDSException, Entity, Policy, Qos
from cyclonedds.domain import Domain, DomainParticipant
from cyclonedds.idl import annotations as idl_annotations, make_idl_struct, types
from cyclonedds.pub import DataWriter
from cyclonedds.sub import DataReader
from cyclonedds.util import duration
from fer_ros.embedded.domain import (check_security, configuration, discovery_range,
                                     domain_id)
from fer_ros.embedded.errors import RuntimeFault
from fer_ros.embedded.interfaces import interface_message, STORE
from fer_ros.embedded.qos import (DurabilityPolicy, HistoryPolicy, QoSProfile,
                                  ReliabilityPolicy)
from fer_ros.embedded.topics import Topics
from rosbags.interfaces import Nodetype

# How long publish() waits for a slow reliable subscriber. A node must never hang on one.
MAX_BLOCKING_MS = 100

_BASE_TYPES = {'bool': bool, 'byte': types.uint8, 'char': types.uint8, 'string': str,
               'float32': types.float32, 'float64': types.float64,
               **{f'{sign}int{bits}': getattr(types, f'{sign}int{bits}')
                  for sign in ('', 'u') for bits in (8, 16, 32, 64)}}


class RawSample:
    """
    A sample that is already CDR.

    Cyclone's `write` calls serialize() and ljust(), and its `take` calls deserialize(). These
    methods replace its own serialisation in Python, which is slow.
    """

    def __init__(self, data) -> None:
        """Keep `data`: CDR with its header, padded to four bytes."""
        self.data = data

    def serialize(self, *args, **kwargs):
        """Return the object that `write` pads next."""
        return self

    def __len__(self) -> int:
        """Return the number of bytes."""
        return len(self.data)

    def ljust(self, *args):
        """Return the bytes to send."""
        return self.data

    @classmethod
    def deserialize(cls, data, *args, **kwargs):
        """Return a sample with the received bytes."""
        return cls(data)

    @classmethod
    def deserialize_key(cls, data, *args, **kwargs):
        """Return an empty sample; Cyclone asks for it when a writer is gone."""
        return cls(b'')


@cache
def _idl_type(name: str, header: bool) -> type:
    """Return the Cyclone type of a message; `header` adds the service header of rmw_cyclonedds."""
    interface_message(name)
    fields = {field: _idl_field(kind) for field, kind in STORE.fielddefs[name][1]}
    if header:
        fields = {'_guid': types.uint64, '_seq': types.int64, **fields}
    package, space, short = name.split('/')
    made = make_idl_struct(f'{short}_', f'{package}.{space}.dds_.{short}_', fields,
                           dataclassify=False)
    idl_annotations.final(made)
    for hook in ('__init__', 'serialize', '__len__', 'ljust', 'deserialize', 'deserialize_key'):
        setattr(made, hook, vars(RawSample)[hook])
    return made


def _idl_field(kind):
    node, argument = kind
    if node == Nodetype.NAME:
        return _idl_type(argument, False)
    if node == Nodetype.BASE:
        base, bound = argument
        return types.bounded_str[bound] if base == 'string' and bound else _BASE_TYPES[base]
    element, size = argument
    if node == Nodetype.ARRAY:
        return types.array[_idl_field(element), size]
    return types.sequence[_idl_field(element), size] if size else \
        types.sequence[_idl_field(element)]


def _qos(profile: QoSProfile, user_data: bytes) -> Qos:
    history = (Policy.History.KeepAll if profile.history == HistoryPolicy.KEEP_ALL
               else Policy.History.KeepLast(profile.depth))
    policies = [
        history,
        Policy.Reliability.Reliable(duration(milliseconds=MAX_BLOCKING_MS))
        if profile.reliability == ReliabilityPolicy.RELIABLE else Policy.Reliability.BestEffort,
        # A writer that goes away must not dispose of its samples at the subscribers.
        Policy.WriterDataLifecycle(autodispose=False),
        Policy.DataRepresentation(use_cdrv0_representation=True),
        Policy.Userdata(user_data)]
    if profile.durability == DurabilityPolicy.TRANSIENT_LOCAL:
        policies += [Policy.Durability.TransientLocal,
                     Policy.DurabilityService(0, history, -1, -1, -1)]
    else:
        policies.append(Policy.Durability.Volatile)
    return Qos(*policies)


@cache
def _domain(number: int, configuration: str) -> Domain:
    """Return the domain; it is configured once and lives as long as the process."""
    domain = Domain(number, configuration)
    # Python must not delete it at exit: the threads of the domain may not be able to end then.
    Entity._entities.pop(domain._ref, None)
    return domain


class Participant:
    """The participant of this process in the domain that the environment names."""

    def __init__(self) -> None:
        """
        Join the domain.

        :raises RuntimeFault: if this fails; the message says what to check
        """
        check_security(os.environ)
        number = domain_id(os.environ)
        reach = discovery_range(os.environ)
        config = configuration(os.environ, os.getpid())
        try:
            _domain(number, config)
            self.entity = DomainParticipant(number, qos=Qos(Policy.Userdata(b'enclave=/;')))
            self._topics = Topics(self.entity)
        except (DDSException, UnicodeError) as error:
            raise RuntimeFault(
                f'cannot join DDS domain {number} with discovery range {reach}: {error}. '
                'Possible reasons: no network interface that is up (with '
                'ROS_AUTOMATIC_DISCOVERY_RANGE=LOCALHOST the loopback is enough), more than 32 '
                'ROS 2 processes in the domain or its UDP ports taken (try another '
                'ROS_DOMAIN_ID), a mistake in CYCLONEDDS_URI') from error

    def close(self) -> None:
        """Leave the domain and delete the remaining readers and writers."""
        self._topics.close()
        self.entity.__del__()

    def writer(self, topic: str, name: str, profile: QoSProfile, *, header: bool = False,
               user_data: bytes = b'') -> DataWriter:
        """Return a writer of the message `name`."""
        return DataWriter(self.entity, self._topics.create(topic, _idl_type(name, header)),
                          _qos(profile, user_data + _type_hash(name)))

    def reader(self, topic: str, name: str, profile: QoSProfile, *, header: bool = False,
               user_data: bytes = b'') -> DataReader:
        """Return a reader of the message `name`."""
        return DataReader(self.entity, self._topics.create(topic, _idl_type(name, header)),
                          _qos(profile, user_data + _type_hash(name)))


def _type_hash(name: str) -> bytes:
    """Return the type hash (REP 2016) in the form that `ros2 topic info -v` reads."""
    return f'typehash={STORE.hash_rihs01(name)};'.encode()


def write(writer: DataWriter, data) -> None:
    """Send CDR bytes; drop them if a queue stays full for MAX_BLOCKING_MS."""
    try:
        writer.write(writer.data_type(data))
    except DDSException as error:
        if error.code != DDSException.DDS_RETCODE_TIMEOUT:
            raise


def take(reader: DataReader) -> bytes | None:
    """Return the next received CDR bytes, or None."""
    while samples := reader.take(N=1):
        if samples[0].sample_info.valid_data:
            return samples[0].data
    return None

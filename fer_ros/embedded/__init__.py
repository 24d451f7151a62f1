"""Floor 4: the part of rclpy that fer_ros uses, on Eclipse Cyclone DDS, without ROS 2."""

from fer_ros.embedded.context import init, ok, shutdown
from fer_ros.embedded.errors import ExternalShutdownException
from fer_ros.embedded.executor import spin, spin_once
from fer_ros.embedded.interfaces import interface
from fer_ros.embedded.node import Node
from fer_ros.embedded.parameters import (FloatingPointRange, IntegerRange, Parameter,
                                         ParameterDescriptor, SetParametersResult)
from fer_ros.embedded.qos import (DurabilityPolicy, HistoryPolicy, qos_profile_sensor_data,
                                  QoSProfile, ReliabilityPolicy)

__all__ = [
    'DurabilityPolicy', 'ExternalShutdownException', 'FloatingPointRange', 'HistoryPolicy',
    'IntegerRange', 'Node', 'Parameter', 'ParameterDescriptor', 'QoSProfile',
    'ReliabilityPolicy', 'SetParametersResult', 'init', 'interface', 'ok',
    'qos_profile_sensor_data', 'shutdown', 'spin', 'spin_once']

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

"""Runs a node until it is told to stop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
import os
import signal
import sys
import threading

from fer_ros import ros
from fer_ros.node import heap
from fer_ros.node.time_limit import LOADER
from fer_ros.node.worker import WORKER

# Longer than a frame in hand and a drawing may take when a node ends, one after the other
END_S = 12.0


def run_node(factory: Callable[[], ros.Node], ros_args: Sequence[str] = (), *,
             threads: int = 1) -> int:
    """
    Build a node, spin it until SIGINT or SIGTERM, and return the exit code 0.

    :param threads: that run callbacks of different groups
    :param ros_args: what follows the command, such as `--ros-args -r image_raw:=/cam/image_raw`
    """
    heap.tune()
    # SIGINT ends the spinning as SIGTERM does. KeyboardInterrupt can come anywhere: in a
    # destructor it is lost, and in what exec() compiles it makes Python end with the status of
    # the signal although it was caught.
    asked_to_end = threading.Event()
    signal.signal(signal.SIGINT, lambda number, frame: asked_to_end.set())
    # argv[0] is no argument, neither for rclpy nor for the embedded runtime
    ros.init(args=['fer_ros', *ros_args])
    if ros.RUNTIME == 'embedded':  # rclpy's own handler calls the one above
        signal.signal(signal.SIGINT, signal.getsignal(signal.SIGTERM))
    node = None
    try:
        if not asked_to_end.is_set():
            node = factory()
            if ros.ok():  # no signal came during the start
                ros.spin(node, threads=threads)
    except ros.ExternalShutdownException:
        pass  # asked to stop: nothing to report
    except Exception:
        # A signal in the midst of a callback or of the start takes the context away from under
        # the node: what then fails is no error.
        if ros.ok():
            raise
    finally:
        # Launch systems and terminals may both send SIGINT: the second must not cut this short.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        deadline = threading.Timer(END_S, _leave_too_late)
        deadline.daemon = True
        deadline.start()
        if node is not None:
            node.destroy_node()
        if ros.ok():
            ros.shutdown()
        deadline.cancel()
    _leave_at_once_if_stuck()
    return 0


def _leave_too_late() -> None:
    """End the process: a driver, or DDS where readers do not answer, holds up the node's end."""
    print(f'The node did not end within {END_S:g} s: its process ends', file=sys.stderr)
    _leave()


def _leave() -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(0)


def _leave_at_once_if_stuck() -> None:
    """
    End the process where a thread still is in the native code of a model, a camera or DDS.

    Python's own end would meet it on its way back and abort the process, with a core dump.
    """
    if any(thread.name in (LOADER, WORKER) for thread in threading.enumerate()):
        _leave()

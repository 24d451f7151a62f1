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

"""Running a node until SIGINT or SIGTERM."""

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

# Longer than the longest waits for the present frame and the present drawing together
END_S = 12.0


def run_node(factory: Callable[[], ros.Node], ros_args: Sequence[str] = (), *,
             threads: int = 1) -> int:
    """
    Build a node, spin it until SIGINT or SIGTERM, and return the exit code 0.

    :param threads: number of threads that run callbacks of different groups
    :param ros_args: arguments for ROS, such as `--ros-args -r image_raw:=/cam/image_raw`
    """
    heap.tune()
    # SIGINT ends the spinning, as SIGTERM does. A KeyboardInterrupt could come anywhere: a
    # destructor would swallow it, and after one in code that exec() compiles Python ends with the
    # status of the signal, even if it was caught.
    asked_to_end = threading.Event()
    signal.signal(signal.SIGINT, lambda number, frame: asked_to_end.set())
    # Both runtimes skip argv[0].
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
        # A signal during a callback or the start destroys the context that the node uses: a
        # failure after that is not an error.
        if ros.ok():
            raise
    finally:
        # A launch system and a terminal may both send SIGINT; the second must not stop this.
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
    """End the process, because a driver, or DDS whose readers do not answer, blocks the node."""
    print(f'The node did not end within {END_S:g} s: its process ends', file=sys.stderr)
    _leave()


def _leave() -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(0)


def _leave_at_once_if_stuck() -> None:
    """
    End the process if a thread is still in the native code of a model, a camera or DDS.

    If such a thread returned while Python exits, Python would abort with a core dump.
    """
    if any(thread.name in (LOADER, WORKER) for thread in threading.enumerate()):
        _leave()

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

"""A long run with viewers that come and go, which looks for leaks in the node's server."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
import json
from pathlib import Path
import random
import time
from typing import Any

from fer_ros.benchmark.children import child
from fer_ros.benchmark.soak import Growth, growth, growth_per_hour, resource_usage, Sample
from fer_ros.benchmark.view import free_port
from fer_ros.benchmark.viewers import watch
from fer_ros.system import loopback_environment
from fer_ros.values.errors import FerRosError

MOST = 6               # viewers at once
LONGEST_S = 10.0       # of one visit
SAMPLE_S = 5.0
_START_S = 60.0
_ROUGH = 0.3           # share of the visits that end without a word


async def _visits(address: str, end: float, counts: dict[str, int]) -> None:
    """Let one viewer come and go until `end`; count the visits and the images."""
    import aiohttp

    draw = random.Random(counts['visits'])
    while (left := end - time.monotonic()) > 0:
        seconds = min(draw.uniform(0.1, LONGEST_S), left)
        async with aiohttp.ClientSession() as session:
            visit = asyncio.ensure_future(watch(session, f'{address}/stream', seconds))
            if draw.random() < _ROUGH:
                await asyncio.sleep(seconds / 2)
                visit.cancel()
                await session.close()  # the connection breaks
            ages = await asyncio.gather(visit, return_exceptions=True)
        counts['visits'] += 1
        counts['images'] += len(ages[0]) if isinstance(ages[0], list) else 0
        await asyncio.sleep(draw.uniform(0.0, 2.0))


async def _run(pid: int, address: str, seconds: float, write: Any) -> list[Sample]:
    begin = time.monotonic()
    counts = {'visits': 0, 'images': 0}
    visitors = [asyncio.ensure_future(_visits(address, begin + seconds, counts))
                for _ in range(MOST)]
    samples: list[Sample] = []
    while (now := time.monotonic() - begin) < seconds:
        samples.append(Sample(round(now), round(now, 2), *resource_usage(pid)))
        write(samples, counts)
        await asyncio.sleep(SAMPLE_S)
    await asyncio.gather(*visitors)
    return samples


def view_soak(seconds: float, rate: float,
              out: Path) -> tuple[Growth, float, dict[str, int]]:
    """
    Run the node, a camera with the demo and viewers; keep `view_soak.json` in `out` up to date.

    :param seconds: duration
    :param rate: of the camera, Hz
    :return: the growth of the node's resources, the slope of its memory over the second half in
        MiB per hour, and the numbers of visits and images
    :raises FerRosError: if the node does not start
    """
    variables, port = loopback_environment(), free_port()
    seen: dict[str, int] = {}

    def write(samples: list[Sample], counts: dict[str, int]) -> None:
        seen.update(counts)
        part = out / 'view_soak.part'
        part.write_text(json.dumps({**counts, 'samples': [vars(one) for one in samples]}) + '\n')
        part.replace(out / 'view_soak.json')

    with ExitStack() as running:
        node = running.enter_context(child(
            ['-m', 'fer_ros', 'node', '--ros-args', '-p', f'web_port:={port}'], variables,
            out / 'node.log'))
        running.enter_context(child(['-m', 'fer_ros', 'camera', 'demo', '--rate', str(rate)],
                                    variables, out / 'camera.log'))
        end = time.monotonic() + _START_S
        while 'State: active' not in (log := (out / 'node.log').read_text()):
            if node.poll() is not None or time.monotonic() > end:
                raise FerRosError(f'the node did not start:\n{log}')
            time.sleep(0.1)
        samples = asyncio.run(_run(node.pid, f'http://127.0.0.1:{port}', seconds, write))
    return growth(samples, samples[-1].frame), growth_per_hour(samples), seen

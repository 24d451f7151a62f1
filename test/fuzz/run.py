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

"""
Fuzz a target for as long as wanted: python test/fuzz/run.py TARGET --executions N.

The last line tells the executions, their rate, how many inputs were accepted, the slowest, and
how far memory grew after the first twentieth. An input that fails is stored in
test/fuzz/corpus/TARGET, where test/fuzz/test_corpus.py tries it again for ever. The exit status
is 1 where one failed.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import os
from pathlib import Path
import resource
import signal
import sys
import time
import traceback

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

HANG_S = 1.0
# Where nothing comes back at all
STUCK_S = 20
# Above what the process has when it begins: no input may ask for more.
MEMORY = 3 << 30
INSTRUMENTED = ['fer_ros', 'rosbags', 'yaml', 'csv', 'json', 'zipfile']


class Hang(Exception):
    """An input took too long."""


def main() -> int:
    """Fuzz."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument('target')
    parser.add_argument('--executions', type=int, default=100_000)
    parser.add_argument('--engine', choices=('random', 'atheris'), default='random')
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--progress', type=Path, help='a file that always tells how far it is')
    args = parser.parse_args()
    os.environ['OPENCV_LOG_LEVEL'] = 'OFF'
    os.environ['OPENCV_FFMPEG_LOGLEVEL'] = '-8'
    os.environ['FER_ROS_RUNTIME'] = 'embedded'
    # libpng and FFmpeg complain about every broken file.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    if args.engine == 'atheris':
        return _atheris(args)
    import file_targets  # noqa: F401
    import recording_targets  # noqa: F401
    from targets import TARGETS
    import wire_targets  # noqa: F401

    return Run(TARGETS[args.target], args).mutations()


def _atheris(args: argparse.Namespace) -> int:
    """Fuzz, guided by coverage (pip install atheris); it ends the process itself."""
    import atheris

    with atheris.instrument_imports(include=INSTRUMENTED):
        import file_targets
        import recording_targets  # noqa: F401
        from targets import TARGETS
        import wire_targets  # noqa: F401

    run = Run(TARGETS[args.target], args)
    seeds = Path(file_targets.folder()) / 'seeds'
    seeds.mkdir()
    for number, seed in enumerate(run.target.seeds()):
        (seeds / str(number)).write_bytes(seed)

    def once(data: bytes) -> None:
        run.once(data)
        if run.failed:
            raise RuntimeError(f'a fault was stored: {run.failed}')
        if run.executions >= args.executions:
            run.report()
            sys.stdout.flush()
            os._exit(0)

    atheris.Setup([sys.argv[0], f'-seed={args.seed + 1}', '-max_len=4096', '-verbosity=0',
                   f'-timeout={STUCK_S}', f'-runs={args.executions}', str(seeds)], once)
    atheris.Fuzz()
    return 0


class Run:
    """Executions of one target."""

    def __init__(self, target, args: argparse.Namespace) -> None:
        """Warm up, then bound the memory."""
        self.target, self.args = target, args
        self.executions = self.accepted = 0
        self.failed: list[str] = []
        self.slowest = 0.0, ''
        for seed in target.seeds():
            target.accepts(seed)
        size = int(Path('/proc/self/statm').read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, size + MEMORY))
        signal.signal(signal.SIGALRM, self._stuck)
        self._start, self._early = time.monotonic(), 0

    def _stuck(self, number, frame) -> None:
        raise Hang(f'more than {STUCK_S} s')

    def mutations(self) -> int:
        """Run as many mutations as wanted."""
        from mutation import Mutator

        mutator = Mutator(self.target.seeds(), self.target.words, self.args.seed)
        told = 0.0
        for number in range(self.args.executions):
            self.once(mutator.draw())
            if number == self.args.executions // 20:
                gc.collect()
                self._early = _resident()
            if self.args.progress and time.monotonic() - told > 10:
                told = time.monotonic()
                self.args.progress.write_text(json.dumps(self._figures()) + '\n')
        return self.report()

    def once(self, data: bytes) -> None:
        """Run one input and note what came of it."""
        self.executions += 1
        # The processor's time: on a busy machine a wait says nothing.
        start = time.process_time()
        try:
            signal.alarm(STUCK_S)
            self.accepted += self.target.accepts(data)
        except Exception:
            self._store(data, traceback.format_exc())
        finally:
            signal.alarm(0)
        seconds = time.process_time() - start
        if seconds > self.slowest[0]:
            self.slowest = seconds, hashlib.sha256(data).hexdigest()[:12]
            if seconds > HANG_S:
                self._store(data, f'took {seconds:.1f} s')

    def _store(self, data: bytes, why: str) -> None:
        from targets import CORPUS

        last = why.strip().splitlines()[-1][:200]
        # One of a kind is enough.
        kind = ' '.join(word for word in last.split() if word.isalpha())[:60]
        if kind in self.failed:
            return
        self.failed.append(kind)
        folder = CORPUS / self.target.name
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / hashlib.sha256(data).hexdigest()[:12]
        path.write_bytes(data)
        print(f'{path}: {why[-3000:]}', flush=True)

    def _figures(self) -> dict[str, object]:
        seconds, resident = time.monotonic() - self._start, _resident()
        return {'target': self.target.name, 'engine': self.args.engine, 'seed': self.args.seed,
                'executions': self.executions, 'per second': round(self.executions / seconds),
                'accepted': self.accepted, 'failed': len(self.failed),
                'slowest s': round(self.slowest[0], 3),
                'resident MB': resident >> 20,
                'growth MB': round((resident - self._early) / 2**20, 1) if self._early else None,
                'peak MB': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10}

    def report(self) -> int:
        """Print the figures; return the exit status."""
        gc.collect()
        text = json.dumps(self._figures())
        if self.args.progress:
            self.args.progress.write_text(text + '\n')
        print(text)
        return 1 if self.failed else 0


def _resident() -> int:
    return int(Path('/proc/self/statm').read_text().split()[1]) * resource.getpagesize()


if __name__ == '__main__':
    sys.exit(main())

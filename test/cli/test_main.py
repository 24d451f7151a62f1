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

"""The command line: help, version, and errors."""

import os
from pathlib import Path
import re
import subprocess
import sys

from fer_ros import __version__
from fer_ros.cli.main import build_parser, COMMANDS, main
import pytest

ROOT = Path(__file__).resolve().parents[2]


def exit_code(arguments: list[str]) -> int:
    """Return the code that argparse ends the program with."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    return caught.value.code


@pytest.mark.parametrize('command', [
    [], *([name] for name in COMMANDS), ['models', 'list'], ['models', 'show'],
    ['models', 'fetch'], *(['benchmark', name] for name in (
        'speed', 'soak', 'transport', 'overload', 'cpu', 'robustness', 'smoothing'))],
    ids=' '.join)
def test_help(command: list[str], capsys: pytest.CaptureFixture):
    assert exit_code([*command, '--help']) == 0
    stdout, stderr = capsys.readouterr()
    assert stdout.startswith(' '.join(['usage: fer_ros', *command]))
    assert stderr == ''
    assert '%' not in stdout  # no placeholder is left


def test_the_help_lists_every_command(capsys: pytest.CaptureFixture):
    exit_code(['--help'])
    stdout = capsys.readouterr().out
    for command in COMMANDS:
        assert re.search(rf'^ {{4}}{command}\s', stdout, re.MULTILINE)


def test_the_help_of_run_lists_the_settings_that_apply(capsys: pytest.CaptureFixture):
    exit_code(['run', '--help'])
    stdout = capsys.readouterr().out
    for option in ('--detector ', '--detection-width ', '--max-faces ', '--model ',
                   '--face-margin '):
        assert option in stdout
    assert '--image-transport' not in stdout
    assert '--annotate' not in stdout


def test_version(capsys: pytest.CaptureFixture):
    assert exit_code(['--version']) == 0
    assert capsys.readouterr().out == f'fer_ros {__version__}\n'


@pytest.mark.parametrize('arguments, words', [
    ([], 'COMMAND'), (['gone'], "'gone'"), (['run'], 'source'), (['camera'], 'source'),
    (['models', 'gone'], "'gone'"), (['benchmark'], 'speed'),
    (['benchmark', '--soak'], 'speed'), (['benchmark', 'gone'], "'gone'"),
    (['models', 'show'], 'name'), (['models', 'fetch'], 'name'),
    (['run', 'x', '--gone'], '--gone'), (['run', 'x', '--max-faces', 'many'], "'many'"),
    (['run', 'x', '--max-frames', '1.5'], "'1.5'"), (['train', 'cnn'], '--data'),
    (['train', 'cnn', '--data', 'x', '--out', 'y', '--epochs', '0'], 'at least 1')])
def test_wrong_usage_is_exit_code_2(arguments: list[str], words: str,
                                    capsys: pytest.CaptureFixture):
    assert exit_code(arguments) == 2
    stdout, stderr = capsys.readouterr()
    assert stdout == ''
    assert words in stderr
    assert stderr.startswith('usage: ')


@pytest.mark.parametrize('arguments', [
    ['demo'], ['run', 'gone.jpg'], ['models'], ['models', 'list'], ['models', 'show', 'cnn'],
    ['models', 'fetch', 'yunet'], ['train', 'cnn', '--data', 'x', '--out', 'y']], ids=' '.join)
def test_other_commands_reject_ros_args(arguments: list[str], tmp_path: Path,
                                        capsys: pytest.CaptureFixture,
                                        monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert main([*arguments, '--ros-args', '-r', 'a:=b']) == 2
    stdout, stderr = capsys.readouterr()
    assert stdout == ''
    assert 'takes no --ros-args' in stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize('arguments', [['node'], ['camera', 'demo'], ['echo'], ['events']],
                         ids=' '.join)
def test_ros_args_reach_the_commands_that_take_them(arguments: list[str],
                                                    monkeypatch: pytest.MonkeyPatch):
    import fer_ros.cli.main as module
    seen = []

    def parser():
        built = build_parser()
        parse = built.parse_args

        def parse_args(*args, **kwargs):
            parsed = parse(*args, **kwargs)
            assert parsed.takes_ros_args
            parsed.run = lambda args: seen.append(args.ros_args) or 0
            return parsed
        built.parse_args = parse_args
        return built

    monkeypatch.setattr(module, 'build_parser', parser)
    assert main([*arguments, '--ros-args', '--help', '-p', 'a:=1']) == 0
    assert main(arguments) == 0
    assert seen == [['--ros-args', '--help', '-p', 'a:=1'], []]


def process(*arguments: str, stdout=subprocess.PIPE) -> subprocess.CompletedProcess:
    """Run the program as a user does."""
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get('PYTHONPATH'))))
    # Unbuffered output would hide what comes only when the buffer is written at the end.
    environment = {name: value for name, value in os.environ.items()
                   if name != 'PYTHONUNBUFFERED'}
    return subprocess.run([sys.executable, '-m', 'fer_ros', *arguments], stdout=stdout,
                          stderr=subprocess.PIPE, text=True, timeout=60, check=False,
                          env={**environment, 'PYTHONPATH': paths})


def test_the_module_is_the_command():
    result = process('--version')
    assert (result.returncode, result.stdout) == (0, f'fer_ros {__version__}\n')


def test_an_error_ends_the_process_with_code_1_and_no_traceback():
    result = process('run', 'gone.jpg')
    assert result.returncode == 1
    assert result.stdout == ''
    assert result.stderr.startswith("fer_ros: error: no such source 'gone.jpg'")
    assert len(result.stderr.splitlines()) == 1


def test_ctrl_c_is_not_an_error(monkeypatch: pytest.MonkeyPatch):
    import fer_ros.cli.models as models

    def interrupted(args):
        raise KeyboardInterrupt

    monkeypatch.setattr(models, '_list', interrupted)
    assert main(['models']) == 130


@pytest.mark.skipif(sys.platform == 'win32', reason='pipes of POSIX')
def test_a_closed_pipe_is_not_an_error():
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, 'wb') as pipe:
        result = process('models', 'show', 'cnn', stdout=pipe)
    assert (result.returncode, result.stderr) == (0, '')

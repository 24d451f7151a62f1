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

"""Downloads third-party weights into the user's cache, only when the user asks for it."""

from __future__ import annotations

from collections.abc import Callable
import hashlib
from http.client import HTTPException
import os
from pathlib import Path
import tempfile
from typing import BinaryIO
from urllib.error import HTTPError
from urllib.request import build_opener, HTTPRedirectHandler, Request

from fer_ros.model_store.folders import cache_folder
from fer_ros.model_store.weights import weight_files, WeightFile
from fer_ros.values.errors import ModelError

TIMEOUT_S = 30.0
# Required start of every address, also after a redirect
SECURE = 'https://'
_CHUNK = 1 << 16

# Called with the number of bytes received and the total.
Progress = Callable[[int, int], object]


def fetch(name: str, progress: Progress | None = None, *, spec: WeightFile | None = None,
          folder: Path | None = None) -> Path:
    """
    Download the weights `name` and return their path; an existing valid copy is kept.

    The file gets its name only when it is complete and its sha256 is right. Only https is used.

    :param spec: the file to download; the default is the preferred file of `name`
    :param folder: where to put it; the default is the user's cache
    :raises ModelError: if the download fails; the message says why and how to do it by hand.
    """
    spec = spec or weight_files(name)[0]
    folder = folder or cache_folder()
    target = folder / spec.file
    try:
        if target.is_file() and _sha256(target) == spec.sha256:
            return target
        folder.mkdir(parents=True, exist_ok=True)
        handle, part_name = tempfile.mkstemp('.part', f'{spec.file}.', folder)
        part = Path(part_name)
        try:
            with open(handle, 'wb') as out:
                _download(spec, out, progress)
            # mkstemp makes the file private, but a cache may be shared between users.
            part.chmod(0o644)
            os.replace(part, target)
        finally:
            part.unlink(missing_ok=True)
    # URLError and timeouts are OSErrors; an answer that breaks HTTP is an HTTPException.
    except (OSError, HTTPException, ValueError) as error:
        if isinstance(error, HTTPError):
            error.close()  # closes the connection
        raise ModelError(
            f'cannot fetch {name} from {spec.url} to {folder}: {error}. Without a network: get '
            f'that file on another machine and put it at {target} or in a folder named in '
            f'$FER_ROS_MODELS ({spec.size} bytes, sha256 {spec.sha256})') from error
    return target


def _download(spec: WeightFile, out: BinaryIO, progress: Progress | None) -> None:
    """Write the file to `out`; raise a ValueError if the server sends another file."""
    digest = hashlib.sha256()
    done = 0
    request = Request(_secure(spec.url), headers={'User-Agent': 'fer_ros'})
    with build_opener(_SecureRedirects).open(request, timeout=TIMEOUT_S) as answer:
        while chunk := answer.read(_CHUNK):
            done += len(chunk)
            if done > spec.size:
                raise ValueError(f'the answer is longer than the {spec.size} bytes of the file')
            digest.update(chunk)
            out.write(chunk)
            if progress is not None:
                progress(done, spec.size)
    if done < spec.size:
        raise ValueError(f'the answer ended after {done} of {spec.size} bytes')
    if digest.hexdigest() != spec.sha256:
        raise ValueError(f'the sha256 of the answer is {digest.hexdigest()}, '
                         f'but must be {spec.sha256}')


class _SecureRedirects(HTTPRedirectHandler):
    """Follows only redirects to https addresses."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        try:
            return super().redirect_request(req, fp, code, msg, headers, _secure(newurl))
        except ValueError:
            fp.close()  # the connection
            raise


def _secure(url: str) -> str:
    if not url.startswith(SECURE):
        raise ValueError(f"the address '{url}' is not secure: it must begin with {SECURE}")
    return url


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

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

"""What a file contains, by its content; the suffix only decides between similar formats."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
import re
import stat

HEAD = 64 * 1024  # number of bytes at the start of a file that are examined

# What a file can be: a photo or a video that can be read, a photo in an unsupported format, a
# photo whose reader is an optional package (HEIF), or something else.
PHOTO, VIDEO, ANIMATION, HEIF, UNSUPPORTED_PHOTO, TEXT, OTHER = (
    'photo', 'video', 'animation', 'heif', 'unsupported photo', 'text', 'other')


@dataclass(frozen=True)
class FileKind:
    """The kind of a file (`family`, one of the constants above), and the name of its format."""

    family: str
    format: str  # noqa: A003

    @property
    def named(self) -> str:
        """Return the format with its article."""
        return f"{'an' if self.format[0] in 'aeiou' else 'a'} {self.format}"


_EMPTY = FileKind(OTHER, 'empty file')
_UNKNOWN = FileKind(OTHER, 'unknown file')

# First bytes of the formats; the photo formats are those that OpenCV recognises by content.
_SIGNATURES = (
    (rb'\xff\xd8\xff', FileKind(PHOTO, 'JPEG')),
    (rb'\x89PNG\r\n\x1a\n', FileKind(PHOTO, 'PNG')),
    (rb'BM.{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\0\0\0', FileKind(PHOTO, 'BMP')),
    (rb'RIFF.{4}WEBP', FileKind(PHOTO, 'WebP')),
    (rb'P[1-6]\s', FileKind(PHOTO, 'PNM')),
    (rb'\0\0\0\x0cjP  \r\n\x87\n|\xff\x4f\xff\x51', FileKind(PHOTO, 'JPEG 2000')),
    (rb'(?:II\*\0|MM\0\*).{4}CR', FileKind(UNSUPPORTED_PHOTO, 'camera raw')),
    (rb'II(?:RO|RS|U\0)|FUJIFILMCCD-RAW', FileKind(UNSUPPORTED_PHOTO, 'camera raw')),
    (rb'II[*+]\0|MM\0[*+]', FileKind(PHOTO, 'TIFF')),
    (rb'\xff\x0a|\0\0\0\x0cJXL ', FileKind(UNSUPPORTED_PHOTO, 'JPEG XL')),
    (rb'8BPS', FileKind(UNSUPPORTED_PHOTO, 'Photoshop')),
    (rb'v/1\x01', FileKind(UNSUPPORTED_PHOTO, 'OpenEXR')),
    (rb'#\?RADIANCE|#\?RGBE', FileKind(UNSUPPORTED_PHOTO, 'Radiance HDR')),
    (rb'\0\0\x01\0[^\0]\0', FileKind(UNSUPPORTED_PHOTO, 'icon')),
    (rb'GIF8[79]a', FileKind(VIDEO, 'GIF')),
    (rb'%PDF', FileKind(OTHER, 'PDF')),
    (rb'PK\x03\x04|\x1f\x8b|7z\xbc\xaf|Rar!', FileKind(OTHER, 'archive')),
    (rb'ID3|fLaC|RIFF.{4}WAVE', FileKind(OTHER, 'sound')),
    (rb'RIFF.{4}AVI ', FileKind(VIDEO, 'AVI')),
    (rb'\x1a\x45\xdf\xa3', FileKind(VIDEO, 'Matroska')),
    (rb'.{4}(?:moov|mdat|wide|moof|free|skip|pnot)', FileKind(VIDEO, 'MP4')),
    (rb'\x47.{187}\x47|.{4}\x47.{191}\x47', FileKind(VIDEO, 'MPEG-TS')),
    (rb'\0\0\x01[\xb3\xba]', FileKind(VIDEO, 'MPEG')),
    (rb'FLV\x01|OggS|\x30\x26\xb2\x75|\.RMF|DKIF|YUV4MPEG2 |\0\0\0\x01|\x06\x0e\x2b\x34',
     FileKind(VIDEO, 'video')),
    (rb'#EXTM3U', FileKind(VIDEO, 'playlist')),
)
_COMPILED = [(re.compile(pattern, re.DOTALL), kind) for pattern, kind in _SIGNATURES]

# Brands of ISO/IEC 23008-12 (HEIF) and of AVIF; other brands belong to videos.
_HEIC = {b'heic', b'heix', b'heim', b'heis', b'hevc', b'hevx', b'hevm', b'hevs'}
_AVIF = {b'avif', b'avis'}
# Camera raw files are TIFF files with a small preview. OpenCV would read only the preview.
_RAW_SUFFIXES = {'.dng', '.nef', '.nrw', '.arw', '.srf', '.sr2', '.pef', '.srw', '.erf', '.kdc',
                 '.dcr', '.3fr', '.iiq', '.mos', '.cr2'}
# A sequence of JPEG images, as network cameras store it
_MJPEG_SUFFIXES = {'.mjpeg', '.mjpg'}
# A file with such a suffix but unknown content counts as a damaged photo.
PHOTO_SUFFIXES = {'.jpg', '.jpeg', '.jpe', '.jfif', '.jif', '.png', '.bmp', '.dib', '.webp',
                  '.tif', '.tiff', '.ppm', '.pgm', '.pbm', '.pnm', '.jp2', '.j2k',
                  '.heic', '.heif', '.avif'}
# Control characters that do not occur in text
_BINARY = re.compile(rb'[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]')


def file_kind(path: Path) -> FileKind:
    """
    Return the kind of a regular file.

    :raises OSError: if it cannot be read
    """
    with path.open('rb') as file:
        head = file.read(HEAD)
    if not head:
        return _EMPTY
    kind = next((kind for pattern, kind in _COMPILED if pattern.match(head)), None)
    if kind is None:
        kind = _iso_kind(head) if head[4:8] == b'ftyp' else _text_or_other(head)
    suffix = path.suffix.lower()
    if kind.format == 'TIFF' and suffix in _RAW_SUFFIXES:
        return FileKind(UNSUPPORTED_PHOTO, 'camera raw')
    if kind.format == 'JPEG' and suffix in _MJPEG_SUFFIXES:
        return FileKind(VIDEO, 'MJPEG')
    if kind.format == 'PNG' and b'acTL' in head.partition(b'IDAT')[0]:
        return FileKind(VIDEO, 'animated PNG')
    if kind.format == 'WebP' and head[12:16] == b'VP8X' and head[20] & 2:
        return FileKind(ANIMATION, 'animated WebP')
    if kind.format == 'GIF' and not _is_animated_gif(path):
        return FileKind(PHOTO, 'GIF')
    return kind


def special_kind(path: Path) -> str | None:
    """Return the name of a special file, such as a pipe; None for files and folders."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return 'broken link' if path.is_symlink() else None
    names = ((stat.S_ISFIFO, 'pipe'), (stat.S_ISSOCK, 'socket'), (stat.S_ISBLK, 'device'),
             (stat.S_ISCHR, 'device'))
    return next((name for is_it, name in names if is_it(mode)), None)


def _iso_kind(head: bytes) -> FileKind:
    """Distinguish HEIF and AVIF photos from MP4 videos by their brands (ISO/IEC 14496-12, 4.3)."""
    size = min(int.from_bytes(head[:4], 'big'), len(head))
    brands = [head[8:12], *(head[at:at + 4] for at in range(16, size - 3, 4))]
    if brands[0] == b'crx ':
        return FileKind(UNSUPPORTED_PHOTO, 'camera raw')
    if brands[0] in _HEIC or (brands[0] in (b'mif1', b'msf1') and _HEIC & set(brands)):
        return FileKind(HEIF, 'HEIC')
    if brands[0] in _AVIF or (brands[0] in (b'mif1', b'msf1') and _AVIF & set(brands)):
        return FileKind(HEIF, 'AVIF')
    if brands[0] in (b'mif1', b'msf1'):
        return FileKind(HEIF, 'HEIF')
    return FileKind(VIDEO, 'MP4')


def _text_or_other(head: bytes) -> FileKind:
    if head.startswith(b'version https://git-lfs'):
        return FileKind(TEXT, 'git-lfs pointer')
    if head.lstrip()[:14].lower().startswith((b'<!doctype html', b'<html')):
        return FileKind(TEXT, 'web page')
    utf16 = head.startswith((b'\xff\xfe', b'\xfe\xff'))
    return FileKind(TEXT, 'text') if utf16 or not _BINARY.search(head) else _UNKNOWN


def _is_animated_gif(path: Path) -> bool:
    """Say whether a GIF has more than one image, by its blocks (GIF89a specification)."""
    data = path.read_bytes()
    at = 13 + _palette(data[10:11])
    images = 0
    while at < len(data) and data[at] in b'\x21\x2c' and images < 2:
        if data[at] == 0x2c:
            images += 1
            at += 11 + _palette(data[at + 9:at + 10])  # including the size of the LZW codes
        else:
            at += 2
        while at < len(data) and data[at]:
            at += 1 + data[at]
        at += 1
    return images > 1


def _palette(flags: bytes) -> int:
    """Return the size in bytes of the palette that follows."""
    return 3 << (flags[0] & 7) + 1 if flags and flags[0] & 0x80 else 0

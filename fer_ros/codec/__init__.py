"""Floor 2: image messages to BGR arrays and back, with numpy and OpenCV."""

from fer_ros.codec.compressed import decode_compressed, encode_compressed
from fer_ros.codec.decode import decode_image
from fer_ros.codec.encode import encode_image
from fer_ros.codec.layouts import ENCODINGS

__all__ = ['ENCODINGS', 'decode_compressed', 'decode_image', 'encode_compressed', 'encode_image']

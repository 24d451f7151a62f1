"""Start the emotion node on an image topic."""

from launch import LaunchDescription
from launch.actions import DeclareLaunchArgument
from launch.substitutions import LaunchConfiguration
from launch_ros.actions import Node
from launch_ros.substitutions import FindPackageShare


def generate_launch_description() -> LaunchDescription:
    """Return the node with its arguments."""
    return LaunchDescription([
        DeclareLaunchArgument('image_topic', default_value='image_raw',
                              description='Topic of the camera, without /compressed'),
        DeclareLaunchArgument('namespace', default_value='', description='Namespace of the node'),
        DeclareLaunchArgument('params_file', description='Parameters of the node (yaml)',
                              default_value=[FindPackageShare('fer_ros'), '/config/fer.yaml']),
        DeclareLaunchArgument('log_level', default_value='info', description='Log level',
                              choices=['debug', 'info', 'warn', 'error', 'fatal']),
        Node(
            package='fer_ros', executable='emotion_node', name='fer', output='screen',
            namespace=LaunchConfiguration('namespace'),
            parameters=[LaunchConfiguration('params_file')],
            remappings=[('image_raw', LaunchConfiguration('image_topic'))],
            arguments=['--ros-args', '--log-level', LaunchConfiguration('log_level')]),
    ])

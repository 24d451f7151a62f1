"""Floor 4: the nodes, and what turns values into ROS messages and parameters."""

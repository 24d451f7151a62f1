"""The colour of each emotion."""

from fer_ros.values.labels import LABELS

# BGR. Paul Tol's bright scheme (SRON/EPS/TN/09-002): distinct for colour-blind readers as well.
COLORS = dict(zip(LABELS, (
    (119, 102, 238),  # red
    (51, 136, 34),    # green
    (119, 51, 170),   # purple
    (68, 187, 204),   # yellow
    (170, 119, 68),   # blue
    (238, 204, 102),  # cyan
    (187, 187, 187),  # grey
), strict=True))

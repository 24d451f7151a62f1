"""What a split knows of its faces."""

import numpy as np

from fer_ros.training.data import Split


def test_only_faces():
    faces = np.arange(4, dtype=np.uint8)[:, None, None] * np.ones((48, 48), np.uint8)
    votes = np.zeros((4, 10), np.int8)
    votes[0, 3] = votes[1, 8] = 1  # sadness, unknown
    votes[2, 9] = 10  # not a face
    votes[3] = -1
    split = Split(faces, np.arange(4), votes).only_faces()
    assert split.classes.tolist() == [0, 1]
    assert split.faces[:, 0, 0].tolist() == [0, 1]
    assert len(split.votes) == 2


def test_where_nobody_voted_all_are_faces():
    split = Split(np.zeros((4, 48, 48), np.uint8), np.arange(4))
    assert split.only_faces() is split

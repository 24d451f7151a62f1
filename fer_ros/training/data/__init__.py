"""FER2013 (Goodfellow et al. 2013, arXiv:1307.0414) in whatever form people have it."""

from __future__ import annotations

from fer_ros.training.data.dataset import DataSet, SIDE, Split, SPLITS, VOTE_COLUMNS
from fer_ros.training.data.load import load_data

__all__ = ['SIDE', 'SPLITS', 'VOTE_COLUMNS', 'DataSet', 'Split', 'load_data']

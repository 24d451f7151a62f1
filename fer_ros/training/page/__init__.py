"""Reports: pictures and a page of HTML that holds them."""

from __future__ import annotations

from fer_ros.training.page.figures import face_grid, figure_png, new_figure
from fer_ros.training.page.html import Page

__all__ = ['Page', 'face_grid', 'figure_png', 'new_figure']

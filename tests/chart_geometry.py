"""Where the texts of a chart stand: read off while it is drawn, so that only what is seen counts."""

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

#: Pixels: letters never fill their boxes to the rim.
TOUCH = 1.0


def drawn_texts(figure):
    """Draw the figure; every text that is drawn, with the corners of its box in pixels (its letters are left out)."""
    found = []
    draw = Text.draw

    def record(self, renderer, *args, **kwargs):
        if self.get_visible() and self.get_text().strip():
            found.append((self, corners(self, renderer)))

    Text.draw = record
    try:
        FigureCanvasAgg(figure).draw()
    finally:
        Text.draw = draw
    return found


def corners(text, renderer):
    """The box around a text, turned as the text is (slanted labels turn around their anchor)."""
    angle = text.get_rotation()
    if not angle:
        return text.get_window_extent(renderer).corners()[[0, 1, 3, 2]]
    assert text.get_rotation_mode() == "anchor"
    text.set_rotation(0)
    flat = text.get_window_extent(renderer).corners()[[0, 1, 3, 2]]
    text.set_rotation(angle)
    anchor = text.get_transform().transform(text.get_unitless_position())
    turn = np.radians(angle)
    return (flat - anchor) @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) + anchor


def outside(texts, box):
    """The texts that stick out of a box (x0, y0, x1, y1), and by how many pixels."""
    low, high = np.array(box[:2]), np.array(box[2:])
    found = []
    for text, points in texts:
        out = max((low - points.min(0)).max(), (points.max(0) - high).max())
        if out > TOUCH:
            found.append((text.get_text(), round(float(out), 1)))
    return found


def overlapping(texts):
    """The pairs of texts whose boxes overlap."""
    if not texts:
        return []
    boxes = np.array([box for _, box in texts])
    low, high = boxes.min(1), boxes.max(1)
    shared = np.minimum(high[:, None], high[None]) - np.maximum(low[:, None], low[None])
    near = np.argwhere(np.triu((shared > TOUCH).all(-1), 1))
    return [(texts[i][0].get_text(), texts[j][0].get_text()) for i, j in near if overlap(boxes[i], boxes[j]) > TOUCH]


def overlap(one, two):
    """How deep two turned boxes overlap: the least depth over the directions of their sides (separating axes)."""
    depths = []
    for box in (one, two):
        for side in (box[1] - box[0], box[3] - box[0]):
            normal = np.array([-side[1], side[0]]) / (np.hypot(*side) or 1.0)
            a, b = one @ normal, two @ normal
            depths.append(min(a.max(), b.max()) - max(a.min(), b.min()))
    return min(depths)


def words_of(ax) -> str:
    """All that is written in the figure of an Axes, in one string."""
    return " ".join(text.get_text() for text, _ in drawn_texts(ax.figure))


def bars(ax, gid="bar"):
    """Lengths of the bars with a group id, in the order they were drawn, also in panels."""
    return [float(p.get_width()) for one in [ax, *ax.child_axes] for p in one.patches if p.get_gid() == gid]


def texts(ax, gid):
    """The texts with a group id, in the order they were written, also in panels."""
    return [t.get_text() for one in [ax, *ax.child_axes] for t in one.texts if t.get_gid() == gid]


def dots(ax, gid="value"):
    """The (x, y) of the marks with a group id."""
    return [(float(x), float(y)) for one in [ax, *ax.child_axes] for line in one.lines if line.get_gid() == gid
            for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)]

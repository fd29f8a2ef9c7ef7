"""The band of jigsaw pieces on the cover. It says nothing, so it is drawn as a background."""

from scp.publication.charts.outline import Grid

WIDTH, HEIGHT = 44, 297
GREENS = ("#0b4f54", "#0f6a70", "#07363a", "#0d5d62")
AMBER = "#f2a33a"


def band() -> str:
    """An SVG of 44 by 297 (mm on A4)."""
    rows, columns = 13, 2
    grid = Grid(rows, columns, WIDTH / columns, HEIGHT / rows, 0.62)
    pieces = []
    for row in range(rows):
        for column in range(columns):
            fill = GREENS[(row * 3 + column * 2 + row // 3) % len(GREENS)]
            if (row, column) == (5, 1):
                fill = AMBER
            pieces.append(
                f'<path d="{grid.path(row, column)}" fill="{fill}" stroke="#ffffff" '
                'stroke-width="0.35"/>'
            )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}mm" height="{HEIGHT}mm">{"".join(pieces)}</svg>'
    )

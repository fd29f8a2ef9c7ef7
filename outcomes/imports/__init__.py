"""Reading published indicator sets. One module a format; each returns a Dataset or raises
TableError with every fault by file, row and column. Nothing here writes."""

from outcomes.imports.dataset import Break, Dataset, Point, Series
from outcomes.imports.trafford import read as read_trafford

FORMATS = {"trafford": read_trafford}

__all__ = ["FORMATS", "Break", "Dataset", "Point", "Series"]

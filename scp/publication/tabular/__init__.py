"""An edition as tables: every fact of the frozen document in a row and a column of its own.

The tables follow from the types of `PlanContent`, so that a fact which is published cannot be
missing here. `csvw` writes them as CSV files with their description, `spreadsheet` as a workbook.
"""

from scp.publication.tabular.tables import Column, Table, tables

__all__ = ["Column", "Table", "tables"]

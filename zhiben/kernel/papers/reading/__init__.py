"""From a file to rows: is it a workbook at all, which sheet, where the header is, which rows are data."""

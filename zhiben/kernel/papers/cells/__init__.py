"""Reading one cell: what people write into ledgers becomes one value, one mark, or a reason why not."""

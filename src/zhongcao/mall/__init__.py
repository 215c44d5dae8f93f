"""Mall: categories, products, SKUs, dated prices, search."""

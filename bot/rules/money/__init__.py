"""The month's bill: its sums, limits, savings, pages and charts."""

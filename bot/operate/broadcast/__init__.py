"""One template for many people: what each line of a file comes to, and ordering what may leave."""

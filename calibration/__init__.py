"""Does the product's 95% hold 95 times in a hundred? Thousands of small worlds with set truth, asked by the product."""

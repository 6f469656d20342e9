"""What models are fitted on: sides of a decomposition, products, customers month by month."""

"""The tests: one folder for each of the product's, the real peers, and the rules of the house."""

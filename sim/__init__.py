"""An emulated campus that speaks the real protocols; imports nothing of the product."""

"""The simulator's devices, each asked by a client that others wrote."""

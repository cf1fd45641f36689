"""The product as a whole: real processes, real sockets."""

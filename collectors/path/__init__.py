"""Paths through the network: what answers, how fast, by which way; and who else is on the segment.

`helper` is a process of its own and alone holds CAP_NET_RAW; `collector` runs in the daemon."""

"""What no MIB tells: read-only commands on network devices' command lines, over SSH."""

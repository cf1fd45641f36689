"""The SSH collector: tables as text, transcripts, connections that break."""

"""Pages for people: plain HTML, no scripts."""

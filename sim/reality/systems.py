"""Systems, their logs, and what is stored and computed."""

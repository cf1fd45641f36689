"""The pages of a portal over IPv6: crawled by click depth from its home page (I-23)."""

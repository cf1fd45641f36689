"""A campus of thousands in one process: switches, controllers, UPS, gateways, pages, SSH."""

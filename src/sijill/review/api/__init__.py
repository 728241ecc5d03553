"""The HTTP API, version 1: what the pages show, to read and to decide, as JSON."""

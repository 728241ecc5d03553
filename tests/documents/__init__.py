"""Documents of every kind, made on the spot out of invented texts, each with what has to be read out of it."""

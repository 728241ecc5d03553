"""Read Arabic reporting on armed conflict into events."""

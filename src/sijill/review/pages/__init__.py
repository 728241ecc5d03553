"""The pages, a module a theme."""

"""The parts of ``tools/build_gazetteer.py``: fetching the sources, reading them, choosing what ships."""

"""Facts: what the words of a report say, before they are put together into events.

Each module here holds the values of some kinds of fact and the computations that the pack's rules call by name.
"""

"""The web application in which people decide: queue, reports, incidents, map, search, history, agreement; and its API.

It needs the extra ``review`` (FastAPI, Jinja2, argon2, uvicorn). ``create_app`` makes it out of a ``Site``; the verb
``sijill review`` serves it.
"""

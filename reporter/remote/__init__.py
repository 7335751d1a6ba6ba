"""Posts files at URLs: which addresses are allowed, what their servers tell of them, how their bytes come here.

fsspec does the work and is imported when there is an address; the room returns our own types.
"""

from reporter.remote.address import Address, addresses, is_address, shown
from reporter.remote.files import Remote, fetch, found, near, size_of
from reporter.remote.here import Fetching, fetch_quietly, here

__all__ = [
    "Address",
    "Fetching",
    "Remote",
    "addresses",
    "fetch",
    "fetch_quietly",
    "found",
    "here",
    "is_address",
    "near",
    "shown",
    "size_of",
]

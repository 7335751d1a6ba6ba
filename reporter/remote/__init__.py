"""Posts files at URLs: which addresses are allowed, what their servers tell of them, how their bytes come here.

fsspec does the work and is imported when there is an address; the room returns our own types.
"""

from reporter.remote.address import Address, addresses
from reporter.remote.files import Remote, fetch, found, near, size_of

__all__ = ["Address", "Remote", "addresses", "fetch", "found", "near", "size_of"]

"""The way out of the house: what may become public, and putting it there.

The only room that runs git or uses the network.
"""

from reporter.publish.plan import BRANCH, REMOTE, Plan, address_of, pages_url, publish
from reporter.publish.share import share
from reporter.publish.words import describe

__all__ = ["BRANCH", "REMOTE", "Plan", "address_of", "describe", "pages_url", "publish", "share"]

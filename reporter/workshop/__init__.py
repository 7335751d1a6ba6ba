"""What stages share between incidents and rebuilds; the only state the tool keeps.

`workshop` the shared state itself, `posts` an incident's posts when they are asked
for, `facts` what results depend on, `freezing` results in the place of posts.
"""

from reporter.workshop.exports import Export
from reporter.workshop.freezing import behind
from reporter.workshop.posts import LabelledPosts
from reporter.workshop.workshop import HOME, Workshop

__all__ = ["HOME", "Export", "LabelledPosts", "Workshop", "behind"]

"""What the posts say, in compact columns: the one pass over texts from which copies and keywords are worked out.

`said` what a group of posts gives, `gathering` the columns of all groups together,
`wordings` what is worked out of them, `linking` who reposted whom.  Of a post only hashes, its time and its platform
are kept (40 bytes, on disk beyond a few million), of a text one spelling, however many
posts hold it.  The columns of any cut of the posts, in any order, give the same results.
"""

from reporter.corpus.gathering import Corpus, gather, gathered_from
from reporter.corpus.linking import trees, trees_of
from reporter.corpus.said import SAID, said, spelt
from reporter.corpus.wordings import Wording, wording

__all__ = ["SAID", "Corpus", "Wording", "gather", "gathered_from", "said", "spelt", "trees", "trees_of", "wording"]

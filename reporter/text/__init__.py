"""Words of posts: cleaning for scoring, copies, sentiment.  The only user of snownlp and jieba."""

"""Words of posts: cleaning for scoring, copies, keywords, sentiment.  The only user of snownlp, jieba and rjieba."""

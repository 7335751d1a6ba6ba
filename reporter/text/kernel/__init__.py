"""SnowNLP's segmentation and polarity, exactly, for whole batches; the package itself is never imported."""

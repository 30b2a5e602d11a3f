"""What is known of English without a model: sentences, names, quotations, content words, dates."""

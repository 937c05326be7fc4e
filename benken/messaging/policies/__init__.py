"""What may happen, a module for each noun. Plain facts in, an answer or a sentence out."""

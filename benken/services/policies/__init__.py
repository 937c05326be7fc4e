"""May this happen? A module for each noun; plain facts in, an answer or a sentence out."""

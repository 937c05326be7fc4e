"""What an operator needs: the database, health, messages."""

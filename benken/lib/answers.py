"""What an answer says of itself to those between us and whoever asked."""

# The same for everybody and about nobody: may be kept, if it is asked each time whether it still holds.
FOR_EVERYBODY = "public, no-cache"

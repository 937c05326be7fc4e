"""The one error for what is not there, or not there for this user: nobody can tell the two apart."""


class Missing(LookupError):
    """There is no such thing for this user. A page answers 404; a mistyped key of a dict is no Missing, but a fault."""

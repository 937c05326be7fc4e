"""Signing in by another system, over OpenID Connect: ID-porten, HelseID, MitID or a plain one."""

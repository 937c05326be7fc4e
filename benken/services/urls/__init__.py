"""Addresses of this app: public places, requests, and what stands below a person."""

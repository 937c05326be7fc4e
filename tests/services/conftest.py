"""Somebody, their account and their contact person, as in the tests of people."""

from tests.people.conftest import account, contact, leader, roy, tuva

__all__ = ["account", "contact", "leader", "roy", "tuva"]

"""The front door: asking for help, what is offered, referrals and waits, being turned away, appointments, home."""

"""What the person may do on their own page."""

from benken.followup.queries import Step


def can_tick(step: Step) -> bool:
    """The person ticks their own steps and those of others they know of; what the contact does, the contact ticks."""
    return step.who != Step.Who.CONTACT

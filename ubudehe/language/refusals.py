"""What the app says when it will not do a thing: one exception, with a message for people."""

from ubudehe.language.messages import N_


class Refusal(Exception):
    """A request that was understood and refused; nothing has changed.

    `msgid` is a catalogue message with `%(name)s` places, filled from `params` when shown.
    `field` names the form field it belongs to, or None for the form as a whole.
    """

    status = 422

    def __init__(self, msgid: str, field: str | None = None, **params: object) -> None:
        super().__init__(msgid)
        self.msgid = msgid
        self.field = field
        self.params = params


class NotAllowed(Refusal):
    """The person's roles do not cover this act at this place."""

    status = 403


class NotFound(Refusal):
    """There is no such thing, or none that this person may know of."""

    status = 404


class ActReused(Refusal):
    """An act id came again with other content."""

    status = 409


class Busy(Refusal):
    """Too much of this is asked at once: nothing was done, and it may be sent again soon."""

    status = 503
    seconds = 5
    text = N_("Too many people are doing this just now. Send it again in %(seconds)s seconds.")

    def __init__(self) -> None:
        super().__init__(self.text, seconds=self.seconds)

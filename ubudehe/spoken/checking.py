"""What the record says of recordings."""

from ubudehe.language.messages import N_
from ubudehe.record.replaying import Kept, Replay, Rows, Said, Subject
from ubudehe.spoken.tables import SpokenPrompt


def _recorded(rows: Rows, said: Said) -> Subject:
    about, key, (clip,) = said.public["about"], said.public["key"], said.public["ev"]
    for row in rows.tables["spoken_prompt"].values():
        if (row["about"], row["key"], row["gone"]) == (about, key, ""):
            row.update(gone="replaced", gone_on=said.day)
    rows.put(
        "spoken_prompt",
        said.id,
        about=about,
        key=key,
        sha256=clip["h"],
        size=clip["b"],
        media=clip["m"],
        added_at=said.at,
        gone="",
        gone_on=None,
    )
    return said.id


def _silenced(rows: Rows, said: Said) -> Subject:
    prompt = str(said.public["prompt"])
    rows.row("spoken_prompt", prompt).update(gone=said.public["why"], gone_on=said.day)
    return prompt


REPLAY = Replay(
    handlers={"prompt.record": _recorded, "prompt.silence": _silenced},
    kept=(Kept(SpokenPrompt, N_("Recording"), named="about"),),
)

"""How columns are named to people who read what `ubudehe check` found."""

from ubudehe.language.messages import N_

_WHEN = N_("when it was done")
_WHO = N_("who did it")
_HOW_MUCH = N_("how much money")
_COUNT = N_("a count")
_WORDS = N_("the words")
_STATE = N_("where it stands")
_DAY = N_("the day")
_WHICH = N_("what it belongs to")
_PEOPLE = N_("how many people")
_NAME = N_("a name")
_KIND = N_("the kind")
_REASON = N_("the reason")
_NUMBER = N_("the number")
_PHOTO = N_("the photo")
_VOTES = N_("the votes")
_RULE = N_("the rule")
_CATEGORY = N_("the category")
_SPOT = N_("the place on the map")
_ROLE = N_("the role")
_ANSWERS = N_("the answers")
_OTHER = N_("a detail")

_BY_WORD = {
    _WHEN: "at opened_at closed_at added_at started_at posted_at final_at decided_at filed_at"
    " answered_at seen_at written_at said_at issued_at replaced_at changed_at found_at"
    " proposed_at signed_at reviewed_at given_back_at counted_at recorded_at prepared_at",
    _WHO: "account proposed_by decided_by closed_by signed_by reviewed_by given_back_by counted_by"
    " witness answered_by typist key",
    _HOW_MUCH: "amount expected cost from_state budget left before planned spent materials"
    " quotes_from cash_limit wage rate currency",
    _COUNT: "quantity kept labour_days position value cards marks signed_in handed_out counted"
    " spoiled blank left_out electors count counts size width height photo_width photo_height"
    " estimated piles pile households registered lot marks_each item_number quotes idx"
    " decided_idx added_idx",
    _WORDS: "text what minutes purpose title plan upkeep risks asked ground note words questions"
    " answer remark content unit symbol label",
    _STATE: "state current quorum_reached read_back chosen withdrawn done finished ended gone"
    " erased payee_erased late level",
    _DAY: "held_on entry_date since until due day month counted_on agreed_on gone_on happened_on"
    " valid_from appeals_until expires_on",
    _WHICH: "assembly project need proposal round household other vote entry clears reverses"
    " flag about entries reversed_by merged_into decision appeal act subject grant_code agreed_in"
    " excluded_by other_village place village",
    _PEOPLE: "women men young people members children voters",
    _NAME: "payee payee_public giver names name head folded authors helper",
    _KIND: "kind method source type measure item media electorate scheme outcome direction",
    _REASON: "reason refusal_reason check_reason criterion why",
    _NUMBER: "number phone",
    _PHOTO: "photo sha256",
    _VOTES: "votes votes_for votes_against abstained interested secret others held phase",
    _RULE: "rule threshold limits needs chair_needed expires_days advance_days again order"
    " bound version",
    _CATEGORY: "category wanted categories pairs",
    _SPOT: "row column to_row to_column",
    _ROLE: "role",
    _ANSWERS: "answers disability illness isibo origin source_key",
}
_WORD = {name: word for word, names in _BY_WORD.items() for name in names.split()}


def word_of(column: str) -> str:
    """Return how a column is named to people (a message to be translated)."""
    return _WORD.get(column, _OTHER)

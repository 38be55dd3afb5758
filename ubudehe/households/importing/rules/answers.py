"""Guessing which of our answers a value of the file means. Bare codes are not guessed."""

from collections import Counter
from collections.abc import Iterable, Mapping

from ubudehe.households.importing.rules.sheets import Sheet
from ubudehe.households.importing.rules.targets import Target
from ubudehe.households.importing.rules.vocabulary import words_of

MAX_VALUES = 30
"""A question with fixed answers has no more different values than this."""

BLANK = ""
"""The answer of a value that means «not asked»."""

_MISSING = {"na", "nan", "null", "nil", "missing", "unknown", "notasked", "nsp"}
"""What programs and interviewers write where there is no answer; without its signs."""

_DASHES = {"-", "--", "\u2013", "\u2014", ".", "..", "?"}

_CONVENTIONS: dict[str, tuple[Mapping[str, str], ...]] = {
    "yes_no": (
        {"1": "yes", "0": "no"},
        {"1": "yes", "2": "no"},
        {"y": "yes", "n": "no"},
        {"o": "yes", "n": "no"},
        {"y": "yes", "o": "no"},
        {"n": "yes", "h": "no"},
        {"t": "yes", "f": "no"},
    ),
    "head_sex": (
        {"1": "m", "2": "f"},
        {"m": "m", "f": "f"},
        {"h": "m", "f": "f"},
        {"m": "m", "w": "f"},
        {"me": "m", "ke": "f"},
    ),
}
"""Pairs of short codes: Yes/No, Oui/Non, Yego/Oya, Ndiyo/Hapana; 1 and 2 as in DHS and LSMS."""

_WORDS: dict[str, dict[str, str]] = {
    "yes_no": {
        "yes": "yes yego oui ndiyo true vrai owns has arabifite",
        "no": "no oya non hapana false faux ntabyo",
    },
    "head_sex": {
        "f": "female woman women gore umugore femme feminin mwanamke kike",
        "m": "male man men gabo umugabo homme masculin mwanamume mwanaume kiume",
    },
    "roof": {
        "iron": "iron metal tin zinc sheet sheets tole toles amabati ibati mabati bati",
        "tile": "tile tiles amategura itegura tuile tuiles vigae kigae",
        "thatch": "thatch thatched grass straw leaves ibyatsi nyakatsi chaume paille nyasi makuti",
        "other": "other autre ikindi ibindi nyingine",
    },
    "wall": {
        "brick": "brick bricks amatafari brique briques matofali",
        "block": "block blocks cement concrete sima beton parpaing parpaings bloc saruji",
        "mud": "mud adobe rukarakara ibyondo icyondo boue terre pise udongo tope",
        "wood": "wood wooden timber planks bamboo imbaho ibiti bois planches mbao miti",
        "other": "other autre ikindi ibindi nyingine",
    },
    "floor": {
        "cement": "cement concrete sima ciment beton saruji",
        "earth": "earth mud soil dirt itaka ubutaka terre battue udongo",
        "tile": "tile tiles ceramic amakaro carreaux carrelage vigae",
        "other": "other autre ikindi ibindi nyingine",
    },
    "water": {
        "home_tap": "hometap pipedintohome pipedintodwelling ownconnection robinetdomestique",
        "public_tap": "publictap publicstandpipe standpipe kiosk bornefontaine ivomo ivomorusange "
        "fontaine bomba",
        "spring": "spring source isoko chemchem",
        "rain": "rain rainwater imvura pluie mvua",
        "river": "river lake pond stream swamp surface umugezi igishanga ikiyaga riviere lac "
        "marais mto ziwa",
        "other": "other autre ikindi ibindi nyingine",
    },
    "power": {
        "grid": "grid reg network connected reseau umuyoboro gridi",
        "solar": "solar sun izuba solaire panneau jua sola",
        "none": "none no nta ntayo aucun aucune sans hapana hakuna",
    },
    "latrine": {
        "own": "own private bwite ubwacu propre prive prives binafsi",
        "shared": "shared share public neighb neighbour busangiwe rusange partage commun pamoja",
        "none": "none no nofacility bush nature nta ntabwo aucun aucune hakuna",
    },
    "dwelling": {
        "own": "own owned owner owns bwite yacu proprietaire propre miliki mmiliki",
        "rent": "rent rented renting tenant bakodesha gukodesha location locataire "
        "kupanga mpangaji",
        "hosted": "hosted free lent gutizwa baratijwe heberge loge bure",
        "none": "none homeless nta ntayo aucun hakuna",
    },
    "land_unit": {
        "m2": "m2 sqm meter meters metre metres",
        "are": "are ares ari",
        "ha": "ha hectare hectares hegitari hekta",
    },
    "work": {
        "own_farm": "farm farmer farming agriculture ubuhinzi umuhinzi cultivateur agriculteur "
        "kilimo mkulima",
        "day_labour": "labour labor daily casual ikiyede nyakabyizi journalier kibarua vibarua",
        "trade": "trade trader business shop ubucuruzi umucuruzi commerce commercant biashara",
        "craft": "craft artisan artisanat mechanic mason ubukorikori umunyabukorikori fundi",
        "salary": "salary salaried employee umushahara umukozi salaire salarie mshahara mwajiriwa",
        "pension": "pension retired pansiyo retraite pensheni",
        "transfers": "transfers transfer aid vup direct inkunga aide msaada",
        "none": "none unemployed nta ntako aucun chomeur hakuna",
    },
    "income": {"unknown": "unknown dontknow simbizi ntabizi inconnu sijui"},
}


def distinct_values(sheet: Sheet, at: int) -> list[tuple[str, int]]:
    """Return the filled values of a column and how often each stands there, the commonest first."""
    counted = Counter(row.cells[at] for row in sheet.rows if row.cells[at])
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def guess_answers(target: Target, values: Iterable[str]) -> dict[str, str]:
    """Return our answer for each value that speaks for itself; the other values are left out."""
    kind = "yes_no" if target.kind == "yes_no" else target.code
    guessed: dict[str, str] = {}
    short: dict[str, str] = {}
    for value in values:
        answer = _answer(kind, target, value)
        if answer is not None:
            guessed[value] = answer
        else:
            short[value] = "".join(words_of(value))
    return guessed | _by_convention(_CONVENTIONS.get(kind, ()), short)


def _by_convention(
    conventions: Iterable[Mapping[str, str]], short: Mapping[str, str]
) -> dict[str, str]:
    """Return the meaning of short codes on which all conventions agree that know them all.

    A number that a convention does not know speaks against it; other unknown texts do not.
    """
    known = {code for convention in conventions for code in convention}
    codes = {code for code in short.values() if code in known or code.isdigit()}
    fitting = [convention for convention in conventions if convention.keys() >= codes]
    guessed = {}
    for value, code in short.items():
        meanings = {convention[code] for convention in fitting if code in convention}
        if len(meanings) == 1 and code in codes:
            guessed[value] = meanings.pop()
    return guessed


def is_missing(value: str) -> bool:
    """Tell whether `value` is a sign for «no answer», such as NA, n/a, null or a dash."""
    return not value or value in _DASHES or "".join(words_of(value)) in _MISSING


def _answer(kind: str, target: Target, value: str) -> str | None:
    words = words_of(value)
    whole = "".join(words)
    for answer in target.answers:
        if whole == answer.replace("_", "") and len(whole) > 1:
            return answer
    known = {answer: texts.split() for answer, texts in _WORDS.get(kind, {}).items()}
    for answer, names in known.items():
        if whole in names:
            return answer
    if is_missing(value):
        return BLANK
    fitting = [answer for answer, names in known.items() if set(names).intersection(words)]
    return fitting[0] if len(fitting) == 1 else None

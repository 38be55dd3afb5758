"""Guessing what the columns of a file mean, from their names in four languages.

A guess is only what a page begins with; a person confirms it. Names were gathered from DHS, LSMS
and KoBo files (household_id, HHROOF, Sex_HH, electcon) and from the app's glossary.
"""

import re
import unicodedata
from collections.abc import Sequence

from ubudehe.households.importing.rules.sheets import Sheet
from ubudehe.households.importing.rules.targets import TARGETS
from ubudehe.language.manners import Manners
from ubudehe.language.phones import NotAPhone, parse_phone

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SPLIT = re.compile(r"[^a-z0-9]+")

_EXACT: dict[str, str] = {
    "key": "key householdid hhid hhno id uuid instanceid orihid householdcode householdkey hhkey "
    "householdnumber householdno numeromenage nmenage nomenage codemenage idmenage kodeyurugo "
    "nimeroyurugo msimbowakaya nambayakaya",
    "isibo": "isibo group neighbourhood amasibo groupe kikundi isibogroup",
    "head": "head headname nameofhead householdhead headofhousehold hhhead umukuruwurugo "
    "umukuru chefdemenage chefmenage nomduchef nomchefmenage mkuuwakaya jinalamkuu izina "
    "amazina name names nom jina",
    "head_sex": "headsex sexhh sexhead sexofhead headgender genderhead hhheadsex genderofhead "
    "igitsinacyumukuru igitsina sexeduchef sexechef sexe sex gender jinsia jinsiayamkuu",
    "members_total": "members hhsize householdsize hhmembers membercount nummembers size people "
    "householdmembers totalmembers numberofmembers numberofpeopleinthehousehold "
    "abagizeurugo abantu umubarewabagizeurugo nombredepersonnesdanslemenage taillemenage taille "
    "tailledumenage membres personnes wanakaya idadi idadiyawanakaya",
    "roof": "roof hhroof roofing roofmaterial rooftype igisenge toit toiture materiautoit paa "
    "ainayapaa",
    "wall": "wall walls hhextwalls hhwalls extwalls wallmaterial outerwalls urukuta inkuta mur "
    "murs materiaumur ukuta kuta",
    "floor": "floor hhfloor floormaterial flooring hasi sol plancher materiausol sakafu",
    "water": "water watersource drinkingwater sourceofwater amazi eau sourceeau maji chanzochamaji",
    "power": "power electcon electricity electricite elec light lighting amashanyarazi umeme "
    "energy courant",
    "latrine": "latrine toilet toilettype sanitation toiletfacility ubwiherero umusarani "
    "toilette toilettes latrines choo",
    "phone": "phone phonenumber telephone tel mobile mobilenumber nimeroyatelefone telefone "
    "telefoni numerodetelephone nambayasimu simu",
    "disability": "disability disabled memberswithdisability ubumuga abafiteubumuga handicap "
    "personneshandicapees walemavu ulemavu",
    "dwelling": "dwelling tenure housing ownership inzu logement statutlogement nyumba makazi",
    "rooms": "rooms hhrooms numrooms numberofrooms ibyumba pieces chambres nombredepieces vyumba",
    "water_minutes": "waterminutes minutestowater timetowater watertime iminotakumazi "
    "minuteseau tempseau dakikazamaji",
    "land": "land landsize landarea landowned farmsize area ubutaka ubuso terre superficie "
    "ardhi eneolaardhi",
    "land_unit": "landunit unitland areaunit unit igipimo uniteterre unite kipimo",
    "cattle": "cattle cows cow inka vaches bovins ngombe",
    "goats": "goats goat ihene chevres caprins mbuzi",
    "sheep": "sheep intama moutons ovins kondoo",
    "pigs": "pigs pig ingurube porcs nguruwe",
    "poultry": "poultry chickens chicken hens inkoko volaille volailles poules kuku",
    "rabbits": "rabbits rabbit inkwavu lapins sungura",
    "hives": "hives beehives imizinga ruches mizinga",
    "work": "work occupation mainwork job livelihood akazi umurimo travail metier profession kazi",
    "hungry_months": "hungrymonths monthshungry hungermonths ameziinzara amezienzara moisdefaim "
    "moissoudure miezinjaa miezinaanjaa",
    "income": "incomeband incomegroup incomeclass trancherevenu kundilakipato",
    "income_francs": "income monthlyincome hhincome amafarangayinjiye umushahara revenu revenus "
    "revenumensuel mapato kipato",
    "self_view": "selfview ownview owncategory selfcategory ubudehe category icyiciro categorie "
    "kundi",
    "asset_phone": "hasphone ownphone smartphone cellphone mobilephone afitetelefone anasimu",
    "asset_radio": "radio hasradio radiyo redio",
    "asset_bicycle": "bicycle bike hasbicycle igare velo baiskeli",
    "asset_motorcycle": "motorcycle motorbike hasmotorcycle moto pikipiki",
    "asset_car": "car vehicle hascar imodoka voiture gari",
    "asset_savings_group": "savingsgroup savings ikimina ibimina tontine epargne kikoba vikoba",
    "asset_health_insurance": "healthinsurance insurance mutuelle mutuelledesante mituweli "
    "ubwisungane assurancemaladie bima bimayaafya",
}
_LOOSE = {
    "roof": "roof igisenge toit toiture paa",
    "wall": "wall walls urukuta inkuta murs ukuta",
    "floor": "floor sakafu",
    "water": "water amazi eau maji",
    "power": "electricity electricite amashanyarazi umeme",
    "latrine": "latrine toilet ubwiherero toilettes choo",
    "rooms": "rooms ibyumba vyumba",
    "cattle": "cattle cows inka vaches ngombe",
    "goats": "goats ihene chevres mbuzi",
    "sheep": "sheep intama moutons kondoo",
    "pigs": "pigs ingurube porcs nguruwe",
    "poultry": "poultry chickens inkoko volaille kuku",
    "rabbits": "rabbits inkwavu lapins sungura",
    "asset_phone": "smartphone cellphone",
    "asset_radio": "radio radiyo redio",
    "asset_bicycle": "bicycle bike igare velo baiskeli",
    "asset_motorcycle": "motorcycle motorbike pikipiki",
    "asset_car": "car imodoka voiture",
    "asset_health_insurance": "mutuelle mituweli insurance",
}


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a name without case and accents: «HHITEMS/Radio» gives hhitems, radio."""
    plain = unicodedata.normalize("NFKD", _CAMEL.sub(" ", text)).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return tuple(word for word in _SPLIT.split(plain) if word)


def guess_columns(sheet: Sheet, manners: Manners) -> dict[str, int]:
    """Return the place of the column that probably answers each target; each column once."""
    names = [words_of(name) for name in sheet.columns]
    whole = {"".join(words): at for at, words in reversed(list(enumerate(names)))}
    guessed: dict[str, int] = {}
    for target in TARGETS:
        for known in (target.replace("_", ""), *_EXACT.get(target, "").split()):
            at = whole.get(known)
            if at is not None and at not in guessed.values() and _fits(sheet, target, at, manners):
                guessed[target] = at
                break
    for target, tokens in _LOOSE.items():
        if target not in guessed:
            at = _first_with(names, set(tokens.split()), set(guessed.values()))
            if at is not None:
                guessed[target] = at
    return guessed


def _first_with(names: Sequence[Sequence[str]], tokens: set[str], taken: set[int]) -> int | None:
    for at, words in enumerate(names):
        if at not in taken and tokens.intersection(words):
            return at
    return None


def _fits(sheet: Sheet, target: str, at: int, manners: Manners) -> bool:
    """Tell whether the values speak for it: «phone» may be a number, or «do you own one?»."""
    if target != "phone":
        return True
    values = [row.cells[at] for row in sheet.rows if row.cells[at]][:20]
    return sum(_is_phone(value, manners) for value in values) * 2 > len(values)


def _is_phone(value: str, manners: Manners) -> bool:
    try:
        parse_phone(value, manners.region, manners.prefix)
    except NotAPhone:
        return False
    return True

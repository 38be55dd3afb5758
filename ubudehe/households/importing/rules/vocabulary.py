"""The words by which lists name their columns, in four languages.

Gathered from DHS, LSMS and KoBo files (household_id, HHROOF, Sex_HH, electcon), from village lists,
and from the app's glossary.
"""

import re
import unicodedata
from itertools import pairwise

from ubudehe.language.slips import one_slip

_INCLUDED = re.compile(r"(?i)\((?:incl|including|with|y compris|avec|harimo|hamwe|pamoja)\b[^)]*\)")
"""«(incl. head)» beside a number of people names no other question."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SPLIT = re.compile(r"[^a-z0-9]+")

EXACT: dict[str, str] = {
    "key": "key householdid hhid hhno id uuid instanceid orihid householdcode householdkey hhkey "
    "householdnumber householdno numeromenage nmenage nomenage codemenage idmenage kodeyurugo "
    "nimeroyurugo msimbowakaya nambayakaya",
    "isibo": "isibo group neighbourhood amasibo groupe kikundi isibogroup",
    "head": "head headname nameofhead householdhead headofhousehold hhhead umukuruwurugo "
    "umukuru chefdemenage chefmenage nomduchef nomchefmenage mkuuwakaya jinalamkuu izina "
    "amazina name names nom jina surname surnames lastname familyname nomdefamille jinalaukoo "
    "jinalafamilia",
    "head_more": "prenom prenoms prenomduchef prenomsduchef prenomchef firstname firstnames "
    "givenname givennames othername othernames irindizina andimazina amazinayandi jinalakwanza "
    "headfirstname firstnameofhead",
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
    "ardhi eneolaardhi ubutakaha ubutakahegitari ubutakaare ubutakam2 isambuha landha landm2 "
    "landareaha landsizeha superficieha superficieenha superficiem2 terreha ardhiha ardhihekta",
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
    "self_view": "selfview ownview owncategory selfcategory selfassessedcategory "
    "icyicirourugorwibonamo categoriesegonlemenage categorieselonlemenage kundikwamaoniyakaya",
    "f_all": "women female females gore abagore femmes feminin wanawake ke",
    "m_all": "men male males gabo abagabo hommes masculin wanaume me",
    "c_all": "children child kids abana umwana umubarewabana abanabose enfants enfant "
    "nombredenfants nbenfants watoto mtoto idadiyawatoto minors mineurs",
    "g_all": "girls girl abakobwa umukobwa filles fille wasichana femalechildren childrenfemale "
    "childrenf abanagore enfantsf watotoke",
    "b_all": "boys boy abahungu umuhungu garcons garcon wavulana malechildren childrenmale "
    "childrenm abanagabo enfantsm enfantsg watotome",
    "asset_phone": "hasphone ownphone smartphone cellphone mobilephone afitetelefone anasimu",
    "asset_radio": "radio hasradio radiyo redio",
    "asset_bicycle": "bicycle bike hasbicycle igare velo baiskeli",
    "asset_motorcycle": "motorcycle motorbike hasmotorcycle moto pikipiki",
    "asset_car": "car vehicle hascar imodoka voiture gari",
    "asset_savings_group": "savingsgroup savings ikimina ibimina tontine epargne kikoba vikoba",
    "asset_health_insurance": "healthinsurance insurance mutuelle mutuelledesante mituweli "
    "ubwisungane assurancemaladie bima bimayaafya",
}
LOOSE = {
    "head_sex": "sex gender igitsina sexe genre jinsia",
    "phone": "phone telephone telefone telefoni telefono tel mobile contact contacts simu gsm "
    "terefone terefoni telephoni cellphone",
    "isibo": "isibo amasibo subvillage hamlet kitongoji quartier zone neighbourhood neighborhood",
    "head": "head umukuru chef mkuu nyirurugo responsable izina amazina nom noms name names jina "
    "majina",
    "f_all": "gore abagore women female females femmes feminin wanawake",
    "m_all": "gabo abagabo men male males hommes masculin wanaume",
    "c_all": "children kids abana enfants watoto",
    "g_all": "girls abakobwa filles wasichana",
    "b_all": "boys abahungu garcons wavulana",
    "members_total": "abantu abagize abatuye members membres people personnes persons watu "
    "wanakaya hhsize familysize size taille effectif inhabitants pers pple ppl members nbpers",
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


_ELSE = (
    "age ages imyaka umri year years ans naissance birth education school occupation job akazi "
    "id nid indangamuntu identite kitambulisho"
)
_SEXES = (
    "gabo abagabo gore abagore men women male female males females hommes femmes wanaume wanawake"
)
_ASKS_SEX = "sex gender igitsina sexe genre jinsia"
_PHONES = "phone telephone telefone telefoni tel mobile contact simu terefone"
_PLACES = (
    "village umudugudu akagari umurenge akarere intara cell sector secteur cellule district "
    "province kijiji kata tarafa wilaya mkoa isibo"
)
_ADULTS = "adult adults adulte adultes bakuru abakuru wazima"
ADULTS = frozenset(_ADULTS.split())
_PARTLY = (
    "elderly agees agee abasaza wazee pregnant batwite enceinte enceintes wajawazito mjamzito "
    "breastfeeding lactating bonsa allaitantes widow widows widowed veuf veufs veuve veuves "
    "abapfakazi umupfakazi wajane mjane single headed celibataires disability disabled ubumuga "
    "handicap handicapees ulemavu ill sick abarwaye malades dead deceased bapfuye decedes "
    "waliofariki migrants bimutse waliohama absent absents present presents bafite with wenye "
    "insured assures voters"
)
"""Words for some people of a household, who are not all of it, nor all its women or men."""
_PARTNERS = "spouse umufasha conjoint epouse epoux mwenzi wife husband father mother"
NOT_WITH = {
    "head_sex": "members membres",
    "phone": "has own owned afite",
    "isibo": "umukuru chef leader head mkuu mutwarasibo phone telefone",
    "head": f"{_ELSE} {_ASKS_SEX} {_PHONES} {_PLACES} {_PARTNERS} {_SEXES} icyiciro category",
    "f_all": f"{_ELSE} {_ASKS_SEX} {_PARTLY} head umukuru chef mkuu children abana enfants watoto",
    "m_all": f"{_ELSE} {_ASKS_SEX} {_PARTLY} head umukuru chef mkuu children abana enfants watoto",
    "c_all": f"{_ELSE} {_ASKS_SEX} {_SEXES} head umukuru chef mkuu with without avec wenye bafite "
    "under u5 moins disability disabled ubumuga handicap ulemavu orphans imfubyi orphelins yatima "
    "ill sick abarwaye biga vaccinated vaccines name izina nom jina girls boys filles garcons "
    "abakobwa abahungu wasichana wavulana",
    "g_all": f"{_ELSE} {_ASKS_SEX} {_SEXES} head biga school disability ubumuga under pregnant",
    "b_all": f"{_ELSE} {_ASKS_SEX} {_SEXES} head biga school disability ubumuga under",
    "members_total": f"{_ELSE} {_SEXES} {_PHONES} {_PARTLY} {_ADULTS} children abana enfants "
    "watoto farm land plot isambu shamba working terrain parcelle name izina nom jina umukuru chef "
    "head mkuu",
}
"""Words that, beside those of LOOSE, make a column answer something else."""

_ALSO_WORDS = (
    "no nr nro numero nimero number nambari namba indangamuntu nid icyiciro category "
    "categorie kundi imyaka age umri observation observations remarks village umudugudu "
    "akagari umurenge cell sector district province conjoint spouse umufasha date itariki "
    "tarehe"
)
_ALSO = frozenset(_ALSO_WORDS.split())
"""Words that name a column without being a question of ours."""


def tokens_of(name: str) -> set[str]:
    """Return the words of a name, and neighbouring ones as one: sub, village, subvillage."""
    words = words_of(name)
    return {*words, *(a + b for a, b in pairwise(words)), *map("".join, [words])}


def loose_match(target: str, tokens: set[str]) -> bool:
    """Tell whether the words of a name speak for a target, and none of them for another."""
    return not tokens.isdisjoint(_LOOSE_SETS.get(target, ())) and tokens.isdisjoint(
        _NOT_SETS.get(target, ())
    )


def near_match(target: str, tokens: set[str]) -> bool:
    """Tell whether a word of a name is one of a target's with one slip of the finger in it."""
    if not tokens.isdisjoint(_NOT_SETS.get(target, ())) or not tokens.isdisjoint(_ALSO):
        return False
    return any(
        one_slip(word, known, _LEAST)
        for word in tokens
        if word not in _ALL_LOOSE
        for known in _LOOSE_SETS.get(target, ())
    )


def names_a_column(cell: str) -> bool:
    """Tell whether a cell holds words by which lists name their columns."""
    if len(cell) > _LONGEST:
        return False
    tokens = tokens_of(cell)
    return (
        "".join(words_of(cell)) in _WHOLE
        or not tokens.isdisjoint(_ALSO)
        # «Gabo» is a name of people too: it names a column only where it stands alone.
        or any(loose_match(target, tokens) for target in LOOSE if target not in ("f_all", "m_all"))
    )


def is_whole_name(cell: str) -> bool:
    """Tell whether a cell is a known name of a column and nothing more."""
    return len(cell) <= _LONGEST and "".join(words_of(cell)) in _WHOLE


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a name without case and accents: «HHITEMS/Radio» gives hhitems, radio."""
    text = _CAMEL.sub(" ", _INCLUDED.sub(" ", text))
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return tuple(word for word in _SPLIT.split(plain) if word)


_LONGEST = 120
_LEAST = 4
_WHOLE = frozenset(word for words in EXACT.values() for word in words.split())
_LOOSE_SETS = {target: frozenset(words.split()) for target, words in LOOSE.items()}
_ALL_LOOSE = frozenset(word for words in LOOSE.values() for word in words.split())
_NOT_SETS = {target: frozenset(words.split()) for target, words in NOT_WITH.items()}

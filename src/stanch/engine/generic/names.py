"""What the name before a value says: a credential, perhaps one, or something that sounds like it.

A name is read as words (`dbPasswordField` is db, password, field), because the words after the one
that says credential decide: a password field is no password.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import NamedTuple


class Grade(Enum):
    """How much a name promises."""

    STRONG = "strong"
    FAIR = "fair"
    WEAK = "weak"
    OTHER = "other"


class Name(NamedTuple):
    """A judged name: its grade, the family of its word, and whether the word is all of it."""

    grade: Grade
    family: str = ""
    exact: bool = False
    says: str = ""


# A new language is a line here and in `parts` of rules/generic.yaml, which wakes by these words.
_PASSWORD = """
    password passwords passwd passwds pass passphrase passphrases passcode passw passwrd pasword
    pwd pswd psw pw userpwd userpass dbpass rootpass requirepass
    kennwort passwort losung motdepasse mdp contrasena contraseña contrasenya clave senha
    wachtwoord losenord lösenord passord adgangskode salasana haslo hasło heslo parola sifre şifre
    jelszo jelszó lozinka пароль 密码 口令 暗号 パスワード 비밀번호 提取码 访问码
""".split()  # fmt: skip
_SECRET = "secret secrets geheimnis secreto segredo segreto".split()
_TOKEN = "token tokens jwt bearer pat".split()
_LOGIN = "credential credentials creds cred login userinfo".split()
# Words that make a key a credential when they stand before it.
_KEY_HEADS = frozenset(
    """
    api access auth authentication authorization account admin app application client consumer
    crypto crypt encryption encrypt decryption decrypt license licence master private priv service
    session shared sign signing signature storage subscription webhook hmac jwt secret write read
    integration registration activation product deploy merchant partner server project aes des
    cipher rsa ssl tls ssh gpg pgp wep wpa psk preshared sas instrumentation cookie validation
    jwk jws jwe provider oauth bearer function ingest sdk recovery
    """.split()
)
_WEAK = frozenset(
    """
    key keys auth oauth authorization authentication sid cookie cookies session sessid sessionid
    salt pepper nonce ticket signature sig seed pin otp iv code verifier cert license licence
    cipher psk hmac guid sas tsig dsn xkey pkey skey ukey pem keytab mnemonic apikey
    """.split()
)
_FAMILIES = {
    **dict.fromkeys(_PASSWORD, "password"),
    **dict.fromkeys(_SECRET, "secret"),
    **dict.fromkeys(_TOKEN, "token"),
    **dict.fromkeys(_LOGIN, "login"),
}
# Glued names: dbpassword, secretkey, accesstoken.
_GLUED = (
    "password", "passwd", "passphrase", "passcode", "passwort", "secretkey", "accesskey", "apikey",
    "secret", "accesstoken", "authtoken", "token", "privatekey", "userpwd", "pwd", "credential",
    "credentials", "kennwort", "wachtwoord", "contrasena", "senha", "authkey", "masterkey",
)  # fmt: skip
# Behind the word: what is then named is not the credential itself.
_TAILS = frozenset(
    """
    url uri urls endpoint endpoints path paths file files filename dir directory folder name names
    type types field fields label labels hint hints prompt length len size count limit limits min
    max policy policies rule rules regex regexp pattern format expiry expires expire expiration
    expired ttl age lifetime timeout header headers class cls kind ref refs reference arn status
    state error errors err msg message messages title titles placeholder required enabled disabled
    version provider providers store storage manager input inputs column param params parameter
    parameters scope scopes issuer audience budget usage strength encoder generator template
    templates reset changed change updated update created date time timestamp at on in by validator
    validators validation confirm_label algorithm algo alg method methods mode protocol callback
    handler hash hashed hasher hashes digest encrypted encryption cipher schema spec view views
    page pages form forms button link links screen modal dialog component text_field icon image
    row rows table event events action actions request requests response responses service services
    client clients resolver factory builder helper util utils config configuration settings option
    options property properties attribute attributes attr attrs tag tags index offset position
    number_of cache cached group groups map mapping list lists set array dict object model entity
    exception tokenizer node nodes parser lexer stream locale lang language description desc
    help info doc docs comment note example examples sample owner user users email address
    host port server region zone rotation rotator rotate management access permission permissions
    role roles namespace selector selectors binding plugin module package import source target
    destination output category order grant grants exchange revocation revoke introspection flow
    manager_name backend middleware strategy guard hook hooks listener observer delegate
    operation operations command commands script scripts char chars character characters
    visibility visible toggle toggles recovery forgot char_limit complexity similarity history
    mask masked plural singular literal literals keyword keywords symbol symbols whitespace eof
    equality comparer filter check checks checker match matches matcher mismatch missing
    exists found suffix prefix separator delimiter display shown show hide hidden default_name
    bytes_per width height color colour font style styles mechanism mechanisms algorithm_name
    directive keyid identifier identifiers ids subject claim claims entry entries
    """.split()
)
_ID_TAIL = frozenset({"id", "uuid"})
# Before the word: what is then named is something else.
_HEADS = {
    "key": frozenset(
        """
        public primary foreign hot cache sort partition row hash range map dict object index item
        data column field group sorting composite unique natural surrogate candidate alternate
        translation i18n locale message lang route routing query form input arrow enter escape tab
        shift ctrl alt meta home function_name registry config setting settings option env
        environment header metadata property prop json yaml xml event state action store path
        context label tag annotation selector feature flag resource keyboard press down up next
        prev previous first last left right known host pub verification verify verifying idempotency
        deduplication dedup s3 bucket encrypted wrapped enc
        """.split()
    ),
    "api key": frozenset("public encrypted wrapped hashed no missing invalid wrong".split()),
    "token": frozenset(
        """
        max num n total prompt completion stop start end pad eos bos unk special next page
        continuation cancellation cancel continue sync input output current prev previous last
        first peek lookahead lex lexer parse parser syntax grammar keyword operator punctuation
        string number identifier whitespace comment newline eof design css theme color spacing
        csrf xsrf csrfmiddleware antiforgery verification_name template mask sequence class cls sep
        unknown text word sub per concurrency event invalid missing bad
        no expected unexpected request change action lifecycle idempotency
        image audio video visual vocab added embedding
        """.split()
    ),
    "password": frozenset(
        """
        by com comp tres tress over under sur en no not invalid wrong missing forgot forgotten
        forget is has have had need needs require requires required show hide toggle
        enter incorrect bad hashed hash encrypted crypted encoded
        obfuscated masked lost recover recovery first second render vertex frame depth shadow
        compiler optimization multi single two
        """.split()
    ),
    "secret": frozenset("""no is has invalid missing wrong bad type hashed encrypted""".split()),
    "login": frozenset("""no is has invalid missing wrong bad last""".split()),
}
# Verbs before the word: what is named is a function or a switch.
_VERBS = frozenset(
    """
    get fetch find load read parse is has can should needs require requires
    forgot forget changed expire revoke hash compare match delete
    remove show hide toggle request prompt ask enter missing list
    use using uses enable disable allow allowed skip on before after supports describe
    """.split()
)
# Verbs that leave it open: `verifyPassword` may be a function, or the password typed again.
_SOFT_VERBS = frozenset(
    "verify validate check reset change update generate make invalid wrong".split()
)
_MAKERS = frozenset("create new make emit push add consume accept expect register define".split())
# May follow the word and leave it what it is.
_NEUTRAL = frozenset(
    """
    base64 b64 hex value values val str string text txt raw plain plaintext clear prod production
    live dev devel development test testing staging stage local default root admin user db key
    old new current confirm confirmation confirmed again repeat repeated retype verify verification
    main master primary secondary backup env my your var const data content b x y z v p primary_
    encoded enc bytes utf8 a c d e f one two three alice bob api app web mobile ios android server
    for prod_ sandbox demo example_ good ok correct real actual expected global public_ private
    write read rw ro github gitlab slack aws gcp azure npm pypi hub docker mysql postgres redis
    """.split()
)
_WORDS = re.compile(r"[^\W\d_]*[^\x00-\x7f\W\d_][^\W\d_]*|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_LONGEST = 160


@lru_cache(maxsize=512)
def judge(name: bytes) -> Name:
    """The grade of a name as it stands before a separator, quotes and brackets included."""
    text = name[-_LONGEST:].decode("utf-8", "replace")
    found = words(text)
    for at in range(len(found) - 1, -1, -1):
        family, start = _family(found, at)
        if family:
            return _placed(found, start, at, family, text)
    return Name(Grade.OTHER, says="no word of the name says credential")


def words(text: str) -> list[str]:
    """The words of a name, lower-cased: `X-apiKey2` is x, api, key, 2."""
    found: list[str] = []
    for piece in _WORDS.findall(text):
        word = piece.lower()
        glued = next((end for end in _GLUED if word.endswith(end) and word != end), "")
        if glued and word not in _FAMILIES and word not in _OTHER_WORDS:
            found += [word[: -len(glued)], glued]
        else:
            found.append(word)
    return found


_NO_KEYS = frozenset(
    """
    monkey turkey hotkey whiskey hockey donkey jockey disk_key keykey passkey softkey shortkey
    publickey pubkey primarykey foreignkey sortkey hashkey cachekey groupkey rangekey partitionkey
    """.split()
)
# Hold a credential's word and are none.
_OTHER_WORDS = frozenset(
    "compass bypass trespass overpass underpass encompass surpass jsonwebtoken".split()
)


def _family(found: list[str], at: int) -> tuple[str, int]:
    """The family of the word there, and where the words that make it begin."""
    word, before = found[at], found[at - 1] if at else ""
    if word in {"key", "keys"} and before in _KEY_HEADS:
        return "key", at - 1
    if word in {"apikey", "accesskey", "secretkey", "privatekey", "authkey", "masterkey"}:
        return "key", at
    if word in _FAMILIES:
        return _FAMILIES[word], at
    if word == "passe" and found[max(0, at - 2) : at] == ["mot", "de"]:
        return "password", at - 2
    if word == "phrase" and before in {"pass", "seed", "secret", "recovery"}:
        return "password", at - 1
    if word in {"word", "wd", "code"} and before == "pass":
        return "password", at - 1
    if word in _WEAK or (word.endswith("key") and word not in _NO_KEYS):
        return "weak", at
    return "", at


def _placed(found: list[str], start: int, at: int, family: str, text: str) -> Name:
    """The grade by what stands round the word."""
    tail = [word for word in found[at + 1 :] if not word.isdigit()]
    kind = family if found[at] not in {"key", "keys"} else "api key" if family == "key" else "key"
    other = _other(tail, found[:start], kind)
    if other:
        return Name(Grade.OTHER, family, says=other)
    exact = not tail and start == 0
    if text in {"PWD", "OLDPWD"}:
        return Name(Grade.OTHER, family, says="the working directory")
    if found[at] == "pass" and tail and at == 0:
        return Name(Grade.OTHER, family, says="`pass` is a verb here")
    if family == "token" and start and found[0] in _MAKERS:
        return Name(Grade.OTHER, family, says="it makes tokens of a language")
    if family == "weak":
        return Name(Grade.WEAK, found[at], exact, f"`{found[at]}` alone says little")
    if start and found[0] in _VERBS:
        return Name(Grade.OTHER, family, says=f"`{found[0]}` asks for it or about it")
    known = all(word in _NEUTRAL or word in _FAMILIES for word in tail)
    known = known and not (start and found[0] in _SOFT_VERBS)
    return Name(Grade.STRONG if known else Grade.FAIR, family, exact)


def _other(tail: list[str], before: list[str], family: str) -> str:
    head = before[-1] if before else ""
    for word in tail:
        if word in _TAILS:
            return f"the name is of a {word}"
    if tail and tail[-1] in _ID_TAIL:
        return "the name is of an id"
    if head == "key" and "public" in before:
        return "a token of a public key"
    if head in _HEADS.get(family, ()):
        return f"`{head}` makes it something else"
    return ""


def is_label(value: bytes) -> bool:
    """Whether the value is itself a word that says credential: what a form shows beside a field."""
    return value.decode("utf-8", "replace").strip(" :*.?").lower() in _FAMILIES

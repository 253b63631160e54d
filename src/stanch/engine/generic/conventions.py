"""Values that everybody uses where nothing is meant to be kept: tests, samples, first defaults.

They are a class of their own, at low confidence: a default password in production is a leak too.
"""

from __future__ import annotations

import re

# Stand for no value at all.
NO_VALUES = frozenset(
    b"""
    none null nil undefined true false string str bytes byte text bool boolean object array int
    integer number any unknown optional required readonly enabled disabled yes empty default
    basic bearer digest oauth oauth2 ntlm kerberos anonymous public private hidden masked input
    file vault env environment header query body cookie hmac plain plaintext
    encrypted hashed base64 hex utf-8 utf8 ascii json xml html rsa sha256 sha512 sha1 md5 bcrypt
    hs256 rs256 aes-256-cbc username email type name label title placeholder help description
    current-password new-password one-time-code off nullable void never todo tbd n/a redacted
    removed secret_key password_hash access_token refresh_token id_token api_key apikey auth_token
    x-oauth-basic x-token-auth client_credentials authorization_code client_secret
    client_secret_basic client_secret_post
    checkbox radio textarea select submit button tel url search date range color read write
    key value keys values token-value secret-value id
    """.split()
)
# The lists of commonest passwords and the defaults of databases and appliances, by their stems.
_COMMON = frozenset(
    b"""
    password passwd pass passw0rd p@ssw0rd p@ssword pa$$word pa55word pass1234 secret s3cr3t s3cret
    secrets sekret sekrit supersecret topsecret verysecret notsecret changeme changeit changethis
    change_me change-me letmein hunter hunter2 correcthorsebatterystaple opensesame open-sesame
    admin administrator root toor guest user demo test tests testing tester sample example dummy
    fake foo bar baz qux quux foobar foobaz barfoo bazqux spam eggs hello world helloworld welcome
    qwerty qwerty123 qwertyuiop asdf asdfgh asdfasdf zxcvbn iloveyou monkey dragon master login
    abc abc123 abcd abcdef abcdefg abcdefgh a1b2c3 a1b2c3d4 123abc aaa bbb xyz 1q2w3e 1q2w3e4r
    1qaz2wsx trustno1 sunshine princess football baseball superman batman starwars
    postgres postgresql mysql mariadb redis mongo mongodb rabbitmq minio minioadmin elastic neo4j
    sa oracle tiger scott system manager cassandra grafana prometheus vagrant docker ubuntu pi
    raspberry rails django laravel wordpress drupal joomla keycloak airflow superset metabase
    jenkins sonar nexus artifactory tomcat wildfly jboss glassfish weblogic activemq kafka zabbix
    token mytoken sometoken atoken faketoken testtoken mysecret mypassword mypass mypwd mykey
    somesecret somekey somepassword thesecret thepassword thekey thetoken apikey secretkey
    private key keyboardcat keyboard-cat shhh shhhh ssh shhhhh s3kr1t sesame alice bob carol eve
    dev development staging prod production local localhost ci sonarqube kibana logstash
    correct wrong invalid incorrect valid good bad right real expired old new current previous
    first second third one two three main other another different same none blah blahblah whatever
    something anything nothing value string abc-123 cred credential credentials auth hash salt
    """.split()
)
_EDGE = re.compile(rb"^[\d!@#$%^&*()_+.,;:?~=-]+|[\d!@#$%^&*()_+.,;:?~=-]+$")
_PARTS = re.compile(rb"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
# Words that say what a value is for, in any place of it.
_HELD = re.compile(
    rb"(?i)pass(?:w(?:or[dt]|d)|phrase)|secret|s3cr3t|(?<![a-z])token|(?<![a-z])tests?(?![a-z])"
    rb"|testing|(?<![a-z])key(?![a-z])|api[_-]?key|(?<![a-z])demo|(?<![a-z])my[_A-Z-]|invalid"
    rb"|wrong|(?<![a-z])mock|(?<![a-z])some[_A-Z-]|super[_-]?s|change|default|admin|hunter2|letmein"
    rb"|qwerty|asdf|(?<![a-z0-9])(?:abc(?:d|123)?|123)(?![a-z0-9])|1234|client|not[_-]an?[_-]"
    rb"|token(?![a-z])|p(?:s?wd|swd)|(?<![a-z])(?:too[_-]?)?short(?![a-z])|(?<![a-z])bad(?![a-z])|expired"
    rb"|p[a@4][s$5]{2}w[o0]rd|(?<![a-z])(?:foo|bar|baz)(?![a-z])|fake|access|credential|(?<![a-z])user"
)
_SAMPLE_DIGITS = re.compile(rb"^\d{1,5}$|^(\d)\1+$")


def is_one(value: bytes) -> bool:
    """Whether the value is one of these words, digits and signs at its ends aside."""
    lowered = value.lower()
    stem = _EDGE.sub(b"", lowered)
    if lowered in _COMMON or stem in _COMMON or (not stem and _SAMPLE_DIGITS.match(lowered)):
        return True
    parts = [part.lower() for part in _PARTS.findall(value)]
    if not any(part in _COMMON for part in parts):
        return False
    return all(part in _COMMON or part.isdigit() for part in parts)


def holds_one(value: bytes) -> bool:
    """Whether a part of the value says what it is for: my-client-secret, wrongPass7."""
    return _HELD.search(value) is not None

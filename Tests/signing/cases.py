"""Requests to sign: some hundred, the same in every run, with all in them that encodings are known to stumble over."""

import dataclasses
import random
import re
from urllib.parse import quote

SEED = 20191115

SEGMENTS = ["v1", "77b6a44cba5143ab91d13ab9a8ff44fd", "notebooks", "open", "a b", " ", "x+y", "100%", "%41", "%zz", "~", "-._~",
            "", ".", "..", "a:b@c", "d,e;f=g&h", "(i)*'!$", "ä", "äöü ß", "一二", "😀", '"q"', "<x>", "[0]", "{y}", "a|b",
            "back\\slash", "tilde~", "caret^", "`", "#", "?"]
NAMES = ["limit", "offset", "feature", "name", "a", "b", "A", "B", "a-", "a.", "a_", "a~", "a b", "a+b", "a%b", "a=b", "a&b",
         "ä", "一", "x[]", "1", "10", "9", "marker", "sort_key"]
VALUES = ["", "1", "2", "10", "DEFAULT", "a b", "a+b", "a%b", "100%", "%20", "a=b", "a&b=c", "a/b/c", "?", "#", "ä", "一 二",
          "😀", "(&=?!#%.*)", "~", "13551d6b-755d-4757-b956-536f674975c0", "x" * 200]
HEADERS = ["X-Project-Id", "X-Domain-Id", "X-Language", "Accept", "User-Agent", "X-Sdk-Extra", "X-A", "X-A-B", "X-AB", "Zeta"]
HEADER_VALUES = ["", "77b6a44cba5143ab91d13ab9a8ff44fd", "en-us", "two words", "two  spaces", " leading", "trailing ", "\tboth \t",
                 "a:b", "a;b, c", "text/html; q=0.8", "naïve", "一", "%20+", "x" * 300]
BODIES = [b"", b"{}", b'{"duration": 3600000}', '{"description":"ä 一 😀"}'.encode(), b"\x00", bytes(range(256)), b"a\r\nb\n", b"\xff\xfe"]
HOSTS = ["modelarts.eu-de.otc.t-systems.com", "127.0.0.1:8080", "localhost:443", "[::1]:8443", "host", "h.example:80", "A.Example"]


@dataclasses.dataclass(frozen=True)
class Case:
    """A request, as the one who makes it has it (path, query) and as it is sent (url)."""

    method: str = "GET"
    scheme: str = "https"
    host: str = "service.region.example.com"
    # Of the URL: the path as it is written, and the query's names and values without any encoding.
    path: str = "/"
    query: tuple[tuple[str, str], ...] = ()
    written_query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    signed: tuple[str, ...] = ("host",)
    body: bytes = b""
    access_key: str = "QTWAOYTTINDUT2QVKYUC"
    secret_key: str = "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc"
    form: str = "access"
    region: str = ""
    service: str = ""
    seconds: int = 1573789015

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}{self.path}" + (f"?{self.written_query}" if self.written_query else "")

    @property
    def sent_host(self) -> str:
        """The Host header: without the port that the scheme has anyway."""
        return self.host.removesuffix(":443" if self.scheme == "https" else ":80")


def write(text: str, chance: random.Random, safe: str) -> str:
    """Percent-encodes a text for a URL in one of the ways that mean the same."""
    style = chance.randrange(5)
    if style == 0:
        return "".join(f"%{byte:02X}" for byte in text.encode())
    if style == 1:
        return re.sub("%..", lambda match: match[0].lower(), quote(text, safe=""))
    if style == 2:
        return "".join(quote(character, safe=safe) if character.isascii() else character for character in text)
    return quote(text, safe=safe if style == 3 else "")


def written_query(query: list[tuple[str, str]], chance: random.Random) -> str:
    pieces = []
    for name, value in query:
        # A literal plus sign, too: no signer reads it as a space.
        piece = write(name, chance, "+/?:@!$'()*,;")
        if value or chance.random() < 0.5:
            piece += "=" + write(value, chance, "+/?:@=!$'()*,;")
        pieces.append(piece)
    return "&".join(pieces)


def order_is_agreed(query: list[tuple[str, str]]) -> bool:
    """Returns true if the parameters sort equally before and after encoding; see compare.py."""
    encoded = [(quote(name, safe="~"), quote(value, safe="~")) for name, value in sorted(query)]
    return encoded == sorted(encoded)


def make_query(chance: random.Random) -> list[tuple[str, str]]:
    while True:
        query = [(chance.choice(NAMES), chance.choice(VALUES)) for _ in range(chance.choice([0, 0, 1, 2, 3, 5, 8]))]
        if query and chance.random() < 0.3:
            query.append((query[0][0], chance.choice(VALUES)))
        if order_is_agreed(query):
            return query


def make_headers(chance: random.Random) -> list[tuple[str, str]]:
    names = chance.sample(HEADERS, chance.randrange(0, 6))
    headers = [("Content-Type", chance.choice(["application/json", "application/json; charset=utf-8"]))]
    headers += [(name, chance.choice(HEADER_VALUES)) for name in names]
    if chance.random() < 0.4:
        headers.append(("X-Security-Token", "".join(chance.choices("ABCabc019+/=", k=chance.choice([40, 1200])))))
    chance.shuffle(headers)
    return [(chance.choice([str, str.lower, str.upper])(name), value) for name, value in headers]


def make_case(chance: random.Random, form: str) -> Case:
    segments = [chance.choice(SEGMENTS) for _ in range(chance.randrange(0, 7))]
    path = "/" + "/".join(write(segment, chance, "+:@!$&'()*,;=") for segment in segments)
    query = make_query(chance)
    headers = make_headers(chance)
    signed = [name for name, _ in headers if chance.random() < 0.7]
    if chance.random() < 0.8:
        signed.append("host")
    if chance.random() < 0.2:
        signed += ["not-there", "X-Sdk-Date"]
    chance.shuffle(signed)
    body = chance.choice(BODIES + [chance.randbytes(chance.randrange(3000))])
    return Case(
        method=chance.choice(["GET", "POST", "PUT", "PATCH", "DELETE"]), scheme=chance.choice(["https", "https", "http"]),
        host=chance.choice(HOSTS), path=path, query=tuple(query), written_query=written_query(query, chance),
        headers=tuple(headers), signed=tuple(chance.choice([str.lower, str.upper])(name) for name in signed), body=body,
        access_key="".join(chance.choices("ABCDEFGHIJ0123456789", k=20)),
        secret_key="".join(chance.choices("ABCDEFabcdef0123456789+/", k=chance.choice([1, 40, 64, 65, 200]))), form=form,
        region=chance.choice(["", "eu-de", "cn-north-4"]), service=chance.choice(["", "modelarts", "ec2"]),
        seconds=chance.randrange(4_102_444_800))


def generate(count: int, form: str) -> list[Case]:
    chance = random.Random(f"{SEED} {form}")
    return [make_case(chance, form) for _ in range(count)]

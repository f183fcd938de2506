"""Mails whose text is known, made by Python's email package: charsets, encodings and structures in many combinations."""

TEXTS = {
    "ascii": "Plain words, 100% of them; done.",
    "cyrillic": "Съешь ещё этих мягких французских булок, да выпей чаю",
    "umlauts": "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich",
    "euro": "Preis 5 € — „gut“",
    "japanese": "いろはにほへと ちりぬるを",
    "chinese": "中文短信测试",
    "polish": "Zażółć gęślą jaźń",
    "two lines": "First line\nSecond line",
    "emoji": "Готово 👍",
}
CHARSETS = {
    "ascii": ["us-ascii", "utf-8", "iso-8859-1"],
    "cyrillic": ["utf-8", "koi8-r", "windows-1251", "iso-8859-5", "utf-16"],
    "umlauts": ["utf-8", "iso-8859-1", "windows-1252", "iso-8859-15"],
    "euro": ["utf-8", "windows-1252"],
    "japanese": ["utf-8", "iso-2022-jp", "shift_jis", "euc-jp"],
    "chinese": ["utf-8", "gb2312", "gb18030"],
    "polish": ["utf-8", "iso-8859-2", "windows-1250"],
    "two lines": ["utf-8", "us-ascii"],
    "emoji": ["utf-8"],
}
STRUCTURES = ("single", "alternative", "mixed", "related", "html")


def encodings(charset):
    """iso-2022-jp is 7-bit as it is; UTF-16 cannot stand in lines."""
    if charset == "utf-16":
        return ["base64"]
    return ["base64", "quoted-printable"] + (["7bit"] if charset in ("us-ascii", "iso-2022-jp") else ["8bit"])


def part(text, charset, encoding, subtype="plain"):
    """One text part, by hand: the package would choose another encoding where it knows better."""
    import base64
    import quopri

    bytes = text.replace("\n", "\r\n").encode(charset)
    body = {"base64": lambda: base64.encodebytes(bytes), "quoted-printable": lambda: quopri.encodestring(bytes)}.get(
        encoding, lambda: bytes)()
    head = f"Content-Type: text/{subtype}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode() + body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def multipart(kind, parts, boundary):
    lines = [f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\nThis is a MIME message.\r\n'.encode()]
    for each in parts:
        lines.append(f"--{boundary}\r\n".encode() + each + b"\r\n")
    return b"".join(lines) + f"--{boundary}--\r\n".encode()


PICTURE = b"Content-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo="


def html(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
    return f"<html><head><title>no</title></head><body><p>{escaped}</p></body></html>"


def build(text, charset, encoding, structure):
    plain = part(text, charset, encoding)
    markup = part(html(text), charset, encoding, "html")
    if structure == "single":
        return plain
    if structure == "html":
        return markup
    if structure == "alternative":
        return multipart("alternative", [plain, markup], "=_alt")
    if structure == "related":
        return multipart("alternative", [plain, multipart("related", [markup, PICTURE], "=_rel")], "=_alt")
    return multipart("mixed", [multipart("alternative", [plain, markup], "=_alt"), PICTURE], "=_mix")


def mails():
    """(name, mail, text): all of them."""
    for name, text in TEXTS.items():
        for charset in CHARSETS[name]:
            for encoding in encodings(charset):
                for structure in STRUCTURES:
                    # Every structure once a charset, every encoding with the first: the rest tells nothing new.
                    if structure != "single" and encoding != encodings(charset)[0]:
                        continue
                    title = f"{name}, {charset}, {encoding}, {structure}"
                    head = f"From: Ann <ann@shop.example.test>\r\nSubject: {len(title)}\r\nMIME-Version: 1.0\r\n".encode()
                    yield title, head + build(text, charset, encoding, structure), text

#!/usr/bin/python3
"""What GMime finds in mails, as a second opinion. Reads JSON, a list of mails in base64; writes the texts, null for none.

Runs with the system's Python, which has the bindings (Debian: python3-gi, gir1.2-gmime-3.0).
"""
import base64
import json
import sys

import gi

gi.require_version("GMime", "3.0")
from gi.repository import GMime  # noqa: E402


def text(mail):
    parser = GMime.Parser.new_with_stream(GMime.StreamMem.new_with_buffer(mail))
    message = parser.construct_message(None)
    found = {}

    def look(parent, part, *_):
        if isinstance(part, GMime.TextPart):
            kind = part.get_content_type().get_media_subtype().lower()
            found.setdefault(kind, part.get_text())

    body = message.get_mime_part()
    if isinstance(body, GMime.Multipart):
        message.foreach(look)
    else:
        look(None, body)
    return found.get("plain") or found.get("html")


GMime.init()
json.dump([text(base64.b64decode(mail)) for mail in json.load(sys.stdin)], sys.stdout)

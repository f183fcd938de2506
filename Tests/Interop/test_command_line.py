"""The commands beside `serve`."""
import json
import re

import processes
from bridge import BINARY, ROOT, Bridge
from smpp_wire import RESPONSE, SUBMIT_SM, Wire
from simulator_standin import Standin


def passerelle(*arguments, **options):
    return processes.run([BINARY, *arguments], **options)


def test_help():
    """--help and the help of each command end with 0; an unknown command with 2"""
    for verb in ((), ("serve",), ("check",), ("send",), ("decode",), ("password",)):
        code, said, _ = passerelle(*verb, "--help")
        assert code == 0 and said.strip(), f"{verb}: exit {code}"
    assert passerelle("dance")[0] == 2
    assert passerelle("check", "--no-such-option")[0] == 2


def test_check_good():
    """check of a good configuration ends with 0, shows settings and no secret"""
    code, said, errors = Bridge(account={"password": "s3cr3t-w0rd"}).command("check")
    assert code == 0, said + errors
    assert "max_binds" in said and "s3cr3t-w0rd" not in said + errors


def test_delivered_configurations():
    """the configurations that are delivered have no fault"""
    for name in ("conf/passerelle.toml",):
        code, said, errors = passerelle("check", "--config", ROOT / name)
        assert code == 0, f"{name}: {said}{errors}"


def test_check_bad():
    """check of a bad configuration ends with 1 and tells every fault with line and key"""
    bridge = Bridge(account={"max_binds": "four"}, smpp={"listne": ["127.0.0.1:1"]})
    code, said, errors = bridge.command("check")
    assert code == 1, f"exit {code}"
    text = bridge.configuration.read_text().splitlines()
    lines = (said + errors).splitlines()
    for key, word in (("account[0].max_binds", "max_binds"), ("smpp.listne", "listne")):
        number = next(n for n, line in enumerate(text, 1) if line.startswith(word))
        wanted = f"{bridge.configuration}:{number}: {key}: "
        assert any(line.startswith(wanted) for line in lines), f"no line {wanted}... in {lines}"
    # serve says the same and does not start
    code, _, complaint = processes.run([BINARY, "serve", "--config", bridge.configuration])
    assert code == 1 and "smpp.listne" in complaint, complaint


def test_missing_file():
    """a configuration that is not there is one sentence and exit 1"""
    code, _, complaint = passerelle("check", "--config", "no-such-file.toml")
    assert code == 1 and "no-such-file.toml" in complaint and len(complaint.strip().splitlines()) == 1, complaint


def test_password():
    """a piped password gives its hash alone, and the hash lets in who knows the password"""
    code, said, errors = passerelle("password", input="pa55w0rd\n")
    assert code == 0 and len(said.splitlines()) == 1 and "pa55w0rd" not in said, said + errors
    assert passerelle("password", input="pa55w0rd\n")[1] != said, "the same salt twice"
    with Bridge(account={"password": said.strip()}) as bridge:
        with Wire(bridge.smpp_port) as wire:
            assert wire.bind(password="pa55w0rd").status == 0
        with Wire(bridge.smpp_port) as wire:
            assert wire.bind(password=said.strip()[:8]).status != 0


def test_decode():
    """decode names the command, the status and the fields"""
    for text in ("00000010800000040000005800000001", "00 00 00 10 80 00 00 04 00 00 00 58 00 00 00 01"):
        code, said, errors = passerelle("decode", text)
        assert code == 0 and "submit_sm_resp" in said and "ESME_RTHROTTLED" in said, said + errors
    submit = Wire.encoded(SUBMIT_SM, b"\0\x05\0SHOP\0\x01\x01375291234567\0\0\0\0\0\0\x01\0\0\0\x05Hello", 7).hex()
    said = passerelle("decode", submit)[1]
    assert "375291234567" in said and "SHOP" in said and "Hello" in said, said


def test_decode_bad():
    """decode of what is no PDU fails with a sentence"""
    for text in ("zz", "00", "00000011800000040000005800000001", ""):
        code, said, complaint = passerelle("decode", text)
        assert code in (1, 2) and (said + complaint).strip(), f"{text!r}: exit {code}"


def test_send():
    """send takes a message through a running bridge to the provider"""
    with Standin() as provider, Bridge(provider={"url": provider.url}) as bridge:
        code, said, errors = bridge.command("send", "--account", "shop", "--to", "+375 (29) 123-45-67", "--text", "Привет")
        assert code == 0, said + errors
        assert re.search(r"\b[1-9][0-9]{3,17}\b", said), f"no id in: {said}"
        with Wire(bridge.smpp_port) as wire:  # its receipt or a later one: the bridge has gone on
            assert wire.bind().status == 0
            wire.send(SUBMIT_SM, b"\0\x05\0SHOP\0\x01\x01375297654321\0\0\0\0\0\0\x01\0\0\0\x02Hi")
            assert wire.expect(SUBMIT_SM | RESPONSE).status == 0
            while len(provider.texts()) < 2:
                wire.pump(0.05)
        assert ("375291234567", "Привет") in list(zip(provider.numbers(), provider.texts()))


def test_send_without_bridge():
    """send with no bridge running fails with a sentence"""
    code, _, complaint = Bridge().command("send", "--account", "shop", "--to", "375291234567", "--text", "x")
    assert code == 1 and complaint.strip(), complaint


def objects(said):
    """Each line as the JSON object that it must be."""
    found = [json.loads(line) for line in said.splitlines()]
    assert found and all(isinstance(each, dict) for each in found), said
    return found


def test_json_everywhere():
    """every command that asks a bridge prints JSON objects with --json, a line each, and nothing else on standard output"""
    with Standin() as provider, Bridge(provider={"url": provider.url}) as bridge, Wire(bridge.smpp_port) as wire:
        assert wire.bind().status == 0
        sent = objects(bridge.command("send", "--account", "shop", "--to", "375291234567", "--text", "<b>one</b>\n\x1b[31mtwo", "--wait", "0", "--json")[1])
        id = sent[0]["ids"][0]
        assert objects(bridge.command("messages", "--json")[1])[0]["text"] == "<b>one</b>\n\x1b[31mtwo"
        assert objects(bridge.command("explain", id, "--json")[1])[0]["message"]["id"] == id
        assert objects(bridge.command("sessions", "--json")[1])[0]["account"] == "shop"
        assert objects(bridge.command("providers", "--json")[1])[0]["name"] == "simulator"
        assert objects(bridge.command("providers", "simulator", "--json")[1])[0]["name"] == "balance"
        assert objects(bridge.command("providers", "simulator", "balance", "--json")[1]) == [{"balance": "1000.00"}]
        for verb in ("stop", "resume"):
            done = objects(bridge.command("providers", "simulator", verb, "--json")[1])
            assert [list(each) for each in done] == [["done"]] and "simulator" in done[0]["done"], done
            assert bridge.command("providers", "simulator", verb)[1] == done[0]["done"] + "\n"
        for verb in ("hold", "release", "cancel", "replay"):
            code, said, _ = bridge.command(verb, "179526538185400000", "--json")
            assert code == 1 and "refused" in objects(said)[0], said
        assert bridge.command("alarms", "--json")[:2] == (0, "")
        with Wire(bridge.smpp_port) as stranger:
            assert stranger.bind("shop", "wrong").status == 0x0E
        assert objects(bridge.command("rejected", "--json")[1])[0]["reason"].endswith("password")
        for words in (("rejected", "shop"), ("rejected", "127.0.0.1"), ("explain", "shop")):
            code, said, _ = bridge.command(*words)
            assert code == 0 and "ESME_RINVPASWD" in said and "password" in said, said
        assert bridge.command("rejected", "nobody")[1] == ""
        assert list(objects(bridge.command("reload", "--json")[1])[0]) == ["live", "restart"]
        assert {"resumeProvider", "stopProvider"} <= {each["what"] for each in objects(bridge.command("audit", "--json")[1])}
        assert objects(bridge.command("check", "--json")[1])[0]["faults"] == []


def test_nothing_for_the_terminal():
    """a text from outside is shown on one line and without anything that a terminal would obey"""
    with Standin() as provider, Bridge(provider={"url": provider.url}) as bridge:
        code, said, errors = bridge.command("send", "--account", "shop", "--to", "375291234567", "--text", "one\r\ntwo \x1b]0;taken\x07\u202e", "--wait", "0", "--json")
        assert code == 0, said + errors
        id = json.loads(said)["ids"][0]
        for words in (("messages",), ("explain", id)):
            said = bridge.command(*words)[1]
            assert "\x1b" not in said and "\x07" not in said and "\u202e" not in said and "\r" not in said, said
        assert "one⏎two" in bridge.command("messages")[1]


def test_wrong_usage_of_an_operator():
    """what is not of its form ends with 2 and says what it may be; what is not there ends with 1"""
    with Bridge() as bridge:
        for words, told in {
            ("messages", "--state", "gone"): "undeliverable", ("messages", "--stage", "gone"): "queued", ("messages", "--to", "x"): "number",
            ("messages", "--limit", "0"): "--limit", ("messages", "show"): "show ID", ("messages", "--before", "x"): "id",
            ("explain",): "which message", ("explain", "1", "2"): "one message", ("cancel",): "which message",
            ("hold", "1", "--account", "shop"): "either", ("release", "--account", "shop", "--limit", "many"): "--limit",
            ("providers", "simulator", "stop", "now"): "stop", ("sessions", "all"): "all",
        }.items():
            code, said, complaint = bridge.command(*words)
            assert code == 2 and told in complaint and "--help" in complaint and not said, (words, code, said, complaint)
        for words, told in {
            ("explain", "4711"): "4711", ("providers", "nobody"): "nobody", ("providers", "simulator", "riches"): "riches",
            ("providers", "nobody", "stop"): "nobody",
        }.items():
            code, said, complaint = bridge.command(*words)
            assert code == 1 and told in complaint and not said, (words, code, said, complaint)

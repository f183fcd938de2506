import Mail
import Testing

@Suite("Orders in the body of a mail are read")
struct DialectTests {
  @Test("SMSC: one text for several phones")
  func smsc() throws {
    let order = try SMSCDialect.parse(
      "alex:123:77:3112251830,3:1,1,ACME,1:375291234567;+375 29 765-43-21,G5,a@b.test,#ID7:Hello: 10:30\nsecond")
    var expected = DialectMessage(credentials: .login("alex", password: "123", api: nil))
    expected.id = 77
    expected.time = .date(day: 31, month: 12, year: 2025, hour: 18, minute: 30)
    expected.timeZone = 3
    expected.transliteration = 1
    expected.format = .flash
    expected.sender = "ACME"
    expected.isTest = true
    let text = "Hello: 10:30\nsecond"
    expected.entries = [
      .init(.number("375291234567", isLiteral: false), text), .init(.number("375297654321", isLiteral: true), text),
      .init(.group(5), text), .init(.address("a@b.test"), text), .init(.identifier("ID7"), text),
    ]
    #expect(order == expected)
  }

  @Test("SMSC: lines of phone and text, in the wrapper, with a key for the password")
  func smscList() throws {
    let order = try SMSCDialect.parse(
      "<b>[text]:KEY:::::\r\n79991112233:one\\ntwo\r\n\r\n+79994445566:a:b\r\n[/text] tail")
    #expect(order.credentials == .key("KEY"))
    #expect(order.format == .sms && order.id == nil && order.time == nil && order.sender == nil)
    #expect(
      order.entries == [
        .init(.number("79991112233", isLiteral: false), "one\ntwo"),
        .init(.number("79994445566", isLiteral: true), "a:b"),
      ])
  }

  @Test(
    "SMSC: times",
    arguments: [
      ("", nil), ("0", nil),
      ("0101261200", DialectMessage.Time.date(day: 1, month: 1, year: 2026, hour: 12, minute: 0)),
      ("9-20", .hours(9, 20)), ("01767225600", .epoch(1_767_225_600)), ("+30", .minutes(30)),
    ])
  func times(field: String, time: DialectMessage.Time?) throws {
    #expect(try SMSCDialect.parse("a:b:0:\(field):0:375291234567:x").time == time)
  }

  @Test(
    "SMSC: faults",
    arguments: [
      ("", DialectFault.missing("login")), ("a", .missing("login")), ("a:b:1:0:0", .missing("translit")),
      ("a::1:0:0:375291234567:x", .missing("psw")), ("a:b:1:0:0:375291234567:", .noText),
      ("a:b:1:0:0:,:x", .noRecipient), ("a:b:x:0:0:375291234567:x", .bad("id", "x")),
      ("a:b:2147483648:0:0:375291234567:x", .bad("id", "2147483648")),
      ("a:b:1:99:0:375291234567:x", .bad("time", "99")), ("a:b:1:0,x:0:375291234567:x", .bad("tz", "x")),
      ("a:b:1:0:3:375291234567:x", .bad("translit", "3")), ("a:b:1:0:0,12:375291234567:x", .bad("format", "12")),
      ("a:b:1:0:0,0,ABCDEFGHIJKLMNOP:375291234567:x", .bad("sender", "ABCDEFGHIJKLMNOP")),
      ("a:b:1:0:0:hello:x", .bad("phones", "hello")), ("a:b:1:0:0::", .noRecipient),
      ("a:b:1:0:0::no colon", .bad("list", "no colon")), ("a:b:1:0:0::375291234567:", .noText),
    ])
  func faults(body: String, fault: DialectFault) {
    #expect(throws: fault) { try SMSCDialect.parse(body) }
  }

  @Test("recipients are bounded in both dialects")
  func bound() throws {
    #expect(try SMSCDialect.parse("a:b:0:0:0:111,222:x", recipients: 2).entries.count == 2)
    #expect(throws: DialectFault.tooManyRecipients(limit: 1)) {
      try SMSCDialect.parse("a:b:0:0:0:111,222:x", recipients: 1)
    }
    #expect(throws: DialectFault.tooManyRecipients(limit: 1)) {
      try SMSCDialect.parse("a:b:0:0:0::111:x\n222:y", recipients: 1)
    }
    #expect(throws: DialectFault.tooManyRecipients(limit: 1)) {
      try ClickatellDialect.parse("user:u\npassword:p\nto:111\nto:222\ntext:x", recipients: 1)
    }
  }

  @Test("Clickatell: keys in any order, text by lines")
  func clickatell() throws {
    let order = try ClickatellDialect.parse(
      "user: u\r\nPassword: p: q\r\nAPI_ID: 12\r\nto: +48123456789, 48123456780\r\nto:48123456781\r\ntext: one\r\ntext: two\r\n"
        + "from: ACME\r\nreply: a@b.test\r\nclimsgid: 5\r\nunknown: x\r\nnot a field")
    #expect(order.credentials == .login("u", password: "p: q", api: "12"))
    #expect(order.sender == "ACME" && order.replyTo == "a@b.test" && order.id == 5)
    #expect(
      order.entries == [
        .init(.number("48123456789", isLiteral: true), "one\ntwo"),
        .init(.number("48123456780", isLiteral: false), "one\ntwo"),
        .init(.number("48123456781", isLiteral: false), "one\ntwo"),
      ])
    #expect(try ClickatellDialect.parse("user:u\npassword:p\nto:111\ndata:a\ndata:b").entries.first?.text == "ab")
  }

  @Test(
    "Clickatell: faults",
    arguments: [
      ("", DialectFault.missing("user")), ("user:u", .missing("password")),
      ("user:u\npassword:p\ntext:x", .noRecipient),
      ("user:u\npassword:p\nto:111", .noText), ("user:u\npassword:p\nto:abc\ntext:x", .bad("to", "abc")),
      ("user:u\npassword:p\nto:111\ntext:x\nclimsgid:z", .bad("climsgid", "z")),
    ])
  func clickatellFaults(body: String, fault: DialectFault) {
    #expect(throws: fault) { try ClickatellDialect.parse(body) }
  }
}

import Mail
import Testing

@Suite("Header text is decoded as RFC 2047 and RFC 2231 say, and as senders write it")
struct HeaderWordTests {
  @Test(
    "encoded words",
    arguments: [
      // RFC 2047 §8.
      ("=?ISO-8859-1?Q?a?=", "a"), ("=?ISO-8859-1?Q?a?= b", "a b"), ("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"),
      ("=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=", "ab"), ("=?ISO-8859-1?Q?a_b?=", "a b"),
      ("=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b"), ("=?US-ASCII?Q?Keith_Moore?= <m@x>", "Keith Moore <m@x>"),
      ("=?ISO-8859-1?Q?Patrik_F=E4ltstr=F6m?=", "Patrik Fältström"),
      (
        "=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?= =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=",
        "If you can read this you understand the example."
      ),
      // One character split between two words.
      ("=?utf-8?Q?=D0?= =?utf-8?Q?=9F?=", "П"), ("=?UTF-8?B?0A==?= =?utf-8?B?nw==?=", "П"),
      ("=?koi8-r?B?8NLJ18XU?=", "Привет"), ("=?windows-1251*ru?Q?=CF=F0?=", "Пр"), ("=?Win-1251?q?=CF?=", "П"),
      ("x=?utf-8?q?y?=z", "xyz"),
      // No words.
      ("=?utf-8?X?abc?=", "=?utf-8?X?abc?="), ("=?utf-8?Q?abc", "=?utf-8?Q?abc"), ("a =? b ?= c", "a =? b ?= c"),
      ("=?", "=?"), ("1=1", "1=1"), ("=??Q?a?=", "=??Q?a?="), ("Привет", "Привет"),
      // A word cannot smuggle in a line.
      ("=?utf-8?Q?a=0D=0ABcc:_x?=", "a Bcc: x"),
    ])
  func words(raw: String, text: String) {
    #expect(EncodedWords.decode(Array(raw.utf8)) == text)
  }

  @Test("raw octets in a header are guessed")
  func raw() {
    #expect(EncodedWords.decode([0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2]) == "Привет")
  }

  @Test(
    "parameters",
    arguments: [
      ("a/b; name=x.txt", "x.txt"), ("a/b; NAME=\"x y.txt\"", "x y.txt"), ("a/b; name=\"a\\\"b\"", "a\"b"),
      ("a/b; (c (d)) name = x (e)", "x"), ("a/b; other=\"x; name=no\"; name=yes", "yes"), ("a/b;name=x;", "x"),
      // RFC 2231 §3 and §4.1.
      ("a/b; name*0=one; name*1=\" two\"", "one two"), ("a/b; name*1=two; name*0=one", "onetwo"),
      ("a/b; name*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A", "This is ***fun***"),
      (
        "a/b; name*0*=us-ascii'en'This%20is%20even%20more%20; name*1*=%2A%2A%2Afun%2A%2A%2A%20; name*2=\"isn't it!\"",
        "This is even more ***fun*** isn't it!"
      ),
      ("a/b; name*0*=utf-8''%D0; name*1*=%9F", "П"), ("a/b; name*=koi8-r''%F0", "П"),
      ("a/b; name*0=a; name*2=c", "a"), ("a/b; name*=x%2", "x%2"), ("a/b; name=\"=?utf-8?B?0J8=?=\"", "П"),
    ])
  func parameters(field: String, name: String) {
    #expect(ContentType(Array(field.utf8))?.parameters.text("name") == name)
  }

  @Test(
    "hostile fields end", arguments: ["", "/", ";", "a", "a/", "a/b;;;;=;=\"", "((((((", "a/b; x=\"\\", "a/b; name*"])
  func hostile(field: String) {
    #expect(ContentType(Array(field.utf8))?.parameters["name"] ?? [] == [])
  }

  @Test("only so many parameters are read")
  func parameterLimit() throws {
    func field(_ count: Int) -> [UInt8] {
      Array(("a/b" + (1...count).map { "; p\($0)=v" }.joined()).utf8)
    }
    let limit = MIMEParameters.limit
    #expect(try #require(ContentType(field(limit))).parameters["p\(limit)"] == [0x76])
    #expect(try #require(ContentType(field(limit + 1))).parameters["p\(limit + 1)"] == nil)
  }
}

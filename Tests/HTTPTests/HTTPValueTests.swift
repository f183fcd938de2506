import HTTP
import Testing

struct HTTPValueTests {
  @Test func `Everything but unreserved characters is percent-coded and comes back`() {
    #expect(PercentCoding.encode("a-Z_0.~ +&=%/é") == "a-Z_0.~%20%2B%26%3D%25%2F%C3%A9")
    #expect(PercentCoding.decodeText("a%20%2b%C3%A9+") == "a +é+")
    #expect(PercentCoding.decodeText("a+b", plusIsSpace: true) == "a b")
  }

  @Test(arguments: ["%", "%4", "%zz", "%C3"])
  func `Broken coding is nothing`(text: String) {
    #expect(PercentCoding.decodeText(text) == nil)
  }

  @Test func `A form is written and read with its order and doubles`() {
    let fields: FormFields = ["to": "+375", "text": "a b&c=\r\n", "to": ""]
    #expect(fields.body == Array("to=%2B375&text=a+b%26c%3D%0D%0A&to=".utf8))
    #expect(fields.query == "to=%2B375&text=a%20b%26c%3D%0D%0A&to=")
    #expect(FormFields(parsing: fields.body) == fields)
    #expect(FormFields(parsing: Array("a&&b=1=2".utf8)) == ["a": "", "b": "1=2"])
  }

  @Test(arguments: [2, 3])
  func `A form has no more fields than the limit`(count: Int) {
    let text = Array(Array(repeating: "a=1", count: count).joined(separator: "&").utf8)
    #expect((FormFields(parsing: text, limit: 2) == nil) == (count > 2))
  }

  @Test func `A target falls into path and query`() {
    let request = HTTPRequest(.get, "/a/b?x=1&y=%2F")
    #expect(request.path == "/a/b")
    #expect(request.query == ["x": "1", "y": "/"])
    #expect(HTTPRequest(.get, "/a").query == FormFields())
    #expect(HTTPRequest(.get, "/a?%").query == nil)
  }

  @Test func `A multipart body frames fields and files and lets no name break out`() {
    var body = MultipartBody(boundary: "b")
    body.add("a\"\r\n", "1")
    body.add("f", fileName: "x.png", contentType: "image/png\r\nX: y", [0, 255])
    let text = """
      --b\r\nContent-Disposition: form-data; name="a%22%0D%0A"\r\n\r\n1\r\n\
      --b\r\nContent-Disposition: form-data; name="f"; filename="x.png"\r\nContent-Type: image/pngX: y\r\n\r\n
      """
    #expect(body.body == Array(text.utf8) + [0, 255] + Array("\r\n--b--\r\n".utf8))
    #expect(body.contentType == "multipart/form-data; boundary=b")
  }

  @Test func `A response is written with its length and without smuggled lines`() {
    let response = HTTPResponse(status: 200, headers: ["X": "1\r\nY: 2", "content-length": "9"], body: [0x61])
    #expect(
      response.encoded(keepAlive: false)
        == Array("HTTP/1.1 200 OK\r\nX: 1Y: 2\r\nContent-Length: 1\r\nConnection: close\r\n\r\na".utf8))
    #expect(
      response.encoded(keepAlive: true, isHead: true)
        == Array("HTTP/1.1 200 OK\r\nX: 1Y: 2\r\nContent-Length: 1\r\n\r\n".utf8))
    #expect(
      HTTPResponse(status: 204, body: [1]).encoded(keepAlive: true) == Array("HTTP/1.1 204 No Content\r\n\r\n".utf8))
  }

  @Test(arguments: [
    "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
  ])
  func `The three forms of a date are one moment`(text: String) {
    #expect(HTTPDate.parse(text) == 784_111_777)
  }

  @Test(arguments: [0, 784_111_777, 951_782_400, 4_107_542_399, 253_402_300_799])
  func `A date is written as it is read`(seconds: Int) {
    #expect(HTTPDate.parse(HTTPDate.format(seconds)) == seconds)
  }

  @Test func `A known date has its day of the week`() {
    #expect(HTTPDate.format(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
    #expect(HTTPDate.format(951_782_400) == "Tue, 29 Feb 2000 00:00:00 GMT")
  }

  @Test(arguments: [
    "", "Sun, 06 Nov 1994 08:49:37", "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
    "Sun, 06 Foo 1994 08:49:37 GMT",
  ])
  func `Other dates are nothing`(text: String) {
    #expect(HTTPDate.parse(text) == nil)
  }

  @Test func `Retry-After is read as seconds or date and has an end`() {
    #expect(RetryAfter.read("120", now: 0) == .seconds(120))
    #expect(RetryAfter.read("Sun, 06 Nov 1994 08:49:37 GMT", now: 784_111_777 - 5) == .seconds(5))
    #expect(RetryAfter.read("Sun, 06 Nov 1994 08:49:37 GMT", now: 784_111_777 + 5) == .zero)
    #expect(RetryAfter.read("86400", now: 0) == RetryAfter.longest)
    #expect(RetryAfter.read("99999999999999999999", now: 0) == RetryAfter.longest)
    for text in ["", "-1", "1.5", "soon"] { #expect(RetryAfter.read(text, now: 0) == nil) }
  }

  @Test func `A JSON string escapes what it must`() {
    #expect(JSONText.quoted("a\"\\\n\u{1}<é") == #""a\"\\\n\u0001\u003Cé""#)
  }
}

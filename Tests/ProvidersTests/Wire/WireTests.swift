import HTTP
import Messages
import Providers
import Testing

struct WireTests {
  @Test func fieldsAreEscapedAndReadBack() {
    let fields: QueryFields = ["a b": "Привет&=+%", "empty": "", "~": "-._~"]
    let text = String(decoding: fields.encoded, as: UTF8.self)
    #expect(text == "a%20b=%D0%9F%D1%80%D0%B8%D0%B2%D0%B5%D1%82%26%3D%2B%25&empty=&~=-._~")
    #expect(QueryFields(parsing: fields.encoded) == fields)
  }

  @Test func brokenEscapesStayAsTheyAre() {
    #expect(QueryFields(parsing: Array("a=%4&b=%zz&c&=d&e=x+y".utf8))["a"] == "%4")
    #expect(QueryFields(parsing: Array("e=x+y".utf8))["e"] == "x y")
    #expect(QueryFields(parsing: Array("c".utf8))["c"] == "")
  }

  @Test func aThousandFieldsAreReadAndNoMore() {
    let query = Array((0...1_000).map { "f\($0)=1" }.joined(separator: "&").utf8)
    let fields = QueryFields(parsing: query)
    #expect(fields["f999"] == "1")
    #expect(fields["f1000"] == nil)
  }

  @Test(
    arguments: [
      (0, "1970-01-01 00:00:00"), (951_782_400, "2000-02-29 00:00:00"), (1_700_000_000, "2023-11-14 22:13:20"),
      (4_107_542_399, "2100-02-28 23:59:59"), (-1, "1969-12-31 23:59:59"),
    ] as [(Int64, String)])
  func timesAreWrittenAndReadBack(seconds: Int64, text: String) {
    let civil = CivilTime(Timestamp(seconds: seconds), offset: 0)
    #expect(civil.seconds == text)
    #expect(civil.moment(offset: 0) == Timestamp(seconds: seconds))
    #expect(CivilTime(Timestamp(seconds: seconds), offset: 10_800).moment(offset: 10_800).seconds == seconds)
  }

  @Test func bothOrdersAndMissingPartsAreRead() {
    #expect(CivilTime("2024-10-16 22:52:42.497994", order: .yearFirst)?.seconds == "2024-10-16 22:52:42")
    #expect(CivilTime("2024-10-16T22:52", order: .yearFirst)?.minutes == "2024-10-16 22:52")
    #expect(CivilTime("16.10.2024 22:52:42", order: .dayFirst)?.dottedDate == "16.10.2024")
    #expect(CivilTime("2024-10-16", order: .yearFirst)?.hour == 0)
  }

  @Test(arguments: [
    "", "yesterday", "2024-13-01", "2024-00-10", "99999999999999999999-1-1", "2024-10", "2024-10-16 25:00",
  ])
  func whatIsNoTimeIsNothing(text: String) {
    #expect(CivilTime(text, order: .yearFirst) == nil)
  }

  @Test(
    arguments: [
      ("3", Duration.seconds(3)), ("0", .zero), ("-5", .zero), ("99999999", .seconds(3_600)),
      ("Tue, 14 Nov 2023 22:13:50 GMT", .seconds(30)), ("Tue, 14 Nov 2000 22:13:50 GMT", .zero),
    ] as [(String, Duration)])
  func retryAfterIsSecondsOrADate(value: String, wait: Duration) {
    #expect(RetryAfter.wait(["retry-after": value], now: Sample.now) == wait)
  }

  @Test func anUnreadableRetryAfterIsNone() {
    #expect(RetryAfter.wait(["Retry-After": "soon"], now: Sample.now) == nil)
    #expect(RetryAfter.wait([:], now: Sample.now) == nil)
  }

  @Test(
    arguments: [
      (200, HTTPVerdict.success), (204, .success), (302, .wrongAddress), (400, .refused), (401, .unauthorized),
      (402, .noMoney), (403, .forbidden), (404, .wrongAddress), (408, .ambiguous), (413, .refused), (422, .refused),
      (429, .tooFast(.seconds(5))), (500, .ambiguous), (502, .ambiguous), (503, .unavailable(.seconds(5))),
      (504, .ambiguous), (101, .ambiguous), (0, .ambiguous),
    ] as [(Int, HTTPVerdict)])
  func everyStatusHasItsMeaning(status: Int, verdict: HTTPVerdict) {
    #expect(HTTPVerdict(ok("", status: status), now: Sample.now) == verdict)
  }

  @Test func onlyWhatWasCertainlyNotTakenMayBeRepeated() {
    #expect(HTTPVerdict(notSent, now: Sample.now).outcome(reason: "x") == .retryLater(reason: "x"))
    #expect(HTTPVerdict(noAnswer, now: Sample.now).outcome(reason: "x") == .unknown(reason: "x"))
  }

  @Test func aFileIsAPartOfItsForm() {
    let file = MultipartForm.File(field: "image", name: "a\"b\r\n.png", type: "image/png", bytes: [1, 0, 255])
    let form = MultipartForm(fields: ["phone": "375"], file: file)
    let boundary = String(form.contentType.dropFirst("multipart/form-data; boundary=".count))
    let expected =
      Array(
        ("--\(boundary)\r\nContent-Disposition: form-data; name=\"phone\"\r\n\r\n375\r\n--\(boundary)\r\n"
          + "Content-Disposition: form-data; name=\"image\"; filename=\"ab.png\"\r\nContent-Type: image/png\r\n\r\n")
          .utf8)
      + [1, 0, 255] + Array("\r\n--\(boundary)--\r\n".utf8)
    #expect(form.body == expected)
    #expect(MultipartForm(fields: ["phone": "375"], file: file).body == form.body)
  }
}

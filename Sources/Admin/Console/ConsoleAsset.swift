import HTTP
import Transport

/// A file of the web console, embedded in the program.
struct ConsoleAsset: Sendable {
  let name: String
  let type: String
  let bytes: [UInt8]
  /// Of the content (RFC 9110 §8.8.3).
  let tag: String

  init(_ name: String, type: String, _ text: String) {
    self.name = name
    self.type = type
    bytes = Array(text.utf8)
    let digits = Array("0123456789abcdef".utf8)
    let hash = Digest.sha256.hash(bytes).prefix(8).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }
    tag = "\"" + String(decoding: hash, as: UTF8.self) + "\""
  }

  /// The file, or 304 when the client has it.
  static func response(to request: HTTPRequest, named name: String) throws(AdminRefusal) -> HTTPResponse {
    guard let asset = all.first(where: { $0.name == name }) else { throw .notFound }
    let isKnown = request.headers["If-None-Match"] == asset.tag
    var response = AdminAnswer.make(
      isKnown ? 304 : 200, type: asset.type, body: isKnown ? [] : asset.bytes, caching: "no-cache")
    response.headers.add("ETag", asset.tag)
    return response
  }

  static let all: [ConsoleAsset] = [
    ConsoleAsset("index.html", type: "text/html; charset=utf-8", indexPage)
  ]
}

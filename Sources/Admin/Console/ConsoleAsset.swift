import HTTP
import Transport

/// A file of the web console, embedded in the program.
package struct ConsoleAsset: Sendable {
  /// The last part of its path, `/console/NAME`; `index.html` is `/` too.
  package let name: String
  package let type: String
  package let bytes: [UInt8]
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

  private static func script(_ name: String, _ text: String) -> ConsoleAsset {
    ConsoleAsset(name, type: "text/javascript; charset=utf-8", text)
  }

  package static let all: [ConsoleAsset] = [
    ConsoleAsset("index.html", type: "text/html; charset=utf-8", indexPage),
    ConsoleAsset("app.css", type: "text/css; charset=utf-8", styleSheet),
    ConsoleAsset("icon.svg", type: "image/svg+xml", icon),
    script("app.js", mainScript), script("api.js", apiScript), script("page.js", pageScript),
    script("words.js", wordsScript), script("sentences.js", sentencesScript), script("chart.js", chartScript),
    script("overview.js", overviewScript),
    script("messages.js", messagesScript), script("sessions.js", sessionsScript),
    script("providers.js", providersScript), script("send.js", sendScript),
    script("lists.js", listsScript), script("rejected.js", rejectedScript),
    script("settings.js", settingsScript),
  ]
}

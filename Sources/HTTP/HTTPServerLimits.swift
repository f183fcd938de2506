/// How large a request may be.
package struct HTTPServerLimits: Equatable, Sendable {
  /// Bytes of the request line without its CRLF; past it 414.
  package var requestLine = 8192
  /// Bytes of all header lines, trailers included; past it 431.
  package var headerBytes = 16_384
  /// Header fields, trailers included; past it 431.
  package var headerCount = 64
  /// Bytes of the body, decoded; past it 413.
  package var body = 1 << 20
  /// Bytes of a chunk's size line with its extensions.
  package var chunkLine = 256

  package init() {}
}

/// Why a request is refused. The connection ends with the answer, because where the next request begins is unknown.
package struct HTTPRefusal: Error, Equatable, Sendable {
  /// The status to answer with, 400 to 599.
  package var status: Int
  package var reason: String
}

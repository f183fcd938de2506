import CCurl

/// One transfer from its hand-over to its report. After the hand-over only the worker's thread touches it.
protocol CurlTransfer: AnyObject, Sendable {
  /// Puts everything on the handle; false when it cannot be put.
  func prepare(_ easy: CurlEasy) -> Bool
  /// The transfer is over and off the multi handle; report.
  func finish(_ result: CURLcode, _ easy: CurlEasy)
  /// The transfer never began; report.
  func refuse(_ reason: String)
  /// The transfer was broken off while it was under way; report.
  func cancel(_ reason: String, _ easy: CurlEasy)
}

import Synchronization

/// How a log writes; may change while it is written, at once for everybody who holds the log.
package final class LogRules: Sendable {
  private let level: Atomic<Int>
  private let writesJSON: Atomic<Bool>
  private let numbers: Atomic<Bool>
  private let texts: Atomic<Bool>

  init(level: Log.Level, format: Log.Format, showsNumbers: Bool, showsTexts: Bool) {
    self.level = Atomic(level.rawValue)
    writesJSON = Atomic(format == .json)
    numbers = Atomic(showsNumbers)
    texts = Atomic(showsTexts)
  }

  func set(level: Log.Level, format: Log.Format, showsNumbers: Bool, showsTexts: Bool) {
    self.level.store(level.rawValue, ordering: .relaxed)
    writesJSON.store(format == .json, ordering: .relaxed)
    numbers.store(showsNumbers, ordering: .relaxed)
    texts.store(showsTexts, ordering: .relaxed)
  }

  func takes(_ other: Log.Level) -> Bool { other.rawValue >= level.load(ordering: .relaxed) }
  var format: Log.Format { writesJSON.load(ordering: .relaxed) ? .json : .logfmt }
  var showsNumbers: Bool { numbers.load(ordering: .relaxed) }
  var showsTexts: Bool { texts.load(ordering: .relaxed) }
}

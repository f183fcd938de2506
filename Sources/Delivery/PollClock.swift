import Messages

/// The time by which providers are asked about messages: that of the day when the engine began, and from there on what has
/// passed since. Somebody who sets the wall clock neither delays the questions nor brings them forward.
struct PollClock: Sendable {
  private let executor: any EngineExecutor
  private let wallAtStart: Timestamp
  private let start: Duration

  init(_ executor: any EngineExecutor) {
    self.executor = executor
    wallAtStart = executor.wallClock
    start = executor.now
  }

  var now: Timestamp { wallAtStart + (executor.now - start) }
}

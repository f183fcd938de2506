/// Carries something that is confined to a loop through places that are not, such as a completion of another thread.
///
/// It can be stored and passed anywhere; the value comes out on its loop only, and anywhere else the process stops.
/// Letting the last one go elsewhere runs the value's deinit there, so such a deinit must not care.
package struct LoopBound<Value>: @unchecked Sendable {  // every way to the value checks the loop
  package let loop: EventLoop
  private let stored: Value

  /// Binds a value on its loop.
  package init(_ value: Value, to loop: EventLoop) {
    loop.checkIsolated()
    self.loop = loop
    stored = value
  }

  /// Hands a value that nobody else holds over to a loop, from any thread.
  package init(transferring value: sending Value, to loop: EventLoop) {
    self.loop = loop
    stored = value
  }

  /// The value; on its loop only.
  package var value: Value {
    loop.checkIsolated()
    return stored
  }

  /// Runs work with the value on its loop. From any thread.
  package func post(_ work: @escaping @Sendable (Value) -> Void) {
    loop.post { work(stored) }
  }
}

import Glibc
import Synchronization

/// The loops of the process; connections are spread over them in turn.
package final class EventLoopGroup: Sendable {
  package let loops: [EventLoop]
  private let turns = Atomic<Int>(0)

  /// - Parameter count: how many loops; by default one a core, at most four (more only adds hand-overs).
  package init(count: Int = EventLoopGroup.sensibleCount) {
    loops = (0..<max(1, count)).map { EventLoop(index: $0) }
  }

  package static var sensibleCount: Int {
    max(1, min(4, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }

  /// The next loop, round robin.
  package func next() -> EventLoop {
    let turn = turns.wrappingAdd(1, ordering: .relaxed).oldValue
    return loops[Int(UInt(bitPattern: turn) % UInt(loops.count))]
  }
}

import Synchronization
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct LoopTests {
  let loop = EventLoop()

  /// Runs work on the loop and waits for what it calls back with.
  private func onLoop<T: Sendable>(_ work: @escaping @Sendable (@escaping @Sendable (T) -> Void) -> Void) async -> T {
    await withCheckedContinuation { done in loop.post { work { done.resume(returning: $0) } } }
  }

  /// Collects numbers on the loop.
  private final class Tape {
    var numbers: [Int] = []
  }

  @Test func `Timers run in the order of their deadlines, not of their making`() async {
    let order = await onLoop { [loop] done in
      let (tape, start) = (Tape(), loop.now)
      for number in [5, 3, 9, 1, 7, 2, 8, 4, 6] {
        loop.schedule(at: start + .microseconds(number)) { tape.numbers.append(number) }
      }
      loop.schedule(at: start + .milliseconds(5)) { done(tape.numbers) }
    }
    #expect(order == Array(1...9))
  }

  @Test func `A timer never runs early, moves both ways, and not at all when cancelled`() async {
    let (order, isLate) = await onLoop { [loop] (done: @escaping @Sendable (([Int], Bool)) -> Void) in
      let (tape, start) = (Tape(), loop.now)
      let later = loop.schedule(at: start + .milliseconds(1)) { tape.numbers.append(3) }
      later.deadline = start + .milliseconds(12)
      let sooner = loop.schedule(at: start + .seconds(3600)) { tape.numbers.append(1) }
      sooner.deadline = start + .milliseconds(2)
      let never = loop.schedule(at: start + .milliseconds(3)) { tape.numbers.append(0) }
      never.cancel()
      let cleared = loop.schedule(at: start + .milliseconds(3)) { tape.numbers.append(0) }
      cleared.deadline = nil
      loop.schedule(at: start + .milliseconds(6)) { tape.numbers.append(2) }
      loop.schedule(at: start + .milliseconds(20)) { done((tape.numbers, loop.now >= start + .milliseconds(20))) }
    }
    #expect(order == [1, 2, 3])
    #expect(isLate)
  }

  @Test func `A timer can be set again by its own action`() async {
    let count = await onLoop { [loop] done in
      let tape = Tape()
      var timer: LoopTimer?
      timer = LoopTimer(on: loop) {
        tape.numbers.append(tape.numbers.count)
        guard tape.numbers.count < 5 else {
          done(tape.numbers.count)
          timer = nil
          return
        }
        timer?.deadline = loop.now
      }
      timer?.deadline = loop.now
    }
    #expect(count == 5)
  }

  @Test func `Posted work runs in order`() async {
    let tape = LoopBound(transferring: Tape(), to: loop)
    for number in 0..<1000 { tape.post { $0.numbers.append(number) } }
    let numbers = await onLoop { done in done(tape.value.numbers) }
    #expect(numbers == Array(0..<1000))
  }

  @Test func `An actor on the loop's executor runs on the loop`() async {
    actor Pinned {
      let loop: EventLoop
      nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
      init(_ loop: EventLoop) { self.loop = loop }
      func check() -> Int {
        loop.checkIsolated()
        return 1
      }
    }
    #expect(await Pinned(loop).check() == 1)
  }

  @Test func `What is bound to a loop is out of reach elsewhere`() async {
    await #expect(processExitsWith: .failure) {
      let bound = LoopBound(transferring: 1, to: EventLoop())
      _ = bound.value
    }
  }

  @Test func `Loops take turns`() {
    let group = EventLoopGroup(count: 3)
    #expect((0..<6).map { _ in group.next().index } == [0, 1, 2, 0, 1, 2])
    #expect(EventLoopGroup(count: 0).loops.count == 1)
  }
}

import Listeners
import Messages

/// The mail relay: takes mails of ours late, not now, or not at all, and remembers which numbers they are about.
final class Relay: MailCarrier, @unchecked Sendable {  // a world runs one job at a time
  private let world: World
  private let life: Int

  init(_ world: World) {
    self.world = world
    life = world.life
  }

  func send(_ mail: CarriedMail, completion: @escaping @Sendable (CarriedMail.Outcome) -> Void) {
    let text = String(decoding: mail.content, as: UTF8.self)
    let wait = world.random.milliseconds(world.isCalm ? 0...50 : 0...20_000)
    world.executor.schedule(after: wait) { [self] in
      if !world.isCalm, world.random.chance(30) { return completion(.later("busy")) }
      world.carried(text)
      completion(.taken)
    }
  }
}

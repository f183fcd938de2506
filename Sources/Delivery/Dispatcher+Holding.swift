import Messages
import Providers
import Store
import Telemetry

/// Lanes that cannot send: who gets their messages, and when.
extension Dispatcher {
  /// Once a second: messages held for too long go to the next provider of their route.
  package func tick() {
    let router = router()
    letGo(routeHolds.takeAll(unless: router.rules))
    for name in Array(lanes.keys) {
      shed(name, router)
      pump(name)
    }
  }

  /// Lets go of what another provider may have: at once where nobody is there or will have us, otherwise of what has been
  /// held as long as its route says.
  func shed(_ name: LaneName, _ router: Router? = nil) {
    let now = executor.now
    let late: [Message]?
    switch lanes[name]?.impediment(now: now) {
    case nil, .some(.none): return
    case .passOn: late = take(from: name) { _ in true }
    case .held(let since):
      guard let router, now - since >= router.shortestFailover else { return }
      late = take(from: name) {
        now - since >= router.rule(for: $0)?.failoverAfter ?? Router.usualFailover
      }
    }
    guard let late, !late.isEmpty else { return }
    moveOn(late, from: name, reason: "held too long by \(name.provider)")
  }

  /// Takes messages that have somewhere else to go out of a lane's queue.
  private func take(from name: LaneName, where matches: (Message) -> Bool) -> [Message]? {
    guard var queue = lanes[name]?.queue, !queue.isEmpty else { return nil }
    let taken = queue.remove { $0.lanes.count > 1 && otherLane(for: $0, than: name) != nil && matches($0) }
    if !taken.isEmpty { lanes[name]?.queue = queue }
    return taken
  }

  /// The next lane of the message's route, from this one on and around, that can have it now.
  func otherLane(for message: Message, than lane: LaneName) -> LaneName? {
    let open = message.lanes(from: lane)
    let place = open.firstIndex(of: lane)
    let order = (place.map { open[($0 + 1)...] + open[..<$0] }) ?? open
    return order.first { $0 != lane && isUsable($0) }
  }

  /// Whether the lane's provider is there, and has the channel.
  func isServed(_ name: LaneName) -> Bool { desk.providers[name.provider]?.offer(for: name.channel) != nil }

  func isUsable(_ name: LaneName) -> Bool {
    guard isServed(name) else { return false }
    if let lane = lanes[name] { return lane.impediment(now: executor.now) == .none }
    return !heldProviders.contains(name.provider)
  }

  /// Messages that hold places of a lane go to another of their route, by way of the store.
  func moveOn(_ messages: [Message], from lane: LaneName, reason: String) {
    leave(messages, lane)
    let moves = Dictionary(grouping: messages) { otherLane(for: $0, than: lane) ?? lane }
    for (target, group) in moves {
      let queues = Set(group.map { LaneQueue(lane: target, account: $0.account) })
      store(.release(group.map(\.id), to: target, notBefore: nil, reason: reason)) { dispatcher, _ in
        dispatcher.backlogGrew(queues)
      }
    }
  }

  /// What waits in memory for a lane that nobody serves any more.
  func leaveUnserved(_ name: LaneName) {
    guard let waiting = lanes[name]?.queue.take(.max), !waiting.isEmpty else { return }
    leaveUnserved(waiting[...], name)
  }

  /// Nobody serves this lane (its provider has left the configuration): its messages go to another of their route, or are
  /// kept in the store and looked at again every minute.
  func leaveUnserved(_ messages: ArraySlice<Message>, _ name: LaneName) {
    if unserved.insert(name).inserted { log.error("lane-not-served", ["lane": name.description]) }
    let reason = "\(name.provider) does not serve \(name.channel.word) here"
    let elsewhere = messages.filter { otherLane(for: $0, than: name) != nil }
    if !elsewhere.isEmpty { moveOn(elsewhere, from: name, reason: reason) }
    let kept = messages.filter { otherLane(for: $0, than: name) == nil }
    guard !kept.isEmpty else { return }
    leave(kept, name)
    let later = executor.wallClock + .seconds(60)
    store(.release(kept.map(\.id), to: name, notBefore: later, reason: reason)) { _, _ in }
  }

  /// Their route keeps them back: they stay claimed, out of memory, until the routes change.
  func holdBack(_ messages: [Message], in name: LaneName, _ wall: Timestamp) {
    leave(messages, name)
    var (kept, tooMany): ([MessageID], [MessageID]) = ([], [])
    let router = router()
    for (account, some) in Dictionary(grouping: messages, by: \.account) {
      for group in Dictionary(grouping: some, by: { router.rule(for: $0)?.name }).values {
        let ids = group.map(\.id)
        let room = router.rule(for: group[0]).map {
          routeHolds.add(ids, of: LaneQueue(lane: name, account: account), under: $0)
        }
        kept += ids.prefix(room ?? 0)
        tooMany += ids.dropFirst(room ?? 0)
      }
    }
    if !kept.isEmpty { store(.note(kept.map { LifeEvent(heldByRoute: $0, at: wall) })) { _, _ in } }
    guard !tooMany.isEmpty else { return }
    store(.release(tooMany, to: name, notBefore: wall + Self.heldPause, reason: "its route is held")) { _, _ in }
  }

  /// How long messages are left alone that are too many to be kept track of.
  private static let heldPause = Duration.seconds(600)
  /// Messages of one change when routes let many go.
  private static let letGoAtOnce = 2_000

  private func letGo(_ held: [LaneQueue: [MessageID]]) {
    for (queue, ids) in held {
      for start in stride(from: 0, to: ids.count, by: Self.letGoAtOnce) {
        let some = Array(ids[start..<min(ids.count, start + Self.letGoAtOnce)])
        store(.release(some, to: queue.lane, notBefore: nil, reason: "the routes have changed")) { dispatcher, _ in
          dispatcher.backlogGrew([queue])
        }
      }
    }
  }

  // MARK: Undecided messages

  /// Messages of a provider whose call's answer was lost and that are not settled.
  package func undecided(at provider: String) -> Int {
    lanes.values.reduce(0) { $0 + ($1.name.provider == provider ? $1.undecided : 0) }
  }

  /// So many more messages of lost answers in a lane, or fewer.
  func undecided(_ name: LaneName, by change: Int) {
    let now = executor.now
    guard lanes[name] != nil || change > 0 else { return }
    _ = withLane(name) { $0.undecided(by: change, now: now) }
    if change < 0 { pump(name) }
  }

  // MARK: The operator

  /// An operator holds the lanes of a provider; messages stay, or go to another provider in time.
  package func hold(provider: String) {
    heldProviders.insert(provider)
    let now = executor.now
    for name in Array(lanes.keys) where name.provider == provider {
      _ = withLane(name) { $0.holdByOperator(now: now) }
    }
  }

  /// An operator has mended what stopped the lanes of a provider, or holds them no longer.
  package func resume(provider: String) {
    heldProviders.remove(provider)
    mended(provider: provider)
  }

  /// What kept the lanes of a provider is mended; an operator's own hold stays.
  func mended(provider: String) {
    desk.assumeIsolated { $0.forgetDenial(of: provider) }
    let isHeld = heldProviders.contains(provider)
    let now = executor.now
    for name in Array(lanes.keys) where name.provider == provider {
      _ = withLane(name) { lane in
        lane.resume()
        if isHeld { lane.holdByOperator(now: now) }
      }
      alarm(.carryOn, of: name)
      pump(name)
    }
  }

  /// Other settings of a provider are in force: its lanes take them up, and what kept them is taken as mended.
  func renewed(provider: String) {
    let terms = desk.terms(of: provider)
    for name in Array(lanes.keys) where name.provider == provider {
      guard let offer = desk.providers[provider]?.offer(for: name.channel) else { continue }
      _ = withLane(name) { $0.renew(offer, terms) }
    }
    mended(provider: provider)
  }

  /// Tells the operator once when a lane is held, and once when it sends again.
  func alarm(_ advice: LaneAdvice, of lane: LaneName) {
    switch advice {
    case .stop(let reason), .hold(_, let reason), .noMoney(let reason):
      guard alarms.insert(lane).inserted else { return }
      log.error("lane-held", ["lane": lane.description, "reason": reason])
      metrics[lane.provider].held.add(1)
    case .carryOn, .slowDown, .renewCredential:
      guard alarms.remove(lane) != nil else { return }
      log.info("lane-resumed", ["lane": lane.description])
      metrics[lane.provider].held.add(-1)
    }
  }
}

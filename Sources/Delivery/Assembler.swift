import Messages
import Store
import Synchronization

/// Gathers the parts of concatenated messages over all binds of an account, until they are complete or too old.
///
/// What it holds is also in the store, or about to be: a part is durable before it is acknowledged. Whoever hands a part in
/// says when it could not be stored (``refuse(_:decided:)``), and whoever got parts handed out says what became of the
/// message (``joined(_:)``, ``putBack(_:refused:)``, ``dropped(_:)``); both in the order in which the store answered.
package final class Assembler: Sendable {
  private struct Gathering {
    var parts: [UInt8: HeldPart] = [:]
    /// What those that came again took the place of.
    var earlier: [UInt8: HeldPart] = [:]
    /// How often such parts came that came more than once.
    var copies: [MessageID: Int] = [:]
    var since: Timestamp

    var inOrder: [HeldPart] { parts.values.sorted { $0.number < $1.number } }

    mutating func take(_ part: HeldPart) {
      if let older = parts.updateValue(part, forKey: part.number) { earlier[part.number] = older }
    }

    mutating func take(_ newer: Gathering) {
      for part in newer.earlier.values { take(part) }
      for part in newer.parts.values { take(part) }
      copies.merge(newer.copies) { $1 }
    }

    /// One more submit of a part could not be stored. Whether it was the last: as long as another may be, or is, the part
    /// stands.
    mutating func isLastRefused(_ part: HeldPart) -> Bool {
      guard let count = copies[part.id] else { return true }
      copies[part.id] = count > 2 ? count - 1 : nil
      return false
    }

    /// A part could not be stored: an earlier copy that was acknowledged stands again.
    mutating func drop(_ part: HeldPart) -> Bool {
      guard parts[part.number]?.id == part.id else { return false }
      parts[part.number] = earlier.removeValue(forKey: part.number)
      return true
    }

    /// The part is another node's, and with it all that it took the place of.
    mutating func forget(_ id: MessageID) {
      for (number, part) in earlier where part.id == id { earlier[number] = nil }
      for (number, part) in parts where part.id == id { (parts[number], earlier[number]) = (nil, nil) }
      since = parts.values.map(\.receivedAt).min() ?? since
    }
  }

  /// Parts that were handed out as one message, of which it is not known yet whether it is stored.
  private struct Join {
    var gathering: Gathering
    /// Parts of it that could not be stored by themselves, with who waits to know whether they stand in the message.
    var undecided: [(part: HeldPart, decided: @Sendable (Bool) -> Void)] = []
    /// Parts of the reference that another node has taken.
    var gone: Set<MessageID> = []

    func has(_ part: HeldPart) -> Bool { gathering.parts[part.number]?.id == part.id }
  }

  private struct State {
    var gatherings: [PartKey: Gathering] = [:]
    var joins: [PartKey: [Join]] = [:]

    /// Hands out what was gathered.
    mutating func handOut(_ gathering: Gathering, _ key: PartKey) -> [HeldPart] {
      joins[key, default: []].append(Join(gathering: gathering))
      return gathering.inOrder
    }

    mutating func endJoin(_ parts: [HeldPart]) -> Join? {
      guard let first = parts.first, var list = joins[first.key],
        let index = list.firstIndex(where: { $0.has(first) })
      else { return nil }
      let join = list.remove(at: index)
      joins[first.key] = list.isEmpty ? nil : list
      return join
    }
  }

  package enum Added: Sendable {
    /// The others are not here yet. A part of the same number that lost its place is to be ended once this one is stored.
    case waiting(displaced: HeldPart?)
    /// All are here, in part order; they are forgotten here and must be dropped from the store with the message.
    case complete([HeldPart], displaced: HeldPart?)
    /// The very same submit is here already, and is the one that counts.
    case repeated(HeldPart)
    /// So much waits that no other reference may begin; or the part's number is not one of its total.
    case full
  }

  private let state = Mutex(State())
  private let limit: Int

  /// - Parameter limit: references that may be incomplete at once.
  package init(limit: Int = 100_000) { self.limit = limit }

  /// A part came. With another text than one of the same number that is there, it takes the older one's place.
  package func add(_ part: HeldPart) -> Added {
    guard part.number >= 1, part.number <= part.key.total else { return .full }
    return state.withLock { state in
      guard state.gatherings[part.key] != nil || state.gatherings.count < limit else { return .full }
      var gathering = state.gatherings.removeValue(forKey: part.key) ?? Gathering(since: part.receivedAt)
      let older = gathering.parts[part.number]
      if let older, older.pdu == part.pdu {
        gathering.copies[older.id, default: 1] += 1
        state.gatherings[part.key] = gathering
        return .repeated(older)
      }
      gathering.take(part)
      guard gathering.parts.count == Int(part.key.total) else {
        state.gatherings[part.key] = gathering
        return .waiting(displaced: older)
      }
      return .complete(state.handOut(gathering, part.key), displaced: older)
    }
  }

  /// Takes parts that an earlier run or a dead node held. A part that is here already stays; what is complete with them
  /// waits for ``takeComplete()``.
  ///
  /// - Parameter moment: from when on they wait for the others, which could not come while nobody was there; nil for when
  ///   they were received.
  package func adopt(_ parts: [HeldPart], since moment: Timestamp? = nil) {
    state.withLock { state in
      for part in parts where part.number >= 1 && part.number <= part.key.total {
        let since = moment ?? part.receivedAt
        var gathering = state.gatherings[part.key] ?? Gathering(since: since)
        gathering.since = min(gathering.since, since)
        if gathering.parts[part.number] == nil { gathering.parts[part.number] = part }
        state.gatherings[part.key] = gathering
      }
    }
  }

  /// Hands out, in part order, what has become complete by ``adopt(_:)``.
  package func takeComplete() -> [[HeldPart]] {
    take { $1.parts.count == Int($0.total) }
  }

  /// The parts of references that are incomplete since before that moment, the oldest references first.
  ///
  /// - Parameter limit: of references.
  package func waiting(since moment: Timestamp, limit: Int) -> [HeldPart] {
    state.withLock { state in
      let waiting = state.gatherings.values.filter { $0.since < moment }
      return waiting.sorted { $0.since < $1.since }.prefix(limit).flatMap(\.inOrder)
    }
  }

  /// What has waited since before that moment is given up and handed out, in part order.
  package func takeOlder(than moment: @Sendable (String) -> Timestamp) -> [[HeldPart]] {
    take { $1.since < moment($0.account) }
  }

  private func take(_ isWanted: (PartKey, Gathering) -> Bool) -> [[HeldPart]] {
    state.withLock { state in
      let wanted = state.gatherings.filter { isWanted($0.key, $0.value) }
      return wanted.map { key, gathering in
        state.gatherings[key] = nil
        return state.handOut(gathering, key)
      }
    }
  }

  /// References that are incomplete.
  package var count: Int { state.withLock { $0.gatherings.count } }

  // MARK: What became of parts

  /// Another node has these parts, or has stored the message that they stand in: they are forgotten here, and do not come
  /// back with a message that cannot be stored.
  package func forget(_ parts: [HeldPart]) {
    state.withLock { state in
      for part in parts {
        state.gatherings[part.key]?.forget(part.id)
        if state.gatherings[part.key]?.parts.isEmpty == true { state.gatherings[part.key] = nil }
        for index in state.joins[part.key, default: []].indices { state.joins[part.key]?[index].gone.insert(part.id) }
      }
    }
  }

  /// A part could not be stored. Where it was handed out already it still comes to be stored when its message is: whoever
  /// has to answer for it is told so only then.
  ///
  /// - Parameter decided: called once, at once or with the end of the message, with whether the part is stored after all;
  ///   when it is not, its sender will repeat it.
  package func refuse(_ part: HeldPart, decided: @escaping @Sendable (_ isStored: Bool) -> Void) {
    let isDecided = state.withLock { state in
      if state.gatherings[part.key]?.parts[part.number]?.id == part.id {
        guard state.gatherings[part.key]?.isLastRefused(part) == true else { return true }
        _ = state.gatherings[part.key]?.drop(part)
        if state.gatherings[part.key]?.parts.isEmpty == true { state.gatherings[part.key] = nil }
        return true
      }
      guard let index = state.joins[part.key]?.firstIndex(where: { $0.has(part) }),
        state.joins[part.key]?[index].gathering.isLastRefused(part) == true
      else { return true }
      state.joins[part.key]?[index].undecided.append((part, decided))
      return false
    }
    if isDecided { decided(false) }
  }

  /// Forgets those of the parts that the store named as another node's.
  package func forget(_ parts: [HeldPart], after error: StoreError) {
    guard case .gone(let ids) = error else { return }
    let gone = Set(ids)
    forget(parts.filter { gone.contains($0.id) })
  }

  /// The message of these parts is stored, and with it each of them.
  package func joined(_ parts: [HeldPart]) { decide(parts, isStored: true) }

  /// There will be no message of these parts: they are forgotten.
  package func dropped(_ parts: [HeldPart]) { decide(parts, isStored: false) }

  private func decide(_ parts: [HeldPart], isStored: Bool) {
    let join = state.withLock { $0.endJoin(parts) }
    for one in join?.undecided ?? [] { one.decided(isStored) }
  }

  /// The message could not be stored: its parts wait again, save those that are refused with it and those that could not
  /// be stored by themselves, which their senders will repeat. Parts of the reference that came meanwhile are newer, and
  /// stay.
  ///
  /// - Parameter refused: a part that was handed in more than once stands here as often as it is refused.
  package func putBack(_ parts: [HeldPart], refused: [MessageID] = []) {
    let join = state.withLock { state -> Join? in
      guard let join = state.endJoin(parts), let key = parts.first?.key else { return nil }
      var gathering = join.gathering
      for part in refused.compactMap({ id in gathering.parts.values.first { $0.id == id } })
      where gathering.isLastRefused(part) {
        _ = gathering.drop(part)
      }
      for one in join.undecided { _ = gathering.drop(one.part) }
      for id in join.gone { gathering.forget(id) }
      if let newer = state.gatherings[key] { gathering.take(newer) }
      state.gatherings[key] = gathering.parts.isEmpty ? nil : gathering
      return join
    }
    for one in join?.undecided ?? [] { one.decided(false) }
  }
}

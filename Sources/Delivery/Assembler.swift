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
    var since: Timestamp

    var inOrder: [HeldPart] { parts.values.sorted { $0.number < $1.number } }

    mutating func take(_ part: HeldPart) {
      if let older = parts.updateValue(part, forKey: part.number) { earlier[part.number] = older }
    }

    mutating func take(_ newer: Gathering) {
      for part in newer.earlier.values { take(part) }
      for part in newer.parts.values { take(part) }
    }

    /// A part could not be stored: an earlier copy that was acknowledged stands again.
    mutating func drop(_ part: HeldPart) -> Bool {
      guard parts[part.number]?.id == part.id else { return false }
      parts[part.number] = earlier.removeValue(forKey: part.number)
      return true
    }
  }

  /// Parts that were handed out as one message, of which it is not known yet whether it is stored.
  private struct Join {
    var gathering: Gathering
    /// Parts of it that could not be stored by themselves, with who waits to know whether they stand in the message.
    var undecided: [(part: HeldPart, decided: @Sendable (Bool) -> Void)] = []

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
  package func adopt(_ parts: [HeldPart]) {
    state.withLock { state in
      for part in parts where part.number >= 1 && part.number <= part.key.total {
        var gathering = state.gatherings[part.key] ?? Gathering(since: part.receivedAt)
        gathering.since = min(gathering.since, part.receivedAt)
        if gathering.parts[part.number] == nil { gathering.parts[part.number] = part }
        state.gatherings[part.key] = gathering
      }
    }
  }

  /// Hands out, in part order, what has become complete by ``adopt(_:)``.
  package func takeComplete() -> [[HeldPart]] {
    take { $1.parts.count == Int($0.total) }
  }

  /// References that are incomplete since before that moment, the oldest first.
  package func waiting(since moment: Timestamp, limit: Int) -> [PartKey] {
    state.withLock { state in
      let waiting = state.gatherings.filter { $0.value.since < moment }
      return waiting.sorted { $0.value.since < $1.value.since }.prefix(limit).map(\.key)
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

  /// A part could not be stored. Where it was handed out already it still comes to be stored when its message is: whoever
  /// has to answer for it is told so only then.
  ///
  /// - Parameter decided: called once, at once or with the end of the message, with whether the part is stored after all;
  ///   when it is not, its sender will repeat it.
  package func refuse(_ part: HeldPart, decided: @escaping @Sendable (_ isStored: Bool) -> Void) {
    let isDecided = state.withLock { state in
      if state.gatherings[part.key]?.drop(part) == true {
        if state.gatherings[part.key]?.parts.isEmpty == true { state.gatherings[part.key] = nil }
        return true
      }
      guard let index = state.joins[part.key]?.firstIndex(where: { $0.has(part) }) else { return true }
      state.joins[part.key]?[index].undecided.append((part, decided))
      return false
    }
    if isDecided { decided(false) }
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
  package func putBack(_ parts: [HeldPart], refused: Set<MessageID> = []) {
    let join = state.withLock { state -> Join? in
      guard let join = state.endJoin(parts), let key = parts.first?.key else { return nil }
      var gathering = join.gathering
      let gone = refused.union(join.undecided.map(\.part.id))
      for part in join.gathering.parts.values where gone.contains(part.id) { _ = gathering.drop(part) }
      if let newer = state.gatherings[key] { gathering.take(newer) }
      state.gatherings[key] = gathering.parts.isEmpty ? nil : gathering
      return join
    }
    for one in join?.undecided ?? [] { one.decided(false) }
  }
}

import Messages

/// Which alarms stand, as a value: readings in, what is to be told out.
package struct AlarmBoard: Sendable {
  private struct Key: Hashable, Comparable {
    var condition: AlarmCondition
    var subject: String

    static func < (a: Self, b: Self) -> Bool { (a.condition.rawValue, a.subject) < (b.condition.rawValue, b.subject) }
  }

  private struct Standing: Sendable {
    var since: Timestamp
    var told: Timestamp
    var words: Sentence
  }

  private var alarms: [Key: Standing] = [:]
  private var troubledSince: [String: Timestamp] = [:]

  package init() {}

  /// What has come, lasts long enough to be told again, or is over.
  package mutating func take(_ reading: AlarmReading, _ terms: AlarmTerms) -> [AlarmNotice] {
    let causes = causes(reading, terms)
    var notices: [AlarmNotice] = []
    for (key, words) in causes.sorted(by: { $0.key < $1.key }) {
      if let notice = stands(key, words, reading.at, terms) { notices.append(notice) }
    }
    for (key, standing) in alarms.sorted(by: { $0.key < $1.key }) where causes[key] == nil {
      alarms[key] = nil
      notices.append(notice(key, standing, .cleared, reading.at))
    }
    return notices
  }

  /// Those that stand.
  package func standing(at now: Timestamp) -> [AlarmNotice] {
    alarms.sorted { $0.key < $1.key }.map { notice($0.key, $0.value, .raised, now) }
  }

  private mutating func stands(_ key: Key, _ words: Sentence, _ now: Timestamp, _ terms: AlarmTerms) -> AlarmNotice? {
    guard var standing = alarms[key] else {
      let standing = Standing(since: now, told: now, words: words)
      alarms[key] = standing
      return notice(key, standing, .raised, now)
    }
    standing.words = words
    let isDue = now - standing.told >= terms.repeatAfter
    if isDue { standing.told = now }
    alarms[key] = standing
    return isDue ? notice(key, standing, .repeated, now) : nil
  }

  private func notice(_ key: Key, _ standing: Standing, _ turn: AlarmNotice.Turn, _ now: Timestamp) -> AlarmNotice {
    AlarmNotice(
      condition: key.condition, subject: key.subject, turn: turn, told: standing.words, since: standing.since, at: now)
  }

  // MARK: Causes

  private mutating func causes(_ reading: AlarmReading, _ terms: AlarmTerms) -> [Key: Sentence] {
    var causes: [Key: Sentence] = [:]
    for (provider, reason) in down(reading, terms) {
      causes[Key(condition: .providerDown, subject: provider)] = AlarmForm.providerDown(provider, reason)
    }
    for (provider, balance) in reading.balances {
      guard let least = terms.balances[provider], balance < least else { continue }
      causes[Key(condition: .balanceLow, subject: provider)] = AlarmForm.balanceLow(provider, "\(balance)", "\(least)")
    }
    if reading.queueAge >= terms.queueAge {
      causes[Key(condition: .queueAge, subject: "")] = AlarmForm.queueAge("\(reading.queueAge.components.seconds)")
    }
    if let owed = reading.receiptsOwed {
      if owed >= terms.receiptsOwed {
        causes[Key(condition: .receiptsOwed, subject: "")] = AlarmForm.receiptsOwed("\(owed)")
      }
    } else {
      keep(.receiptsOwed, in: &causes)
    }
    if reading.ambiguous >= terms.ambiguous {
      causes[Key(condition: .ambiguousCalls, subject: "")] = AlarmForm.ambiguousCalls("\(reading.ambiguous)")
    }
    if let free = reading.freeSpace {
      if free < terms.freeSpace {
        causes[Key(condition: .diskSpace, subject: "")] = AlarmForm.diskSpace("\(free >> 20)")
      }
    } else {
      keep(.diskSpace, in: &causes)
    }
    return causes
  }

  /// How it stands is not known now: an alarm neither comes nor goes.
  private func keep(_ condition: AlarmCondition, in causes: inout [Key: Sentence]) {
    let key = Key(condition: condition, subject: "")
    if let standing = alarms[key] { causes[key] = standing.words }
  }

  /// Providers in trouble for long enough.
  private mutating func down(_ reading: AlarmReading, _ terms: AlarmTerms) -> [String: String] {
    troubledSince = troubledSince.filter { reading.troubled[$0.key] != nil }
    for provider in reading.troubled.keys where troubledSince[provider] == nil {
      troubledSince[provider] = reading.at
    }
    return reading.troubled.filter { provider, _ in
      troubledSince[provider].map { reading.at - $0 >= terms.providerDown } ?? false
    }
  }
}

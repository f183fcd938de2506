import Messages
import Store

// How values of the bridge stand in columns.

extension MessageID {
  init(column: Int64) { self.init(rawValue: UInt64(bitPattern: column)) }
  var column: Int64 { Int64(bitPattern: rawValue) }
}

extension CallID {
  init(column: Int64) { self.init(rawValue: UInt64(bitPattern: column)) }
  var column: Int64 { Int64(bitPattern: rawValue) }
}

extension Timestamp {
  var column: Int64 { milliseconds }
}

extension Rows.Row {
  func id(_ column: Int32) -> MessageID { MessageID(column: number(column)) }
  func moment(_ column: Int32) -> Timestamp { Timestamp(milliseconds: number(column)) }
  func optionalMoment(_ column: Int32) -> Timestamp? { optionalNumber(column).map(Timestamp.init(milliseconds:)) }

  /// A provider's error in two columns: its code, and its words, nil for none.
  func error(code: Int32, words: Int32) -> ProviderError? {
    optionalText(words).map { ProviderError(code: optionalNumber(code).map { Int($0) }, words: $0) }
  }

  /// A message whose stored form stands in that column.
  func message(_ column: Int32, id: MessageID) throws(Fault) -> Message {
    do throws(MessageDamage) {
      return try MessageCodec.decode(octets(column), id: id)
    } catch { throw .given(.damaged(id, error)) }
  }

  func channel(_ column: Int32) -> Channel { Channel(rawValue: UInt8(truncatingIfNeeded: number(column))) ?? .sms }
  func stage(_ column: Int32) -> Stage { Stage(rawValue: UInt8(truncatingIfNeeded: number(column))) ?? .ended }

  func state(_ column: Int32) -> MessageState {
    MessageState(rawValue: UInt8(truncatingIfNeeded: number(column))) ?? .unknown
  }

  /// What has become of a message: columns 1 to 18, 21 and 22 of ``Query/progress``.
  var progress: Progress {
    Progress(
      stage: stage(1), state: state(2), lane: LaneName(provider: text(3), channel: channel(4)), due: moment(5),
      call: optionalNumber(7).map(CallID.init(column:)), nextPoll: optionalMoment(8),
      reference: ProviderReference(message: optionalText(14), batch: optionalText(15)),
      error: error(code: 16, words: 17), raw: text(18), cost: optionalText(21),
      took: optionalNumber(22).map(Duration.init(column:)), sentAt: optionalMoment(12), endedAt: optionalMoment(13),
      toldIntermediate: number(11) != 0)
  }

  /// A row of ``Query/handset``.
  var incoming: IncomingMessage {
    IncomingMessage(
      id: id(0), provider: text(1), providerID: text(2), account: optionalText(3), from: text(4), to: text(5),
      text: text(6), receivedAt: moment(7), attempts: Int(number(8)))
  }
}

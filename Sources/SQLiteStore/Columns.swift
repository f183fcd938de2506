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
  init(column: Int64) { self.init(milliseconds: column) }
  var column: Int64 { milliseconds }
}

extension Statement {
  func id(_ column: Int32) -> MessageID { MessageID(column: number(column)) }
  func moment(_ column: Int32) -> Timestamp { Timestamp(milliseconds: number(column)) }
  func optionalMoment(_ column: Int32) -> Timestamp? { optionalNumber(column).map(Timestamp.init(milliseconds:)) }

  /// A provider's error in two columns: its words, nil for none, and its code.
  func error(words: Int32, code: Int32) -> ProviderError? {
    optionalText(words).map { ProviderError(code: optionalNumber(code).map { Int($0) }, words: $0) }
  }

  func bind(words: Int32, code: Int32, _ error: ProviderError?) {
    bind(words, error?.words)
    bind(code, error?.code.map { Int64($0) })
  }

  /// A message whose stored form stands in that column.
  func message(_ column: Int32, id: MessageID) throws(StoreError) -> Message {
    do throws(MessageDamage) {
      return try MessageCodec.decode(octets(column), id: id)
    } catch { throw .damaged(id, error) }
  }

  func channel(_ column: Int32) -> Channel { Channel(rawValue: UInt8(truncatingIfNeeded: number(column))) ?? .sms }

  /// The stage of a message: one whose row says `claimed` and names a call is in that call.
  func stage(_ column: Int32, call: CallID?) -> Stage {
    let stage = Stage(rawValue: UInt8(truncatingIfNeeded: number(column))) ?? .ended
    return stage == .claimed && call != nil ? .calling : stage
  }

  func state(_ column: Int32) -> MessageState {
    MessageState(rawValue: UInt8(truncatingIfNeeded: number(column))) ?? .unknown
  }
}

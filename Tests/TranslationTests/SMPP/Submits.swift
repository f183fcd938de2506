import Messages
import SMPP
import SMSText
import Translation

/// 2026-01-02 15:04:05 UTC.
let now = Timestamp(seconds: 1_767_366_245)

extension SubmitSM {
  /// A message to a number that every route serves.
  static func text(_ octets: [UInt8], coding: UInt8 = 0, _ change: (inout SubmitSM) -> Void = { _ in }) -> SubmitSM {
    var submit = SubmitSM(
      source: .alphanumeric("SHOP"), destination: .international("375291234567"), shortMessage: octets)
    submit.dataCoding = coding
    change(&submit)
    return submit
  }

  static func plain(_ change: (inout SubmitSM) -> Void = { _ in }) -> SubmitSM {
    text(Array("Hello".utf8), coding: 0, change)
  }
}

extension SubmitTranslation {
  static func of(_ version: InterfaceVersion = .v34, _ change: (inout SMPPProfile) -> Void = { _ in }) -> Self {
    var profile = SMPPProfile()
    change(&profile)
    return Self(profile: profile, version: version)
  }

  func message(_ submit: SubmitSM) -> NewMessage? {
    if case .message(let message) = translate(submit, now: now) { message } else { nil }
  }

  func refusal(_ submit: SubmitSM) -> Refusal? {
    if case .refused(let refusal) = translate(submit, now: now) { refusal } else { nil }
  }

  func part(_ submit: SubmitSM) -> PartFacts? {
    if case .part(let facts) = translate(submit, now: now) { facts } else { nil }
  }
}

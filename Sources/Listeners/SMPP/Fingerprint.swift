import SMPP

/// What two submits have in common when one is a repetition of the other: everything but the sequence number.
///
/// The same in every run, since it is stored with the message. 64 bits: it is compared within one account and a short
/// time, and whoever forges one answers himself with an id of his own.
struct Fingerprint: Hashable, Sendable {
  let value: UInt64

  init(value: UInt64) { self.value = value }

  init(_ submit: SubmitSM) {
    var mixer = Mixer()
    mixer.add(submit)
    value = mixer.state
  }

  init(_ multi: SubmitMulti) {
    var mixer = Mixer()
    mixer.add(multi.submit(to: .empty))
    for destination in multi.destinations {
      switch destination {
      case .sme(let address): mixer.add(address)
      case .distributionList(let name): mixer.add(name)
      }
    }
    value = mixer.state
  }

  /// Takes in octets and numbers, each with its length, so that no two lists of fields are alike.
  private struct Mixer {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// One step that loses nothing (the finalizer of splitmix64).
    mutating func add(_ word: UInt64) {
      var z = state ^ word
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      state = (z ^ (z >> 31)) &+ 0x9E37_79B9_7F4A_7C15
    }

    mutating func add(_ octets: UnsafeRawBufferPointer) {
      add(UInt64(octets.count))
      var offset = 0
      while offset + 8 <= octets.count {
        add(UInt64(littleEndian: octets.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
        offset += 8
      }
      guard offset < octets.count else { return }
      var rest: UInt64 = 0
      while offset < octets.count {
        rest = rest << 8 | UInt64(octets[offset])
        offset += 1
      }
      add(rest)
    }

    mutating func add(_ octets: [UInt8]) { octets.withUnsafeBytes { add($0) } }

    mutating func add(_ text: String) {
      var text = text
      text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
    }

    mutating func add(_ address: SMEAddress) {
      add(UInt64(address.ton.rawValue) << 8 | UInt64(address.npi.rawValue))
      add(address.address)
    }

    mutating func add(_ submit: SubmitSM) {
      add(submit.serviceType)
      add(submit.source)
      add(submit.destination)
      let flags = [
        submit.esmClass.rawValue, submit.protocolID, submit.priorityFlag, submit.registeredDelivery.rawValue,
        submit.replaceIfPresentFlag, submit.dataCoding, submit.smDefaultMsgID,
      ]
      add(flags.reduce(0) { $0 << 8 | UInt64($1) })
      add(submit.scheduleDeliveryTime)
      add(submit.validityPeriod)
      add(submit.shortMessage)
      add(UInt64(submit.tlvs.items.count))
      for tlv in submit.tlvs.items {
        add(UInt64(tlv.tag.rawValue))
        add(tlv.value)
      }
    }
  }
}

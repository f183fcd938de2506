extension UserDataHeader {
  /// The last element of a kind: of repeated elements the last one counts (3GPP TS 23.040 §9.2.3.24).
  private func last(of kinds: InformationElement...) -> (kind: InformationElement, data: [UInt8])? {
    for element in elements.reversed() {
      guard let kind = InformationElement(rawValue: element.identifier), kinds.contains(kind),
        element.data.count == kind.length
      else { continue }
      return (kind, element.data)
    }
    return nil
  }

  /// Which part of which message this is; nil where no element says so, or where it counts from zero or past its
  /// total, which the specification tells receivers to ignore (§9.2.3.24.1).
  package var concatenation: Concatenation? {
    guard let (kind, data) = last(of: .concatenation8, .concatenation16) else { return nil }
    let reference: Concatenation.Reference =
      kind == .concatenation8 ? .eightBit(data[0]) : .sixteenBit(UInt16(data[0]) &<< 8 | UInt16(data[1]))
    return Concatenation(reference: reference, total: data[data.count - 2], number: data[data.count - 1])
  }

  /// The ports of the applications that the message is for and from.
  package var ports: ApplicationPorts? {
    guard let (kind, data) = last(of: .ports8, .ports16) else { return nil }
    if kind == .ports8 { return ApplicationPorts(destination: UInt16(data[0]), source: UInt16(data[1])) }
    return ApplicationPorts(
      destination: UInt16(data[0]) &<< 8 | UInt16(data[1]), source: UInt16(data[2]) &<< 8 | UInt16(data[3]))
  }

  /// The language of the locking shift table, `.gsm` where none or an unknown one is named.
  package var lockingShift: NationalLanguage {
    last(of: .lockingShift).flatMap { NationalLanguage(rawValue: $0.data[0]) } ?? .gsm
  }

  /// The language of the single shift table, `.gsm` where none or an unknown one is named.
  package var singleShift: NationalLanguage {
    last(of: .singleShift).flatMap { NationalLanguage(rawValue: $0.data[0]) } ?? .gsm
  }

  /// The alphabet that the septets after this header are written in.
  package var alphabet: GSMAlphabet {
    lockingShift == .gsm && singleShift == .gsm
      ? .standard : GSMAlphabet(lockingShift: lockingShift, singleShift: singleShift)
  }

  /// The header that announces the shift tables of an alphabet and, in front of them, a part.
  package init(alphabet: GSMAlphabet?, concatenation: Concatenation? = nil) {
    self.init(concatenation.map { [$0.element] } ?? [])
    guard let alphabet else { return }
    if alphabet.singleShift != .gsm {
      elements.append(Element(InformationElement.singleShift.rawValue, [alphabet.singleShift.rawValue]))
    }
    if alphabet.lockingShift != .gsm {
      elements.append(Element(InformationElement.lockingShift.rawValue, [alphabet.lockingShift.rawValue]))
    }
  }
}

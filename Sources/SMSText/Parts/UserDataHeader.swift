/// The header at the start of a message whose esm_class has the UDH indicator (3GPP TS 23.040 §9.2.3.24).
package struct UserDataHeader: Sendable, Hashable {
  /// One information element; 0 to 255 octets of data.
  package struct Element: Sendable, Hashable {
    package let identifier: UInt8
    package let data: [UInt8]

    package init(_ identifier: UInt8, _ data: [UInt8]) {
      self.identifier = identifier
      self.data = data
    }
  }

  /// The elements in the order in which they stand.
  package var elements: [Element]

  package init(_ elements: [Element] = []) {
    self.elements = elements
  }

  /// The octets of the whole header, its length octet included.
  package var octetCount: Int {
    elements.reduce(1) { $0 + 2 + $1.data.count }
  }

  /// The header as it stands before the text; nil when the elements do not fit the length octets (255 each).
  package var encoded: [UInt8]? {
    guard octetCount <= 256, elements.allSatisfy({ $0.data.count <= 255 }) else { return nil }
    var octets = [UInt8(octetCount - 1)]
    for element in elements {
      octets.append(element.identifier)
      octets.append(UInt8(element.data.count))
      octets.append(contentsOf: element.data)
    }
    return octets
  }

  /// The bits between this header and the first packed septet.
  package var fillBits: Int { PackedSeptets.fillBits(afterHeaderOf: octetCount) }
}

extension UserDataHeader {
  /// Takes the header off the start of a message.
  ///
  /// Elements that are unknown here are kept. Elements that are known must have their length: a header that lies about
  /// one is refused as a whole, since the text behind it cannot be trusted.
  package static func split(
    _ userData: [UInt8]
  ) throws(UserDataHeaderError) -> (header: UserDataHeader, body: [UInt8]) {
    guard let declared = userData.first else { throw .missing }
    let end = 1 + Int(declared)
    guard end <= userData.count else { throw .headerCut(declared: Int(declared), available: userData.count - 1) }
    var elements: [Element] = []
    var index = 1
    while index < end {
      let identifier = userData[index]
      guard index + 1 < end else { throw .elementCut(identifier: identifier, declared: nil, available: 0) }
      let length = Int(userData[index + 1])
      let start = index + 2
      guard start + length <= end else {
        throw .elementCut(identifier: identifier, declared: length, available: end - start)
      }
      if let demanded = InformationElement(rawValue: identifier)?.length, demanded != length {
        throw .elementLength(identifier: identifier, declared: length, demanded: demanded)
      }
      elements.append(Element(identifier, Array(userData[start..<start + length])))
      index = start + length
    }
    return (UserDataHeader(elements), Array(userData[end...]))
  }
}

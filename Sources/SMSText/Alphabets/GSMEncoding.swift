extension GSMAlphabet {
  /// The septets of a text, one an octet; nil when a character is not in the alphabet and no substitute is given.
  ///
  /// - Parameter substitute: the septet written for each character that the alphabet does not have.
  package func encode(_ text: String, substitute: UInt8? = nil) -> [UInt8]? {
    var text = text
    return text.withUTF8 { encode(utf8: $0, substitute: substitute) }
  }

  private func encode(utf8: UnsafeBufferPointer<UInt8>, substitute: UInt8?) -> [UInt8]? {
    var complete = true
    // No scalar takes more septets than twice its UTF-8 octets.
    let septets = [UInt8](unsafeUninitializedCapacity: utf8.count &* 2) { output, written in
      locking.septets.withUnsafeBufferPointer { plain in
        single.septets.withUnsafeBufferPointer { escaped in
          var reader = ScalarReader(utf8)
          while let scalar = reader.next() {
            let value = Int(scalar)
            var septet = SeptetTable.noSeptet
            if value < SeptetTable.scalarLimit {
              septet = plain[value]
              if septet == SeptetTable.noSeptet, escaped[value] != SeptetTable.noSeptet {
                output[written] = Self.escape
                written &+= 1
                septet = escaped[value]
              }
            }
            if septet == SeptetTable.noSeptet {
              guard let substitute else {
                complete = false
                return
              }
              septet = substitute
            }
            output[written] = septet
            written &+= 1
          }
        }
      }
    }
    return complete ? septets : nil
  }

  /// The text of septets that stand one an octet.
  ///
  /// An escape before a septet that the single shift table does not define is passed over and the septet read from the
  /// locking table; a doubled or final escape is a space (§6.2.1, §6.2.1.1). Octets above 0x7F and septets without a
  /// meaning become U+FFFD.
  package func decode(_ septets: some Collection<UInt8>) -> String {
    septets.withContiguousStorageIfAvailable(decode(buffer:))
      ?? Array(septets).withUnsafeBufferPointer(decode(buffer:))
  }

  private func decode(buffer: UnsafeBufferPointer<UInt8>) -> String {
    // No scalar of any table needs more than three octets of UTF-8.
    String(unsafeUninitializedCapacity: buffer.count &* 3) { output in
      locking.scalars.withUnsafeBufferPointer { plain in
        single.scalars.withUnsafeBufferPointer { escaped in
          var writer = ScalarWriter(output)
          var escape = false
          for octet in buffer {
            if octet == Self.escape {
              if escape { writer.append(0x20) }
              escape.toggle()
              continue
            }
            guard octet < 0x80 else {
              escape = false
              writer.append(0xFFFD)
              continue
            }
            var scalar = escape ? escaped[Int(octet)] : SeptetTable.noScalar
            escape = false
            if scalar == SeptetTable.noScalar { scalar = plain[Int(octet)] }
            writer.append(scalar == SeptetTable.noScalar ? 0xFFFD : scalar)
          }
          if escape { writer.append(0x20) }
          return writer.count
        }
      }
    }
  }
}

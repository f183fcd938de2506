import SMPP

/// Our own optional parameters, out of the numbers left to vendors (SMPP 3.4 §5.3.2.1).
extension TLVTag {
  // From the client: what a Viber message carries.
  /// C-octet string, address of a picture.
  package static let pictureURL = TLVTag(rawValue: 0x1501)
  /// C-octet string in UTF-8, words on a button.
  package static let buttonCaption = TLVTag(rawValue: 0x1502)
  /// C-octet string, where the button leads.
  package static let buttonLink = TLVTag(rawValue: 0x1503)
  /// C-octet string: the address that a message of the service type `MAIL` goes to.
  package static let mailAddress = TLVTag(rawValue: 0x1504)
  // To the client, in receipts.
  /// C-octet string in UTF-8: the provider's words for an error.
  package static let providerStatus = TLVTag(rawValue: 0x1510)
  /// One octet: SMS parts of the message.
  package static let messageParts = TLVTag(rawValue: 0x1511)
  /// C-octet string: the channel that carried it.
  package static let messageChannel = TLVTag(rawValue: 0x1512)
  /// C-octet string in UTF-8: the provider's own word for the state.
  package static let providerState = TLVTag(rawValue: 0x1513)
  /// C-octet string in UTF-8: what the provider wants for the message, in its words.
  package static let messageCost = TLVTag(rawValue: 0x1514)
}

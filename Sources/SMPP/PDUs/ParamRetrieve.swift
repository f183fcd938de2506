/// Asks for a parameter of the server (SMPP 3.3 alone).
package struct ParamRetrieve: Hashable, Sendable {
  package var paramName = ""

  package init(paramName: String) {
    self.paramName = paramName
  }

  init(_ reader: inout FieldReader) throws(DecodeError) {
    paramName = try reader.cString(.paramName)
  }

  func write(_ writer: inout PDUWriter) {
    writer.cString(paramName, .paramName)
  }
}

/// The value of a parameter (SMPP 3.3 alone).
package struct ParamRetrieveResp: Hashable, Sendable {
  package var paramValue = ""

  package init(paramValue: String) {
    self.paramValue = paramValue
  }

  init(_ reader: inout FieldReader) throws(DecodeError) {
    paramValue = try reader.cString(.paramValue)
  }

  func write(_ writer: inout PDUWriter) {
    writer.cString(paramValue, .paramValue)
  }
}

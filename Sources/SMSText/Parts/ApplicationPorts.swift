/// The ports of the applications at both ends (3GPP TS 23.040 §9.2.3.24.3 and .4).
package struct ApplicationPorts: Sendable, Hashable {
  package let destination: UInt16
  package let source: UInt16

  package init(destination: UInt16, source: UInt16) {
    self.destination = destination
    self.source = source
  }
}

/// What became of a configuration file.
package struct LoadedConfiguration: Sendable, Equatable {
  /// Nil when there is a fault.
  package let configuration: Configuration?
  /// Everything that is wrong, in the order of the lines.
  package let faults: [Fault]
  /// What may be meant so, but deserves a look, in the order of the lines.
  package let warnings: [Fault]

  package init(configuration: Configuration?, faults: [Fault], warnings: [Fault]) {
    self.configuration = configuration
    self.faults = faults.inOrder
    self.warnings = warnings.inOrder
  }
}

extension [Fault] {
  /// By line; what stands on one line keeps the order in which it was found.
  fileprivate var inOrder: [Fault] {
    enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(\.element)
  }
}

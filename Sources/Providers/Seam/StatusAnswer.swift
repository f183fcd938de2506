import Messages

/// What a status question brought: reports of those that the provider told about; the rest are asked about again.
package struct StatusAnswer: Hashable, Sendable {
  package var reports: [StatusReport]
  package var lane: LaneAdvice
  package init(reports: [StatusReport] = [], lane: LaneAdvice = .carryOn) {
    self.reports = reports
    self.lane = lane
  }
}

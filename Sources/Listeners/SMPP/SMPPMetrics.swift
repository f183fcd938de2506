import Messages
import SMSText
import Telemetry

/// The numbers of the SMPP side.
struct SMPPMetrics: Sendable {
  let binds: Gauge
  let bindsRefused: Counter
  let submits: Counter
  let resubmissions: Counter
  let rejectedPDUs: Counter
  /// By ``NewMessage/repair``.
  private let repairs: [String: Counter]
  let refusedConnections: Counter
  let connections: Gauge

  init(_ metrics: Metrics) {
    binds = metrics.gauge("passerelle_smpp_binds", "Sessions that are bound.")
    bindsRefused = metrics.counter("passerelle_smpp_binds_refused_total", "Binds that were refused.")
    submits = metrics.counter("passerelle_smpp_submits_total", "submit_sm, data_sm and submit_multi received.")
    resubmissions = metrics.counter(
      "passerelle_smpp_resubmissions_total",
      "Submits that repeated one whose response was lost, answered with its id and not sent again.")
    repairs = Dictionary(
      uniqueKeysWithValues: TextRepair.allCases.map { repair in
        let counter = metrics.counter(
          "passerelle_smpp_repairs_total", "Texts whose coding was not what the submit said and that were mended.",
          [("repair", repair.rawValue)])
        return (repair.rawValue, counter)
      })
    rejectedPDUs = metrics.counter("passerelle_smpp_rejected_pdus_total", "PDUs that the protocol refused.")
    refusedConnections = metrics.counter(
      "passerelle_smpp_refused_connections_total", "Connections over a limit, closed at once.")
    connections = metrics.gauge("passerelle_smpp_connections", "Open SMPP connections.")
  }

  /// Counts the mistake that was mended in a message, if there was one.
  func count(repairOf message: NewMessage) {
    if let repair = message.repair { repairs[repair]?.add() }
  }
}

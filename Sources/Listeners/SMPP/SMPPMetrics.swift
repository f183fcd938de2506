import Telemetry

/// The numbers of the SMPP side.
struct SMPPMetrics: Sendable {
  let binds: Gauge
  let bindsRefused: Counter
  let submits: Counter
  let resubmissions: Counter
  let rejectedPDUs: Counter
  let refusedConnections: Counter
  let connections: Gauge

  init(_ metrics: Metrics) {
    binds = metrics.gauge("passerelle_smpp_binds", "Sessions that are bound.")
    bindsRefused = metrics.counter("passerelle_smpp_binds_refused_total", "Binds that were refused.")
    submits = metrics.counter("passerelle_smpp_submits_total", "submit_sm, data_sm and submit_multi received.")
    resubmissions = metrics.counter(
      "passerelle_smpp_resubmissions_total",
      "Submits that repeated one whose response was lost, answered with its id and not sent again.")
    rejectedPDUs = metrics.counter("passerelle_smpp_rejected_pdus_total", "PDUs that the protocol refused.")
    refusedConnections = metrics.counter(
      "passerelle_smpp_refused_connections_total", "Connections over a limit, closed at once.")
    connections = metrics.gauge("passerelle_smpp_connections", "Open SMPP connections.")
  }
}

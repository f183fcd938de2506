import Synchronization

/// All the numbers of a process, by name; made once at the start and handed to whoever counts.
package final class Metrics: Sendable {
  private let families = Mutex<[String: Family]>([:])

  /// One metric with its labelled children.
  private struct Family {
    var help: String
    var children: [(labels: [(String, String)], metric: Metric)]
  }

  private enum Metric {
    case counter(Counter)
    case gauge(Gauge)
    case decimal(DecimalGauge)
    case histogram(Histogram)

    var type: String {
      switch self {
      case .counter: "counter"
      case .gauge, .decimal: "gauge"
      case .histogram: "histogram"
      }
    }
  }

  package init() {}

  /// The counter of that name and labels, made when it is not there yet. Names follow Prometheus: `passerelle_…_total`.
  package func counter(_ name: String, _ help: String, _ labels: [(String, String)] = []) -> Counter {
    find(name, help, labels, make: { .counter(Counter()) }, pick: { if case .counter(let c) = $0 { c } else { nil } })
      ?? Counter()
  }

  package func gauge(_ name: String, _ help: String, _ labels: [(String, String)] = []) -> Gauge {
    find(name, help, labels, make: { .gauge(Gauge()) }, pick: { if case .gauge(let g) = $0 { g } else { nil } })
      ?? Gauge()
  }

  /// A gauge for what is no whole number.
  package func decimal(_ name: String, _ help: String, _ labels: [(String, String)] = []) -> DecimalGauge {
    find(
      name, help, labels, make: { .decimal(DecimalGauge()) },
      pick: { if case .decimal(let d) = $0 { d } else { nil } }) ?? DecimalGauge()
  }

  /// A histogram of seconds.
  package func histogram(_ name: String, _ help: String, _ labels: [(String, String)] = []) -> Histogram {
    find(
      name, help, labels, make: { .histogram(Histogram()) },
      pick: { if case .histogram(let h) = $0 { h } else { nil } }) ?? Histogram()
  }

  /// The names of all metrics, in order.
  package var names: [String] { families.withLock { $0.keys.sorted() } }

  /// Everything in the text format of Prometheus, version 0.0.4.
  package func exposition() -> String {
    families.withLock { families in
      var text = ""
      for (name, family) in families.sorted(by: { $0.key < $1.key }) {
        guard let first = family.children.first else { continue }
        text += "# HELP \(name) \(family.help)\n# TYPE \(name) \(first.metric.type)\n"
        for child in family.children { Self.write(name, child.labels, child.metric, to: &text) }
      }
      return text
    }
  }

  private func find<M>(
    _ name: String, _ help: String, _ labels: [(String, String)], make: () -> Metric, pick: (Metric) -> M?
  ) -> M? {
    families.withLock { families in
      if let known = families[name]?.children.first(where: { Self.same($0.labels, labels) }) {
        return pick(known.metric)
      }
      let metric = make()
      families[name, default: Family(help: help, children: [])].children.append((labels, metric))
      return pick(metric)
    }
  }

  private static func same(_ a: [(String, String)], _ b: [(String, String)]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { $0.0 == $1.0 && $0.1 == $1.1 }
  }

  private static func write(_ name: String, _ labels: [(String, String)], _ metric: Metric, to text: inout String) {
    switch metric {
    case .counter(let counter): text += "\(name)\(braces(labels)) \(counter.value)\n"
    case .gauge(let gauge): text += "\(name)\(braces(labels)) \(gauge.value)\n"
    case .decimal(let gauge): text += "\(name)\(braces(labels)) \(gauge.value)\n"
    case .histogram(let histogram):
      let (counts, sum) = histogram.snapshot()
      var total: UInt64 = 0
      for (index, count) in counts.enumerated() {
        total += count
        let bound = index < histogram.bounds.count ? "\(histogram.bounds[index])" : "+Inf"
        text += "\(name)_bucket\(braces(labels + [("le", bound)])) \(total)\n"
      }
      text += "\(name)_sum\(braces(labels)) \(sum)\n\(name)_count\(braces(labels)) \(total)\n"
    }
  }

  private static func braces(_ labels: [(String, String)]) -> String {
    guard !labels.isEmpty else { return "" }
    return "{" + labels.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",") + "}"
  }

  private static func escaped(_ value: String) -> String {
    var out = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": out += "\\\\"
      case "\"": out += "\\\""
      case "\n": out += "\\n"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}

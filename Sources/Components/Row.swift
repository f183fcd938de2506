/// One measured thing beside its reference.
struct Row {
  var name: String
  var unit: String
  /// Octets that one round goes through.
  var octets: Int
  var watch: Stopwatch

  /// Prints it, with the share that it reaches of copying the same octets.
  func print(seconds: Double) {
    let source = [UInt8](repeating: 0x61, count: octets)
    var target = [UInt8](repeating: 0, count: octets)
    let copy = Stopwatch(seconds: seconds / 5) {
      target.withUnsafeMutableBytes { $0.copyMemory(from: source.withUnsafeBytes { $0 }) }
      use(target)
    }
    Output.line([
      "benchmark": .text(name), "unit": .text(unit), "octets": .number(Double(octets)),
      "ns": .number(watch.nanoseconds), "per_second": .number(1e9 / watch.nanoseconds),
      "mb_per_second": .number(Double(octets) * 1e3 / watch.nanoseconds),
      "allocations": .number(watch.allocations ?? .nan), "allocated_bytes": .number(watch.allocatedBytes ?? .nan),
      "reference": .text("memcpy"), "reference_ns": .number(copy.nanoseconds),
      "ratio": .number(copy.nanoseconds / watch.nanoseconds),
    ])
  }
}

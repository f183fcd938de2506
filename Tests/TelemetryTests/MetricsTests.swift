import Telemetry
import Testing

@Suite struct MetricsTests {
  @Test func anEmptySetExposesNothing() {
    #expect(Metrics().exposition() == "")
  }

  @Test func familiesStandInOrderWithHelpTypeAndLabels() {
    let metrics = Metrics()
    metrics.gauge("b_open", "How many are open.").set(-3)
    metrics.counter("a_total", "All of them.", [("provider", "x"), ("end", "sent")]).add(5)
    metrics.counter("a_total", "All of them.", [("provider", "y"), ("end", "sent")]).add()
    #expect(
      metrics.exposition() == """
        # HELP a_total All of them.
        # TYPE a_total counter
        a_total{provider="x",end="sent"} 5
        a_total{provider="y",end="sent"} 1
        # HELP b_open How many are open.
        # TYPE b_open gauge
        b_open -3

        """)
  }

  @Test func theSameNameAndLabelsGiveTheSameCounter() {
    let metrics = Metrics()
    metrics.counter("a_total", "", [("k", "v")]).add(2)
    metrics.counter("a_total", "", [("k", "v")]).add(3)
    metrics.counter("a_total", "", [("k", "w")]).add(7)
    #expect(metrics.counter("a_total", "", [("k", "v")]).value == 5)
    #expect(metrics.names == ["a_total"])
  }

  @Test func bucketsAreSummedUpAndTheirBoundsBelongToThem() {
    let metrics = Metrics()
    let histogram = metrics.histogram("t_seconds", "Times.")
    histogram.record(.microseconds(500))
    histogram.record(.microseconds(501))
    histogram.record(.seconds(61), times: 2)
    let lines = metrics.exposition().split(separator: "\n").map(String.init)
    #expect(lines.contains("t_seconds_bucket{le=\"0.0005\"} 1"))
    #expect(lines.contains("t_seconds_bucket{le=\"0.001\"} 2"))
    #expect(lines.contains("t_seconds_bucket{le=\"60.0\"} 2"))
    #expect(lines.contains("t_seconds_bucket{le=\"+Inf\"} 4"))
    #expect(lines.contains("t_seconds_count 4"))
  }

  @Test func labelValuesFromOutsideCannotForgeALine() {
    let metrics = Metrics()
    metrics.counter("a_total", "", [("k", "a\"b\\c\nd 1")]).add()
    #expect(metrics.exposition().contains("a_total{k=\"a\\\"b\\\\c\\nd 1\"} 1\n"))
  }

  @Test func aCounterNeverFalls() {
    let counter = Counter()
    counter.add(3)
    counter.add(-2)
    counter.add(0)
    #expect(counter.value == 3)
  }

  @Test func aNameOfAnotherKindGivesADetachedMetricInsteadOfATrap() {
    let metrics = Metrics()
    metrics.counter("a", "").add()
    metrics.gauge("a", "").set(9)
    #expect(metrics.exposition().contains("a 1\n"))
  }
}

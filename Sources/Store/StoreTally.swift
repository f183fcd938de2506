/// How much stands where.
package struct StoreTally: Hashable, Sendable {
  package var stages: [Stage: Int]
  package var receiptsOwed: Int
  package var openCalls: Int
  package init(stages: [Stage: Int] = [:], receiptsOwed: Int = 0, openCalls: Int = 0) {
    self.stages = stages
    self.receiptsOwed = receiptsOwed
    self.openCalls = openCalls
  }
}

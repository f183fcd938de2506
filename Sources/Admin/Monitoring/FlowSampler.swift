import Dispatch
import Synchronization

/// Takes the samples of the flow on its own clock, from `start` until `stop`.
package final class FlowSampler: Sendable {
  private let service: AdminService
  private let queue = DispatchQueue(label: "passerelle.admin.flow")
  private let isRunning = Atomic<Bool>(false)

  package init(_ service: AdminService) { self.service = service }

  package func start() {
    guard !isRunning.exchange(true, ordering: .relaxed) else { return }
    queue.async { @Sendable in self.again() }
  }

  package func stop() { isRunning.store(false, ordering: .relaxed) }

  private func again() {
    guard isRunning.load(ordering: .relaxed) else { return }
    service.sample()
    queue.asyncAfter(deadline: .now() + .seconds(Int(FlowRing.interval.components.seconds))) {
      @Sendable [weak self] in self?.again()
    }
  }
}

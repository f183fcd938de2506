import Delivery
import Providers

/// The network and the far side of the simulated provider.
typealias FarSide = Delivery.SimulatedExchange<SimulatedService>

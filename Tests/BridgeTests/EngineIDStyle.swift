import Delivery

/// The engine's own, where the configuration's has the same name.
typealias EngineIDStyle = IDStyle

import Providers

/// The settings of an adapter; the configuration has settings of the same name.
typealias AdapterSettings = ProviderSettings

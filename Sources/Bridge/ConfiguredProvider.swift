import Configuration

/// A provider as the configuration has it; the adapters have settings of the same name.
typealias ConfiguredProvider = ProviderSettings

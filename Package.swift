// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// A Swift target of the product.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of one target, under the same name with `Tests` behind it.
func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

/// A thin C or C++ target around one system library.
func shim(_ name: String, links: [String] = []) -> Target {
  .target(name: name, linkerSettings: links.map { .linkedLibrary($0) })
}

let package = Package(
  name: "passerelle",
  products: [.executable(name: "passerelle", targets: ["passerelle"])],
  targets: [
    // Edges: one system library each.
    shim("COpenSSL", links: ["ssl", "crypto"]),
    shim("CCurl", links: ["curl"]),
    shim("CSQLite", links: ["sqlite3"]),
    shim("CTOML"),
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),

    // Leaves: one language each, the standard library only.
    room("Messages"),
    room("SMSText"),
    room("SMPP"),
    room("SMTP"),
    room("Mail"),
    room("HTTP"),
    room("Pacing"),
    room("Telemetry"),

    // Compositions and edges.
    room("Configuration", ["CTOML"]),
    room("Translation", ["SMPP", "SMTP", "Mail", "SMSText", "Messages"]),
    room("Providers", ["Messages", "SMSText", "HTTP"]),
    room("Store", ["Messages"]),
    room("SQLiteStore", ["Store", "Messages", "CSQLite"]),
    room("PostgresStore", ["Store", "Messages", "CPostgres"]),
    room("Transport", ["COpenSSL"]),
    room("HTTPClient", ["HTTP", "CCurl"]),

    // The engine and what stands around it.
    room("Delivery", ["Messages", "Store", "Providers", "HTTP", "Pacing", "Telemetry"]),
    room(
      "Listeners",
      [
        "Delivery", "Store", "Translation", "Transport", "SMPP", "SMTP", "Mail", "SMSText", "Messages", "Pacing",
        "Telemetry",
      ]),
    room("Admin", ["Delivery", "Transport", "HTTP", "Messages", "Telemetry", "Store", "Providers"]),
    room(
      "Bridge",
      [
        "Admin", "Configuration", "Delivery", "HTTP", "HTTPClient", "Listeners", "Mail", "Messages", "Pacing",
        "PostgresStore", "Providers", "SMPP", "SMSText", "SMTP", "SQLiteStore", "Store", "Telemetry",
        "Translation", "Transport",
      ]),
    .executableTarget(
      name: "passerelle",
      dependencies: ["Bridge", "Configuration", "HTTP", "HTTPClient", "Messages", "SMPP", "SMSText", "Transport"],
      swiftSettings: strict),
    .executableTarget(
      name: "Components",
      dependencies: ["Delivery", "Mail", "Messages", "SMPP", "SMSText", "SQLiteStore", "Store"], swiftSettings: strict),

    // Tests, and the peers on loopback that several of them talk with.
    .target(name: "Loopback", path: "Tests/Loopback", swiftSettings: strict),
    tests("MessagesTests", ["Messages"]),
    tests("SMSTextTests", ["SMSText"]),
    tests("SMPPTests", ["SMPP"]),
    tests("SMTPTests", ["SMTP"]),
    tests("MailTests", ["Mail"]),
    tests("HTTPTests", ["HTTP"]),
    tests("PacingTests", ["Pacing"]),
    tests("TelemetryTests", ["Telemetry"]),
    tests("ConfigurationTests", ["Configuration"]),
    tests("TranslationTests", ["Translation", "SMPP", "SMTP", "Mail", "SMSText", "Messages"]),
    tests("ProvidersTests", ["Providers", "Messages", "SMSText", "HTTP"]),
    tests("StoreTests", ["Store", "SQLiteStore", "PostgresStore", "Delivery", "Messages", "CSQLite"]),
    tests("TransportTests", ["Transport", "COpenSSL", "Loopback"]),
    tests("HTTPClientTests", ["HTTPClient", "HTTP", "Transport", "Loopback"]),
    .executableTarget(
      name: "Simulation",
      dependencies: [
        "Delivery", "HTTP", "Listeners", "Mail", "Messages", "Pacing", "Providers", "SMPP", "SMSText", "SMTP", "Store",
        "Telemetry", "Translation", "Transport",
      ],
      path: "Tests/Simulation", swiftSettings: strict),
    tests(
      "DeliveryTests", ["Simulation", "Delivery", "Messages", "Store", "Providers", "HTTP", "Pacing", "Telemetry"]),
    tests(
      "ListenersTests",
      [
        "Listeners", "Delivery", "Translation", "Transport", "SMPP", "SMTP", "Mail", "SMSText", "Messages", "Store",
        "Providers", "HTTP", "Pacing", "Telemetry", "Loopback",
      ]),
    tests(
      "AdminTests",
      ["Admin", "Delivery", "Transport", "HTTP", "Messages", "Telemetry", "Store", "Providers", "Loopback"]),
    tests(
      "BridgeTests",
      [
        "Admin", "Bridge", "Configuration", "Delivery", "HTTP", "Mail", "Messages", "SMPP", "SMSText", "Store",
        "Telemetry", "Translation", "Transport",
      ]),
  ],
  cxxLanguageStandard: .cxx17
)

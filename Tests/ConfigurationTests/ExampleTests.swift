import Testing

@testable import Configuration

@Suite struct ExampleTests {
}

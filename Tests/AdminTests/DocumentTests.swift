import Admin
import FoundationEssentials
import HTTP
import Testing

@Suite struct DocumentTests {
  @Test func `the OpenAPI file says what the table of routes says`() throws {
    if ProcessInfo.processInfo.environment["UPDATE_DOCS"] == "1" {
      try write(OpenAPIDocument.text, to: "docs/openapi.yaml")
    }
    #expect(try read("docs/openapi.yaml") == OpenAPIDocument.text, "run the tests with UPDATE_DOCS=1")
  }

  @Test(arguments: AdminRoute.table.filter { $0.operation != .asset })
  func `every route stands in the page about the API with its role`(_ route: AdminRoute) throws {
    let row = "| `\(route.method.rawValue) \(route.path)` | \(route.role) |"
    #expect(try read("docs/api.md").contains(row))
  }

  @Test func `every query parameter stands in the page about the API`() throws {
    let page = try read("docs/api.md")
    for parameter in AdminRoute.table.flatMap(\.query) { #expect(page.contains("`\(parameter.name)`")) }
  }
}

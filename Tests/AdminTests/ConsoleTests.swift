import Admin
import HTTP
import Messages
import Store
import Testing

@Suite struct ConsoleTests {
  static let texts = ConsoleAsset.all.map { ($0.name, String(decoding: $0.bytes, as: UTF8.self)) }

  @Test(arguments: ConsoleAsset.all.map(\.name))
  func `a file is served with its type and once only`(_ name: String) async throws {
    let desk = Desk()
    let response = await desk.get("/console/\(name)", token: nil)
    #expect(response.status == 200)
    #expect(response.headers["Content-Type"] == ConsoleAsset.all.first { $0.name == name }?.type)
    #expect(response.headers["Cache-Control"] == "no-cache")
    let tag = try #require(response.headers["ETag"])
    let again = await desk.ask(Desk.request(.get, "/console/\(name)", fields: ["If-None-Match": tag]))
    #expect(again.status == 304)
    #expect(again.body.isEmpty)
    let other = await desk.ask(Desk.request(.get, "/console/\(name)", fields: ["If-None-Match": "\"0\""]))
    #expect(other.status == 200)
  }

  @Test func `the front page is the console`() async {
    #expect(await Desk().get("/", token: nil).text.hasPrefix("<!doctype html>"))
    #expect(await Desk().get("/console/nothing.js", token: nil).status == 404)
  }

  @Test(arguments: texts)
  func `nothing turns text into markup or code`(_ name: String, _ text: String) {
    for danger in [
      "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "createContextualFragment", "DOMParser",
      "eval(", "new Function", "srcdoc", "javascript:", " style=\"", " onclick=", "<script>", "http://", "https://",
    ] {
      let found = text.contains(danger)
      let isNamespace =
        danger == "http://" && text.split(separator: danger).dropFirst().allSatisfy { $0.hasPrefix("www.w3.org/") }
      #expect(!found || isNamespace, "\(name): \(danger)")
    }
  }

  @Test(arguments: texts)
  func `what a file refers to is there`(_ name: String, _ text: String) {
    let names = Set(Self.texts.map(\.0))
    for match in text.matches(of: /from '\.\/([a-z.]+)'/) { #expect(names.contains(String(match.output.1))) }
    for match in text.matches(of: /"\/console\/([a-z.]+)"/) { #expect(names.contains(String(match.output.1))) }
  }

  @Test func `every word has its Russian, and none is left over`() {
    let dictionary = Self.texts.first { $0.0 == "words.js" }?.1 ?? ""
    let known = Set(dictionary.matches(of: /'([^'\n]+)':/).map { String($0.output.1) })
    var used: Set<String> = []
    for (name, text) in Self.texts where name != "words.js" {
      used.formUnion(text.matches(of: /\bt\('([^']+)'\)/).map { String($0.output.1) })
    }
    #expect(used.subtracting(known) == [])
    let served = MessageState.allCases.map { "\($0)" } + ["scheduled", "queued", "claimed", "calling", "sent", "ended"]
    #expect(Set(served).subtracting(known) == [])
    let kinds = [
      "called", "outcome", "status", "receipt", "released", "forwarded", "replaced", "let go", "replayed", "read",
      "transceiver",
      "transmitter", "receiver",
      "mail",
    ]
    #expect(known.subtracting(used).subtracting(served).subtracting(kinds) == [])
  }

  @Test func `every sentence of a life and its summary has its Russian with the same values`() {
    let dictionary = Self.texts.first { $0.0 == "sentences.js" }?.1 ?? ""
    let forms =
      LifeForm.allCases.map(\.rawValue) + SummaryForm.allCases.map(\.rawValue) + AlarmForm.allCases.map(\.rawValue)
    for form in forms + AdminViews.Provider.Hold.allCases.map(\.rawValue) {
      let quoted = form.contains("'") ? "\"\(form)\":" : "'\(form)':"
      guard let place = dictionary.firstRange(of: quoted) else {
        // What needs no sentence is a word of the console.
        #expect(Self.texts.contains { $0.0 == "words.js" && $0.1.contains(quoted) }, "\(form)")
        continue
      }
      let russian = dictionary[place.upperBound...].drop { $0 != "'" }.dropFirst().prefix { $0 != "'" }
      #expect(places(in: String(russian)) == places(in: form), "\(form)")
    }
  }

  private func places(in form: String) -> [String] { form.matches(of: /\{[^}]*\}/).map { String($0.output) }.sorted() }

  @Test func `every path that the console asks for is a route`() {
    let paths = Set(AdminRoute.table.map(\.path))
    for (name, text) in Self.texts {
      for match in text.matches(of: /(?:get|post)\('(\/[a-z]+)'/) {
        #expect(paths.contains("/api/v1\(match.output.1)"), "\(name): \(match.output.1)")
      }
    }
  }
}

/// Messages out of a CSV: columns `to`, `text` and, when there is a third, `from`; a first line with these names may give
/// another order.
enum CSVRequests {
  /// Everything that is wrong, or everything to send.
  static func read(_ bytes: [UInt8]) -> (requests: [SendRequest], faults: [CSV.Fault]) {
    var rows = CSV(bytes)
    var requests: [SendRequest] = []
    var faults: [CSV.Fault] = []
    var columns = Columns()
    var isFirst = true
    do throws(CSV.Fault) {
      while let row = try rows.next() {
        defer { isFirst = false }
        if isFirst, let named = Columns(names: row.cells) {
          columns = named
          continue
        }
        switch request(row, columns) {
        case .success(let request): requests.append(request)
        case .failure(let fault): faults.append(fault)
        }
      }
    } catch {
      faults.append(error)
    }
    return (requests, faults)
  }

  private static func request(_ row: CSV.Row, _ columns: Columns) -> Result<SendRequest, CSV.Fault> {
    func cell(_ index: Int?) -> String? {
      guard let index, row.cells.indices.contains(index), !row.cells[index].isEmpty else { return nil }
      return row.cells[index]
    }
    guard let to = cell(columns.to).flatMap(SendRequest.number) else {
      return .failure(CSV.Fault(line: row.line, reason: "\"\(cell(columns.to) ?? "")\" is no number"))
    }
    guard let text = cell(columns.text) else { return .failure(CSV.Fault(line: row.line, reason: "no text")) }
    return .success(SendRequest(to: to, from: cell(columns.from), text: text))
  }

  private struct Columns {
    var to = 0
    var text = 1
    var from: Int? = 2

    init() {}

    /// Nil when the cells are no names.
    init?(names cells: [String]) {
      let names = cells.map { $0.lowercased() }
      guard let to = names.firstIndex(of: "to"), let text = names.firstIndex(of: "text") else { return nil }
      self.to = to
      self.text = text
      from = names.firstIndex(of: "from")
    }
  }
}

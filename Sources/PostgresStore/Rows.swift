import CPostgres
import Store

/// The answer to one statement, in binary format.
final class Rows {
  private let result: OpaquePointer

  init(_ result: OpaquePointer) { self.result = result }

  deinit { PQclear(result) }

  var count: Int { Int(PQntuples(result)) }

  var first: Row? { count > 0 ? self[0] : nil }

  /// - Parameter index: below ``count``.
  subscript(index: Int) -> Row { Row(rows: self, index: Int32(truncatingIfNeeded: index)) }

  /// How many rows a change touched.
  var changed: Int { PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0 }

  /// The word of what was done: `COMMIT`, `ROLLBACK`, `UPDATE 3`.
  var tag: String { PQcmdStatus(result).map { String(cString: $0) } ?? "" }

  /// One row; columns are numbered from 0.
  struct Row {
    fileprivate let rows: Rows
    fileprivate let index: Int32

    /// Valid as long as the rows are.
    func octets(_ column: Int32) -> UnsafeRawBufferPointer {
      let length = Int(PQgetlength(rows.result, index, column))
      guard length > 0, let start = PQgetvalue(rows.result, index, column) else {
        return UnsafeRawBufferPointer(start: nil, count: 0)
      }
      return UnsafeRawBufferPointer(start: start, count: length)
    }

    private func isNull(_ column: Int32) -> Bool { PQgetisnull(rows.result, index, column) == 1 }

    /// A `smallint`, `integer` or `bigint`; 0 for NULL.
    func number(_ column: Int32) -> Int64 {
      let octets = octets(column)
      guard let first = octets.first, octets.count <= 8 else { return 0 }
      return octets.dropFirst().reduce(Int64(Int8(bitPattern: first))) { $0 << 8 | Int64($1) }
    }

    func optionalNumber(_ column: Int32) -> Int64? { isNull(column) ? nil : number(column) }

    func text(_ column: Int32) -> String { String(decoding: octets(column), as: UTF8.self) }

    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }
  }
}

extension Rows: Sequence {
  func makeIterator() -> some IteratorProtocol<Row> { (0..<count).lazy.map { self[$0] }.makeIterator() }
}

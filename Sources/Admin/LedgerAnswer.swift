import HTTP
import Store

/// Makes a response of what the ledger says.
typealias LedgerAnswer = @Sendable (any MessageLedger) throws(LedgerTrouble) -> HTTPResponse

/// Why a question to the ledger has no answer.
enum LedgerTrouble: Error {
  case refused(AdminRefusal)
  case store(StoreError)

  /// Runs a question with the store's error turned into ours.
  static func asking<T>(_ question: () throws(StoreError) -> T) throws(LedgerTrouble) -> T {
    do throws(StoreError) { return try question() } catch { throw .store(error) }
  }
}

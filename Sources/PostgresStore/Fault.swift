import Store

/// Why a statement or a transaction failed, as far as the next step depends on it.
enum Fault: Error {
  /// The connection is gone, or could not be made. Whether a commit under way happened is not known from this.
  case lost(String)
  /// The server answered with an error: its SQLSTATE and its words. The transaction is over and nothing of it happened.
  case refused(state: String, words: String)
  /// What the engine is to be told.
  case given(StoreError)
}

extension Fault {
  /// Another transaction was in the way; the same again may well succeed.
  var isConflict: Bool {
    guard case .refused(let state, _) = self else { return false }
    return state == "40001" || state == "40P01"
  }

  /// Something that must be unique is there already.
  var isDuplicate: Bool {
    guard case .refused(let state, _) = self else { return false }
    return state == "23505"
  }

  /// The server is no longer the one that takes writes, or has forgotten our statements: another connection is needed.
  var spoilsConnection: Bool {
    guard case .refused(let state, _) = self else { return false }
    return ["25006", "26000", "0A000"].contains(state)
  }

  /// What it means to the engine (PostgreSQL 15, appendix A).
  var storeError: StoreError {
    switch self {
    case .lost(let words): return .unavailable("the database cannot be reached: \(words)")
    case .given(let error): return error
    case .refused("53100", _): return .full
    case .refused("22012", _): return .unusable("the number of this node has been taken by another instance")
    case .refused(let state, let words):
      let damaged = ["XX001", "XX002", "42P01", "42703", "42501", "3F000"].contains(state)
      let said = "\(words) (SQLSTATE \(state))"
      // Values that do not fit, constraints, limits of the program: the same again has no other answer.
      let isForGood = ["22", "23", "54"].contains { state.hasPrefix($0) }
      return damaged ? .unusable(said) : isForGood ? .refused(said) : .unavailable(said)
    }
  }
}

import Configuration
import Glibc
import Transport

/// The password that a client of ours binds with.
enum ClientPassword {
  /// From the variable when one is named, else as the configuration has it; asked for at the terminal when that is a hash.
  static func of(_ account: AccountSettings, variable: String?) throws(ClientTarget.Fault) -> String {
    if let variable {
      guard let value = getenv(variable) else { throw .init(sentence: "the environment has no \(variable)") }
      return String(cString: value)
    }
    guard let secret = account.password else { throw .init(sentence: "the account \(account.name) has no password") }
    guard PasswordHash(secret.value) != nil else { return secret.value }
    guard Terminal.inputIsTerminal, let typed = Terminal.readHidden(prompt: "Password of \(account.name): ") else {
      throw .init(
        sentence:
          "of the account \(account.name) only the hash of the password is known: name a variable with --password-env")
    }
    return typed
  }
}

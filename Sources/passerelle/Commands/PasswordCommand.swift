import Transport

/// `password`: the hash of a password, for the configuration.
enum PasswordCommand: Command {
  static let verb = "password"
  static let summary = "Prints the hash of a password for `password = …` of an account."
  static let options: [Option] = []
  static let operands: String? = nil
  static let examples = ["passerelle password", "printf %s \"$SECRET\" | passerelle password"]

  static func run(_ arguments: Arguments) -> ExitCode {
    guard let password = read(), !password.isEmpty else {
      Terminal.error("passerelle password: no password given")
      return .failed
    }
    guard password.count <= 64, let hash = PasswordHash(password: password) else {
      Terminal.error("passerelle password: a password has at most 64 octets")
      return .failed
    }
    Terminal.print(hash.description)
    return .done
  }

  private static func read() -> [UInt8]? {
    guard Terminal.inputIsTerminal else {
      var bytes = Terminal.readAll(limit: 1_024)
      while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
      return bytes
    }
    guard let first = Terminal.readHidden(prompt: "Password: "),
      let second = Terminal.readHidden(prompt: "Again: "), first == second
    else { return nil }
    return Array(first.utf8)
  }
}

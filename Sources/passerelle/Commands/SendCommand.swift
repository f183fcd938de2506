import Configuration
import SMPP
import Transport

/// `send`: messages through a running bridge, by an SMPP client of our own.
enum SendCommand: Command {
  static let verb = "send"
  static let summary = "Sends one message or a CSV of messages through a running bridge and shows the receipts."
  static let options = [
    Option.config,
    Option(name: "simulate", value: nil, summary: "The bridge that `serve --simulate` started."),
    Option(name: "account", value: "NAME", summary: "Who sends; may be left out when there is only one account."),
    Option(name: "to", value: "NUMBER", summary: "The recipient, with the country code."),
    Option(name: "text", value: "TEXT", summary: "The text. A long one goes in parts."),
    Option(name: "csv", value: "FILE", summary: "Instead of one message: columns to,text[,from]."),
    Option(name: "from", value: "SENDER", summary: "The sender: a name or a number; by default the account's."),
    Option(
      name: "wait", value: "SECONDS", summary: "Waits for the receipts: 15 s for one message, 60 s for a CSV, 0 not.",
      mayStandAlone: true),
    Option(name: "service-type", value: "TYPE", summary: "The channel, as in SMPP: VIBER, TG, HLR and so on."),
    Option(name: "schedule", value: "TIME", summary: "When to send: 2h, 2026-01-31T12:00:00Z."),
    Option(name: "validity", value: "TIME", summary: "Until when to try: 2h, 2026-01-31T12:00:00Z."),
    Option(name: "priority", value: "0-3", summary: "0 is bulk, 3 is urgent."),
    Option(name: "password-env", value: "NAME", summary: "The variable that holds the account's password."),
    Option(name: "json", value: nil, summary: "Prints one JSON object for each message."),
  ]
  static let operands: String? = nil
  static let examples = [
    "passerelle send --simulate --to 375291234567 --text \"Hello\"",
    "passerelle send --config passerelle.toml --account shop --csv messages.csv --wait",
  ]

  static func run(_ arguments: Arguments) -> ExitCode {
    let call: SendCall
    switch SendCall.read(arguments) {
    case .success(let read): call = read
    case .failure(let fault):
      Terminal.error("passerelle send: \(fault.reason). Try: passerelle send --help")
      return .usage
    }
    guard let requests = call.requests() else { return .failed }
    let simulate = arguments.has("simulate")
    guard let configuration = ConfigurationSource.load(arguments["config"], simulate: simulate) else { return .failed }
    do throws(ClientTarget.Fault) {
      let target = try ClientTarget(
        configuration, account: arguments["account"], passwordVariable: arguments["password-env"])
      return send(requests, call, to: target)
    } catch {
      Terminal.error("passerelle send: \(error.sentence)")
      return .failed
    }
  }

  private static func send(_ requests: [SendRequest], _ call: SendCall, to target: ClientTarget) -> ExitCode {
    guard let ended = Awaited<ExitCode>() else { return .failed }
    ProcessLimits.ignoreBrokenPipes()
    let loop = EventLoop()
    var options = call.options
    options.usesGSMAlphabet = target.usesGSMAlphabet
    let settings = target.settings(options.patience == nil ? .transmitter : .transceiver)
    let (form, summarises) = (call.form, call.isCSV)
    Connection.connect(
      to: target.endpoint, on: loop, tls: target.tls,
      handler: { [options] connection in
        let run = SendRun(requests, options, form: form, summarises: summarises, at: loop.now) { ended.give($0) }
        return run.attach(connection, settings)
      },
      failure: { why in
        Terminal.error("passerelle send: no bridge at \(target.endpoint): \(why.sentence)")
        ended.give(.failed)
      })
    return ended.wait() ?? .failed
  }
}

extension ConnectFailure {
  /// In words.
  var sentence: String {
    switch self {
    case .notResolved(let reason): reason
    case .failed(let number): SystemError.text(number)
    case .timedOut: "no answer in time"
    case .tls(let reason): "TLS: " + reason
    }
  }
}

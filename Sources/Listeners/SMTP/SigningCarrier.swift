import Mail
import Messages

/// Signs each mail before another carrier takes it.
package final class SigningCarrier: MailCarrier {
  private let carrier: any MailCarrier
  private let signer: DKIMSigner
  private let wallClock: @Sendable () -> Timestamp

  package init(_ carrier: any MailCarrier, signer: DKIMSigner, wallClock: @escaping @Sendable () -> Timestamp) {
    self.carrier = carrier
    self.signer = signer
    self.wallClock = wallClock
  }

  package func send(_ mail: CarriedMail, completion: @escaping @Sendable (CarriedMail.Outcome) -> Void) {
    guard let signed = signer.signed(mail.content, at: wallClock().seconds) else {
      return completion(.later("the DKIM key does not sign"))
    }
    var mail = mail
    mail.content = signed
    carrier.send(mail, completion: completion)
  }
}

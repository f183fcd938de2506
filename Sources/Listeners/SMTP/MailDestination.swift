import Mail
import Translation

/// What a recipient of a mail stands for, once its sender is known.
enum MailDestination: Sendable {
  /// Phones at an account's expense. `isProvisional`: the mail itself has to prove the account yet.
  case phones([MailTarget], account: AccountDirectory.Entry, isProvisional: Bool)
  /// `postmaster@` or `abuse@`: a person.
  case person(SMSAddress.Role)
  /// An order in another service's grammar, with its own password.
  case order(SMTPServiceSettings.Dialect)
  /// An automatic answer to a mail of ours: taken and dropped.
  case dropped
}

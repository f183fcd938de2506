extension SMTPSession {
  /// The bounds of one session.
  package struct Limits: Equatable, Sendable {
    /// Octets of a message (SIZE).
    package var message = 1_048_576
    /// Octets of a line of message text, without its end. RFC 5321 §4.5.3.1.6 asks for 1000; devices send more.
    package var textLine = 65_536
    /// Accepted recipients of a message; at least 100 (RFC 5321 §4.5.3.1.8).
    package var recipients = 100
    /// Recipients past the limit that are answered with 452 before each counts as an error.
    package var recipientOvershoot = 100
    /// Chunks of a message sent with BDAT.
    package var chunks = 10_000
    /// Octets kept of what a client sends ahead while an answer is awaited; beyond, reading stops.
    package var bufferedInput = 65_536
    /// Octets that may still arrive after reading was stopped; beyond, the session ends.
    package var inputOverrun = 262_144
    /// Messages of a session.
    package var messages = 1_000
    /// Errors from which on each costs `Timeouts.errorDelay`.
    package var errorsBeforeDelay = 10
    /// Errors of a session; one more ends it.
    package var errors = 20
    /// Command lines that are no commands before the client is authenticated; the last of them ends the session.
    package var unknownCommands = 3
    /// NOOP, RSET, VRFY, EHLO and the like between two messages; from there on each counts as an error.
    package var idleCommands = 100
    /// Failed AUTH commands; the last of them ends the session.
    package var authenticationFailures = 3
    /// FUTURERELEASE: the longest hold in seconds.
    package var hold = 30 * 86_400
    /// DELIVERBY: the shortest time in seconds that can be kept in mode `R`.
    package var minimumDeliverBy = 60

    package init() {}

    /// Octets of one message, kept or dropped, at which even staying in step is given up.
    var swallowed: Int { message.multipliedReportingOverflow(by: 4).overflow ? .max : message * 4 }
  }

  /// The times of one session.
  package struct Timeouts: Equatable, Sendable {
    /// For a whole command, however slowly it trickles in (RFC 5321 §4.5.3.2.7).
    package var command = Duration.seconds(300)
    /// The same where authentication is needed and has not happened.
    package var unauthenticated = Duration.seconds(60)
    package var tlsHandshake = Duration.seconds(30)
    /// The most time message data can be ahead of its rate.
    package var data = Duration.seconds(300)
    /// Octets a second that message data must keep up.
    package var dataRate = 500
    /// A session; it ends at the next command or when nothing happens.
    package var session = Duration.seconds(1_200)
    /// For an answer from outside about a sender, a recipient or a login.
    package var decision = Duration.seconds(120)
    /// For the answer about a message; below the 10 minutes a client waits (RFC 5321 §4.5.3.2.6).
    package var delivery = Duration.seconds(540)
    /// After each error past `Limits.errorsBeforeDelay`.
    package var errorDelay = Duration.seconds(1)
    /// Before the banner, for clients that cannot wait for it.
    package var greetingDelay = Duration.zero
    /// How long an idle session has to say something more after a shutdown was requested.
    package var shutdown = Duration.seconds(1)

    package init() {}
  }
}

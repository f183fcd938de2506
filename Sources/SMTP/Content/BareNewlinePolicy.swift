/// What happens to bare CR, bare LF and NUL. Neither choice changes where a message ends: only CRLF.CRLF ends it.
package enum BareNewlinePolicy: Sendable {
  /// The message is read to its real end and refused; a command line with a bare LF ends the session.
  case reject
  /// For old devices that are known by address: bare LF becomes CRLF, bare CR a space, NUL is dropped.
  case normalize
}

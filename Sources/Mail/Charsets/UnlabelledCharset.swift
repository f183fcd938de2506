/// What 8-bit text without a usable charset label is taken for, when it is no valid UTF-8.
package enum UnlabelledCharset: Equatable, Sendable {
  /// koi8-r, windows-1251 or windows-1252, whichever fits the letters best.
  case guess
  /// Always this charset: an account whose device is known.
  case fixed(String)
}

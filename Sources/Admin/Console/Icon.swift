extension ConsoleAsset {
  /// A footbridge.
  static let icon = #"""
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#1f5f8b"/><path d="M3 21h26M5 21a11 9 0 0 1 22 0M10 21v-6M16 21v-9M22 21v-6" fill="none" stroke="#fff" stroke-width="2.4"/></svg>

    """#
}

extension ValueForm where Value == ListenAddress {
  static var listenAddress: Self {
    .parsed("address", allowed: "host:port, [v6]:port or *:port", example: "127.0.0.1:2775") { ListenAddress($0) }
  }
}

extension ValueForm where Value == Network {
  static var network: Self {
    .parsed("network", allowed: "CIDR without host bits", example: "10.0.0.0/8") { Network($0) }
  }
}

extension ValueForm where Value == TimeOffset {
  static var timeOffset: Self {
    .parsed("time zone", allowed: "UTC or ±hh:mm", example: "+03:00") { TimeOffset($0) }
  }
}

extension ValueForm where Value == StoreLocation {
  static var storeLocation: Self {
    let words = "sqlite:FILE, postgresql://user@host/name or memory:"
    return .parsed("store", allowed: words, example: "sqlite:passerelle.db") { StoreLocation($0) }
  }
}

extension ValueForm where Value == MailRelay {
  static var mailRelay: Self {
    let words = "smtp://host:port, smtps://host:port or folder:PATH"
    return .parsed("relay", allowed: words, example: "smtp://127.0.0.1:25") { MailRelay($0) }
  }
}

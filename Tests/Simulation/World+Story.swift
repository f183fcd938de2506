import Delivery
import Messages
import Store
import Synchronization

/// How a world's story goes: a storm of everything, then calm until all is told.
extension World {
  /// Runs the story and answers what went wrong.
  func run(patience: Duration = .seconds(6 * 3_600)) -> [String] {
    boot()
    if hasClients { for peer in peers { peer.connect() } }
    scheduleWeather()
    scheduleClients()
    advance(to: isShort ? .seconds(40) : .seconds(400))
    calm()
    let end = executor.now + patience
    while executor.now < end, !isSettled, facts.withLock({ $0.violations.isEmpty }) {
      advance(to: executor.now + .seconds(60))
    }
    checkEnd()
    return facts.withLock { $0.violations }
  }

  /// Lets time pass.
  func advance(to moment: Duration) {
    executor.scheduleWorld(after: moment - executor.now) {}
    while executor.now < moment, executor.step() {
      checkStep()
    }
  }

  private func calm() {
    let wall = executor.wallClock
    facts.withLock {
      $0.isCalm = true
      $0.calmSince = wall
      $0.storeFails = nil
    }
    exchange.withFarSide { $0.weather = [:] }
    if hasClients { calmClients() }
    if engine == nil { executor.scheduleWorld(after: .seconds(6)) { self.keepBound() } }
    keepBound()
  }

  private func calmClients() {
    for peer in peers { peer.calmDown() }
    mailPeer.giveUp()
  }

  /// In the calm every account is bound, and the operator has mended what was broken.
  private func keepBound() {
    for account in accounts where engine != nil && !isBound(account.name) { bind(account.name) }
    for provider in providers { engine?.resume(provider: provider.name) }
    executor.scheduleWorld(after: .seconds(30)) { self.keepBound() }
  }

  private func scheduleWeather() {
    executor.scheduleWorld(after: random.milliseconds(1_000...40_000)) {
      guard !self.isCalm else { return }
      let weather = self.providers.map { ($0.name, self.newWeather()) }
      self.exchange.withFarSide { farSide in
        for (name, weather) in weather { farSide.weather[name] = weather }
      }
      let fails: StoreError? = self.random.chance(85) ? nil : self.random.chance(50) ? .full : .unavailable("down")
      self.facts.withLock { $0.storeFails = fails }
      if self.random.chance(5) { self.executor.jumpWallClock(by: Int64(self.random.below(240_000) - 120_000)) }
      self.scheduleWeather()
    }
  }

  private func newWeather() -> FarSide.Weather {
    var weather = FarSide.Weather()
    guard random.chance(70) else { return weather }
    let paths: [WritableKeyPath<FarSide.Weather, Int>] = [
      \.refusedConnection, \.lostBefore, \.lostAfter, \.tooFast, \.noMoney, \.badLogin, \.stops, \.serverError, \.slow,
      \.partial,
    ]
    for _ in 0...random.below(3) {
      weather[keyPath: paths[random.below(paths.count)]] = [5, 20, 50, 100][random.below(4)]
    }
    return weather
  }

  private func stirClients() {
    for peer in peers {
      for _ in 0..<random.below(4) { peer.submit() }
      if random.chance(4) { peer.misbehave() }
    }
    switch random.below(100) {
    case 0..<12: mailPeer.write()
    case 12..<15: mailPeer.misbehave()
    case 15..<17: mailPeer.giveUp()
    case 17..<27: handsetWrites()
    default: break
    }
  }

  private func scheduleClients() {
    executor.scheduleWorld(after: random.milliseconds(10...6_000)) {
      guard !self.isCalm else { return }
      switch self.random.below(100) {
      case 0..<45: self.submit(count: 1)
      case 45..<55: self.submit(count: 1 + self.random.below(25))
      case 55..<75: self.bind(self.accounts[self.random.below(3)].name)
      case 75..<88: self.unbind()
      case 88..<96: self.interfere()
      case 96..<98: if self.engine != nil { self.crash() }
      default: break
      }
      if self.hasClients { self.stirClients() }
      self.scheduleClients()
    }
  }
}

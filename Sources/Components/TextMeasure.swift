import SMSText

/// Text between the alphabets of short messages and Unicode.
struct TextMeasure {
  let seconds: Double

  func run() {
    let latin = String(repeating: "Your order 4711 comes at 12:30. ", count: 5)
    let cyrillic = String(repeating: "Ваш заказ ", count: 7)
    measure("GSM 03.38, 160 characters", latin, .standard)
    measure("UCS-2, 70 characters", cyrillic, .ucs2)
  }

  private func measure(_ name: String, _ text: String, _ alphabet: Alphabet) {
    let coding = DataCoding(alphabet)
    guard let octets = coding.encode(text) else { return Output.error("\(name): it does not encode") }
    let encoding = Stopwatch(seconds: seconds) { use(coding.encode(text)) }
    Row(name: name + ", encode", unit: "message", octets: octets.count, watch: encoding).print(seconds: seconds)
    let decoding = Stopwatch(seconds: seconds) { use(coding.decode(octets)) }
    Row(name: name + ", decode", unit: "message", octets: octets.count, watch: decoding).print(seconds: seconds)
  }
}

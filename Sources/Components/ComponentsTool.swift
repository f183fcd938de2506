import Glibc

/// Measures parts of the bridge alone, each beside a reference in the same run, and prints one JSON object a line.
/// `Benchmarks/components` runs it.
enum ComponentsTool {
  static func main() -> Never {
    let words = Array(CommandLine.arguments.dropFirst())
    let number = words.count > 1 ? Int(words[1]) : nil
    let seconds = getenv("COMPONENT_SECONDS").flatMap { Double(String(cString: $0)) } ?? 0.5
    switch words.first {
    case "codec": CodecMeasure(seconds: seconds).run()
    case "text": TextMeasure(seconds: seconds).run()
    case "mail": MailMeasure(seconds: seconds).run()
    case "routes": RouteMeasure(seconds: seconds).run(prefixes: number ?? 100_000)
    case "store": StoreMeasure().batches(seconds: seconds * 2)
    case "scale": StoreMeasure().scale(to: number ?? 1_000_000)
    case "recovery": StoreMeasure().recovery(of: number ?? 1_000_000)
    case "fill" where words.count > 2: StoreMeasure().fill(words[2], with: number ?? 1_000_000)
    default:
      Output.error(
        "usage: Components codec | text | mail | routes [PREFIXES] | store | scale [MESSAGES] | recovery [MESSAGES]"
          + " | fill MESSAGES FILE")
      exit(2)
    }
    exit(0)
  }
}

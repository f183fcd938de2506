/// The ESMTP parameters behind a path (RFC 5321 §4.1.2): keywords with or without a value, each at most once.
struct ParameterList: Sequence {
  struct Parameter: Equatable {
    /// In upper case.
    let keyword: String
    /// Nil without `=`; never empty.
    let value: ArraySlice<UInt8>?
  }

  /// More than there are keywords; the line limit would allow a thousand.
  static let maximumCount = 32

  private let parameters: [Parameter]

  init(_ octets: ArraySlice<UInt8>) throws(Reply) {
    var parameters: [Parameter] = []
    var seen: Set<String> = []
    for word in octets.split(separator: ASCII.space) {
      let parameter = try Self.parameter(word)
      guard seen.insert(parameter.keyword).inserted else { throw .duplicateParameter }
      guard seen.count <= Self.maximumCount else { throw .badArguments }
      parameters.append(parameter)
    }
    self.parameters = parameters
  }

  func makeIterator() -> IndexingIterator<[Parameter]> { parameters.makeIterator() }

  private static func parameter(_ word: ArraySlice<UInt8>) throws(Reply) -> Parameter {
    let name = word.prefix { $0 != ASCII.equals }
    guard let keyword = ASCII.keyword(name), let first = name.first, ASCII.isLetter(first) || ASCII.isDigit(first),
      name.allSatisfy({ ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == ASCII.hyphen })
    else { throw .badArguments }
    guard name.endIndex < word.endIndex else { return Parameter(keyword: keyword, value: nil) }
    let value = word[(name.endIndex + 1)...]
    guard !value.isEmpty else { throw .badParameter }
    return Parameter(keyword: keyword, value: value)
  }
}

import CCurl
import HTTP

/// One HTTP call.
final class HTTPTransfer: CurlTransfer, @unchecked Sendable {  // only the worker's thread touches it once it has it
  private static let headerLimit = 64 << 10

  private let request: HTTPRequest
  private let settings: CurlSettings
  private let mayBegin: @Sendable () -> Bool
  private let completion: @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void
  private var response = HTTPResponse(status: 0)
  private var headerBytes = 0
  private var overflow: String?
  private var hasBegun = false
  private var isTooLate = false
  private var isRepetition = false
  private var headerList: UnsafeMutablePointer<curl_slist>?
  private var handle: UnsafeMutableRawPointer?

  init(
    _ request: HTTPRequest, _ settings: CurlSettings, mayBegin: @escaping @Sendable () -> Bool,
    _ completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void
  ) {
    self.request = request
    self.settings = settings
    self.mayBegin = mayBegin
    self.completion = completion
  }

  deinit { curl_slist_free_all(headerList) }

  // MARK: Before

  func prepare(_ easy: CurlEasy) -> Bool {
    handle = easy.handle
    return easy.apply(settings) && prepareRequest(easy) && prepareHeaders(easy) && prepareCallbacks(easy)
  }

  private func prepareRequest(_ easy: CurlEasy) -> Bool {
    guard !request.target.utf8.contains(0),
      easy.set(CURLOPT_URL, request.target),
      easy.set(CURLOPT_PROTOCOLS_STR, "http,https"),
      easy.set(CURLOPT_HTTP_VERSION, settings.usesHTTP2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1),
      easy.set(CURLOPT_PIPEWAIT, 1),
      easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1),
      easy.set(CURLOPT_USERAGENT, settings.userAgent)
    else { return false }
    switch request.method {
    case .get where request.body.isEmpty: return easy.set(CURLOPT_HTTPGET, 1)
    case .head: return easy.set(CURLOPT_NOBODY, 1)
    case .post: return easy.set(CURLOPT_POST, 1) && setBody(easy)
    case .get, .put, .patch, .delete, .options:
      return easy.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue) && (request.body.isEmpty || setBody(easy))
    }
  }

  private func setBody(_ easy: CurlEasy) -> Bool {
    passerelle_set_body(easy.handle, request.body, request.body.count) == CURLE_OK
  }

  private func prepareHeaders(_ easy: CurlEasy) -> Bool {
    // Without it a larger body would wait a second for a `100 Continue` that few servers send.
    var lines = ["Expect:"]
    if request.headers["content-type"] == nil { lines.append("Content-Type:") }
    for field in request.headers.fields {
      lines.append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
    }
    for line in lines {
      guard line.utf8.allSatisfy({ $0 >= 0x20 || $0 == 0x09 }), let longer = curl_slist_append(headerList, line) else {
        return false
      }
      headerList = longer
    }
    return easy.set(CURLOPT_HTTPHEADER, headerList)
  }

  private func prepareCallbacks(_ easy: CurlEasy) -> Bool {
    easy.set(CURLOPT_WRITEFUNCTION, takeBody, CURLOPT_WRITEDATA, self)
      && easy.set(CURLOPT_HEADERFUNCTION, takeHeader, CURLOPT_HEADERDATA, self)
      && passerelle_set_prerequest(easy.handle, aboutToSend) == CURLE_OK
      && passerelle_set_context(easy.handle, CURLOPT_PREREQDATA, Unmanaged.passUnretained(self).toOpaque()) == CURLE_OK
  }

  // MARK: During

  /// - Returns: false stops the call.
  fileprivate func begins() -> Bool {
    guard hasBegun || mayBegin() else {
      isTooLate = true
      return false
    }
    defer { hasBegun = true }
    guard hasBegun, hasSentSomething else { return true }
    isRepetition = true
    return false
  }

  fileprivate func receive(body bytes: UnsafeRawBufferPointer) -> Int {
    guard bytes.count <= settings.bodyLimit - response.body.count else {
      overflow = "the response is larger than \(settings.bodyLimit) octets"
      return 0
    }
    response.body.append(contentsOf: bytes)
    return bytes.count
  }

  /// One line with its CRLF. A status line begins anew, as after `100 Continue`.
  fileprivate func receive(header line: UnsafeRawBufferPointer) -> Int {
    headerBytes += line.count
    guard headerBytes <= Self.headerLimit else {
      overflow = "the header of the response is larger than \(Self.headerLimit) octets"
      return 0
    }
    if line.starts(with: "HTTP/".utf8) {
      response.headers = HTTPHeaders()
    } else if let colon = line.firstIndex(of: 0x3A) {
      let value = line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
      let end = value.lastIndex(where: { $0 > 0x20 }).map { $0 + 1 } ?? value.startIndex
      response.headers.add(
        String(decoding: line[..<colon], as: UTF8.self), String(decoding: value[..<end], as: UTF8.self))
    }
    return line.count
  }

  private var hasSentSomething: Bool {
    guard let handle else { return false }
    let easy = CurlEasy(handle: handle)
    return easy.get(CURLINFO_REQUEST_SIZE) > 0 || easy.size(CURLINFO_SIZE_UPLOAD_T) > 0
  }

  // MARK: After

  func finish(_ result: CURLcode, _ easy: CurlEasy) {
    guard result != CURLE_OK else {
      response.status = easy.get(CURLINFO_RESPONSE_CODE)
      return completion(.success(response))
    }
    if isTooLate { return completion(.failure(.tooLate)) }
    if isRepetition { return fail(.noAnswer, "the connection was closed before the response") }
    fail(certainty, overflow ?? easy.reason(result))
  }

  func refuse(_ reason: String) { fail(.notSent, reason) }

  func cancel(_ reason: String, _ easy: CurlEasy) { fail(certainty, reason) }

  private var certainty: HTTPFailure.Certainty { hasBegun && hasSentSomething ? .noAnswer : .notSent }

  private func fail(_ certainty: HTTPFailure.Certainty, _ reason: String) {
    completion(.failure(HTTPFailure(certainty, reason: "\(host): \(reason)")))
  }

  /// Host and port of the URL: paths, queries and user parts can hold secrets.
  private var host: Substring {
    let afterScheme = request.target.firstRange(of: "://").map { request.target[$0.upperBound...] } ?? ""
    let authority = afterScheme.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
  }
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> HTTPTransfer? {
  context.map { Unmanaged<HTTPTransfer>.fromOpaque($0).takeUnretainedValue() }
}

private func takeBody(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  transfer(context)?.receive(body: UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
}

private func takeHeader(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  transfer(context)?.receive(header: UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
}

/// libcurl calls it each time when a connection is ready and the request is the next thing to go out.
private func aboutToSend(
  _ context: UnsafeMutableRawPointer?, _ peer: UnsafeMutablePointer<CChar>?, _ local: UnsafeMutablePointer<CChar>?,
  _ peerPort: Int32, _ localPort: Int32
) -> Int32 {
  transfer(context)?.begins() == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

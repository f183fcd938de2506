import CCurl

/// One easy handle. Confined to the thread of its worker.
struct CurlEasy {
  typealias DataFunction = @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int

  let handle: UnsafeMutableRawPointer

  /// False when libcurl refused: out of memory, or built without the feature.
  func set(_ option: CURLoption, _ value: Int) -> Bool { passerelle_set_long(handle, option, value) == CURLE_OK }

  func set(_ option: CURLoption, _ value: String?) -> Bool {
    passerelle_set_text(handle, option, value) == CURLE_OK
  }

  func set(_ option: CURLoption, milliseconds: Duration) -> Bool {
    let (seconds, attoseconds) = milliseconds.components
    return set(option, Int(clamping: min(seconds, 1_000_000) * 1000 + attoseconds / 1_000_000_000_000_000))
  }

  func set(_ option: CURLoption, _ list: UnsafeMutablePointer<curl_slist>?) -> Bool {
    passerelle_set_list(handle, option, list) == CURLE_OK
  }

  func set(_ option: CURLoption, _ function: @escaping DataFunction, _ contextOption: CURLoption, _ object: AnyObject)
    -> Bool
  {
    let context = Unmanaged.passUnretained(object).toOpaque()
    return passerelle_set_data_function(handle, option, function) == CURLE_OK
      && passerelle_set_context(handle, contextOption, context) == CURLE_OK
  }

  func get(_ info: CURLINFO) -> Int { passerelle_get_long(handle, info) }
  func size(_ info: CURLINFO) -> Int { Int(clamping: passerelle_get_size(handle, info)) }

  /// What HTTP and SMTP have in common.
  func apply(_ settings: CurlSettings) -> Bool {
    set(CURLOPT_NOSIGNAL, 1)
      && set(CURLOPT_FOLLOWLOCATION, 0)
      && set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds: settings.connectTimeout)
      && set(CURLOPT_TIMEOUT_MS, milliseconds: settings.callTimeout)
      && set(CURLOPT_LOW_SPEED_LIMIT, settings.stallRate)
      && set(CURLOPT_LOW_SPEED_TIME, Int(clamping: settings.stallTimeout.components.seconds))
      && set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
      // Empty text turns off what http_proxy and the like in the environment would turn on.
      && set(CURLOPT_PROXY, settings.proxy ?? "")
      && (settings.authoritiesFile == nil || set(CURLOPT_CAINFO, settings.authoritiesFile))
      && (settings.checksServer || set(CURLOPT_SSL_VERIFYPEER, 0) && set(CURLOPT_SSL_VERIFYHOST, 0))
      && (settings.certificateFile == nil || set(CURLOPT_SSLCERT, settings.certificateFile))
      && (settings.keyFile == nil || set(CURLOPT_SSLKEY, settings.keyFile))
      && (settings.pinnedPublicKey == nil || set(CURLOPT_PINNEDPUBLICKEY, settings.pinnedPublicKey))
  }

  /// libcurl's words for a result, and the system's where a system call failed. Neither contains what we sent.
  func reason(_ result: CURLcode) -> String {
    let words = String(cString: curl_easy_strerror(result))
    let number = get(CURLINFO_OS_ERRNO)
    guard result == CURLE_COULDNT_CONNECT, number != 0 else { return words }
    return "\(words) (\(SystemError.words(number)))"
  }
}

import CCurl

/// The transfers on a multi handle, and the easy handles that wait to be used again. Confined to one thread.
struct CurlRunning {
  private static let spareLimit = 64

  private let multi: UnsafeMutableRawPointer
  private var transfers: [UnsafeMutableRawPointer: any CurlTransfer] = [:]
  private var spare: [UnsafeMutableRawPointer] = []

  init(_ multi: UnsafeMutableRawPointer) { self.multi = multi }

  var count: Int { transfers.count }

  mutating func start(_ transfer: any CurlTransfer) {
    guard let handle = spare.popLast() ?? curl_easy_init() else { return transfer.refuse("out of memory") }
    guard transfer.prepare(CurlEasy(handle: handle)), curl_multi_add_handle(multi, handle) == CURLM_OK else {
      transfer.refuse("the call cannot be expressed")
      return recycle(handle)
    }
    transfers[handle] = transfer
  }

  /// Moves all transfers on and reports those that are over.
  mutating func perform() {
    var active: Int32 = 0
    curl_multi_perform(multi, &active)
    var result = CURLE_OK
    while let handle = passerelle_multi_finished(multi, &result) {
      curl_multi_remove_handle(multi, handle)
      transfers.removeValue(forKey: handle)?.finish(result, CurlEasy(handle: handle))
      recycle(handle)
    }
  }

  mutating func cancelAll(_ reason: String) {
    for (handle, transfer) in transfers {
      curl_multi_remove_handle(multi, handle)
      transfer.cancel(reason, CurlEasy(handle: handle))
      recycle(handle)
    }
    transfers = [:]
  }

  mutating func cleanUp() {
    for handle in spare { curl_easy_cleanup(handle) }
    spare = []
  }

  /// Connections, sessions and names stay with the multi handle; the settings go.
  private mutating func recycle(_ handle: UnsafeMutableRawPointer) {
    guard spare.count < Self.spareLimit else { return curl_easy_cleanup(handle) }
    curl_easy_reset(handle)
    spare.append(handle)
  }
}

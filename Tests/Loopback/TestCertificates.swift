import Glibc

/// Certificates for loopback, valid for a hundred years: an authority and what it signed. The keys protect nothing.
package struct TestCertificates {
  /// The folder of the files.
  package let folder: String

  /// Writes all files into a new folder.
  package init() {
    var template = Array("/tmp/certificates-XXXXXX".utf8CString)
    folder = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
    for (name, text) in Self.files { Self.write(text, to: folder + "/" + name) }
  }

  /// Takes the files away again.
  package func remove() {
    for (name, _) in Self.files { unlink(folder + "/" + name) }
    rmdir(folder)
  }

  /// The file of the authority's certificate.
  package var authority: String { folder + "/ca.pem" }

  /// Certificate and key file of `server` (localhost, 127.0.0.1), `other` (other.example.test) or `client` (client-one).
  package func pair(_ name: String) -> (certificate: String, key: String) {
    ("\(folder)/\(name).pem", "\(folder)/\(name).key")
  }

  /// Writes a file; one that cannot be written is missed by who reads it.
  package static func write(_ text: String, to path: String) {
    guard let file = fopen(path, "w") else { return }
    fputs(text, file)
    fclose(file)
  }

  private static let files: [(String, String)] = [
    (
      "ca.pem",
      """
      -----BEGIN CERTIFICATE-----
      MIIBjTCCATOgAwIBAgIUOhnWGp3DOo36hxIxKXfYypdXEK0wCgYIKoZIzj0EAwIw
      GzEZMBcGA1UEAwwQTG9vcGJhY2sgVGVzdCBDQTAgFw0yNjExMjExMjAyMzVaGA8y
      MTI2MTAyODEyMDIzNVowGzEZMBcGA1UEAwwQTG9vcGJhY2sgVGVzdCBDQTBZMBMG
      ByqGSM49AgEGCCqGSM49AwEHA0IABLV5MjeTzhJ3hkHC9wGoY2OKtqirfgt/uaJj
      ppOC5KY8D4xw7JAZaZx+hcEUWu2i5JxB4Io2qkJc5RPlR1Nu2KajUzBRMB0GA1Ud
      DgQWBBTSzSdQWq2o8D1jodiV4uy3dz6iVDAfBgNVHSMEGDAWgBTSzSdQWq2o8D1j
      odiV4uy3dz6iVDAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQCT
      FhT+9yG90gSX5EQLm6oC5+kMbrXm4WhPec/SmrDqGQIgGFH+9Rmbau6YMkJ0/9k8
      XVWaa8E8a6Vx6CzVvHcREs0=
      -----END CERTIFICATE-----
      """
    ),
    (
      "server.pem",
      """
      -----BEGIN CERTIFICATE-----
      MIIBkDCCATegAwIBAgIUcxN3wNDcIxaYzgPlZv8fjkmcYsQwCgYIKoZIzj0EAwIw
      GzEZMBcGA1UEAwwQTG9vcGJhY2sgVGVzdCBDQTAgFw0yNjExMjExMjAyMzVaGA8y
      MTI2MTAyODEyMDIzNVowFDESMBAGA1UEAwwJbG9jYWxob3N0MFkwEwYHKoZIzj0C
      AQYIKoZIzj0DAQcDQgAEPWbopnz3gzlRUtZYaQcIN/Cd3OTCu5fmNyl7+Di2Jnva
      mRLlXEvlrCI9GT45+AIU70N7B0TN76gj7NROBtsmqqNeMFwwGgYDVR0RBBMwEYIJ
      bG9jYWxob3N0hwR/AAABMB0GA1UdDgQWBBRP0ygpK1XQfJR1ZeMZgQJeLQ/u8DAf
      BgNVHSMEGDAWgBTSzSdQWq2o8D1jodiV4uy3dz6iVDAKBggqhkjOPQQDAgNHADBE
      AiBNmNSozJcE8/EOb8Yz4554COzfgFKvbINbLe1NeJbD0wIgaW99dA4N1ZHWwhRi
      pS8FQQtFlc45FjgfQpaPzyGF3go=
      -----END CERTIFICATE-----
      """
    ),
    (
      "server.key",
      """
      -----BEGIN PRIVATE KEY-----
      MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgQKxGRuvAWm/U4zsU
      At+Zx0vdtzR7DOkEHL6lLWwZYHqhRANCAAQ9ZuimfPeDOVFS1lhpBwg38J3c5MK7
      l+Y3KXv4OLYme9qZEuVcS+WsIj0ZPjn4AhTvQ3sHRM3vqCPs1E4G2yaq
      -----END PRIVATE KEY-----
      """
    ),
    (
      "other.pem",
      """
      -----BEGIN CERTIFICATE-----
      MIIBnTCCAUOgAwIBAgIUcxN3wNDcIxaYzgPlZv8fjkmcYsUwCgYIKoZIzj0EAwIw
      GzEZMBcGA1UEAwwQTG9vcGJhY2sgVGVzdCBDQTAgFw0yNjExMjExMjAyMzVaGA8y
      MTI2MTAyODEyMDIzNVowHTEbMBkGA1UEAwwSb3RoZXIuZXhhbXBsZS50ZXN0MFkw
      EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEJlePpOXsvQaT7Mj5TRlfz7gVrsi9i1Cw
      DQDmp9gYsGLRHqPrymnlL5I2NN4tqqDIKwJGY4lUzKPIxYgZeNDimKNhMF8wHQYD
      VR0RBBYwFIISb3RoZXIuZXhhbXBsZS50ZXN0MB0GA1UdDgQWBBQACF5I/QZrQk8p
      0JIOoiGLqRaymDAfBgNVHSMEGDAWgBTSzSdQWq2o8D1jodiV4uy3dz6iVDAKBggq
      hkjOPQQDAgNIADBFAiBuJE9PYAn66+Cy3QnBOAHzaHkTNZ6H2auZOW6mXxafWgIh
      ANN/AjYgleY/1fhuH87RUEg4yKf2ITQo6i5EyaZj/JUD
      -----END CERTIFICATE-----
      """
    ),
    (
      "other.key",
      """
      -----BEGIN PRIVATE KEY-----
      MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQglGVYDuOmPi2Hrfy+
      PYxIWwDJi1kb5kOn2e4ILHaBnE6hRANCAAQmV4+k5ey9BpPsyPlNGV/PuBWuyL2L
      ULANAOan2BiwYtEeo+vKaeUvkjY03i2qoMgrAkZjiVTMo8jFiBl40OKY
      -----END PRIVATE KEY-----
      """
    ),
    (
      "client.pem",
      """
      -----BEGIN CERTIFICATE-----
      MIIBjTCCATOgAwIBAgIUcxN3wNDcIxaYzgPlZv8fjkmcYsYwCgYIKoZIzj0EAwIw
      GzEZMBcGA1UEAwwQTG9vcGJhY2sgVGVzdCBDQTAgFw0yNjExMjExMjAyMzVaGA8y
      MTI2MTAyODEyMDIzNVowFTETMBEGA1UEAwwKY2xpZW50LW9uZTBZMBMGByqGSM49
      AgEGCCqGSM49AwEHA0IABJvPz65n76QanR7ICT4EU90le37204wBavlpkt23hU1E
      qkvWQjHJ67P73uvpOwu6pRB51i08BEb8PHFQ6gociIujWTBXMBUGA1UdEQQOMAyC
      CmNsaWVudC1vbmUwHQYDVR0OBBYEFGh3Qs61srQsHUH/2Hc1ThCzjOGZMB8GA1Ud
      IwQYMBaAFNLNJ1BarajwPWOh2JXi7Ld3PqJUMAoGCCqGSM49BAMCA0gAMEUCIQD2
      k8Y8am0/7LaX4SEmlABBAm3YVuvVWzRYZuIO8FcFKAIgcvuF94bYoPTFQIglssOV
      KCKxdVnID1RWEu4e7+6uiMA=
      -----END CERTIFICATE-----
      """
    ),
    (
      "client.key",
      """
      -----BEGIN PRIVATE KEY-----
      MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgFRMiaFxjMC9Pq+X4
      cUF+TkNZl8b8yRSqdAbNgPaxUoShRANCAASbz8+uZ++kGp0eyAk+BFPdJXt+9tOM
      AWr5aZLdt4VNRKpL1kIxyeuz+97r6TsLuqUQedYtPARG/DxxUOoKHIiL
      -----END PRIVATE KEY-----
      """
    ),
  ]
}

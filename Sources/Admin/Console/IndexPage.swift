extension ConsoleAsset {
  static let indexPage = #"""
    <!doctype html>
    <html lang="en">
    <head><meta charset="utf-8"><title>Passerelle</title></head>
    <body></body>
    </html>
    """#
}

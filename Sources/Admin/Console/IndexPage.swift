extension ConsoleAsset {
  /// The frame around every view. Its words are put in place by `app.js`.
  static let indexPage = #"""
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Passerelle</title>
    <link rel="icon" href="/console/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/console/app.css">
    <script type="module" src="/console/app.js"></script>
    </head>
    <body>
    <a class="skip" href="#main" id="skip">Skip to content</a>
    <header>
    <p class="brand" translate="no">Passerelle</p>
    <nav id="nav" aria-label="Views"></nav>
    <div class="tools" id="tools"></div>
    </header>
    <p id="notice" role="status" aria-live="polite" hidden></p>
    <main id="main" tabindex="-1"><noscript>This console needs JavaScript.</noscript></main>
    <div id="dialogs"></div>
    </body>
    </html>

    """#
}

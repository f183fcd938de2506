/// Labels met in mail that glibc's iconv does not know, or that mean more than they say.
enum CharsetAliases {
  /// Label in lower case to iconv name. `US-ASCII` stands for every label that says nothing about 8-bit octets.
  static let table: [String: String] = [
    // Nothing said.
    "": "US-ASCII", "us-ascii": "US-ASCII", "ascii": "US-ASCII", "ansi_x3.4-1968": "US-ASCII",
    "iso646-us": "US-ASCII", "iso-646": "US-ASCII", "7bit": "US-ASCII", "8bit": "US-ASCII", "binary": "US-ASCII",
    "x-user-defined": "US-ASCII", "default": "US-ASCII", "default_charset": "US-ASCII", "_autodetect": "US-ASCII",
    "x-unknown": "US-ASCII", "unknown": "US-ASCII", "unknown-8bit": "US-ASCII", "iso-8859-8859": "US-ASCII",
    // Unicode.
    "utf8": "UTF-8", "utf_8": "UTF-8", "utf-8": "UTF-8", "utf8mb4": "UTF-8", "unicode-1-1-utf-8": "UTF-8",
    "x-utf-8": "UTF-8", "unicode-1-1-utf-7": "UTF-7", "x-unicode-2-0-utf-7": "UTF-7", "utf7": "UTF-7",
    "utf16": "UTF-16", "unicode": "UTF-16", "iso-10646-ucs-2": "UTF-16", "ucs-2": "UTF-16",
    // Cyrillic.
    "win-1251": "WINDOWS-1251", "win1251": "WINDOWS-1251", "x-cp1251": "WINDOWS-1251", "1251": "WINDOWS-1251",
    "cp-1251": "WINDOWS-1251", "x-windows-1251": "WINDOWS-1251", "windows1251": "WINDOWS-1251",
    "ansi-1251": "WINDOWS-1251", "x-mac-cyrillic": "MAC-CYRILLIC", "mac-cyrillic": "MAC-CYRILLIC",
    "x-mac-ukrainian": "MAC-CYRILLIC", "koi8r": "KOI8-R", "koi-8-r": "KOI8-R", "x-koi8-r": "KOI8-R",
    "koi8": "KOI8-R", "koi8u": "KOI8-U", "dos-866": "CP866", "x-cp866": "CP866",
    // Western: ISO-8859-1 leaves 0x80 to 0x9F empty, and senders mean windows-1252.
    "iso-8859-1": "WINDOWS-1252", "iso8859-1": "WINDOWS-1252", "iso_8859-1": "WINDOWS-1252",
    "iso88591": "WINDOWS-1252", "latin1": "WINDOWS-1252", "latin-1": "WINDOWS-1252", "l1": "WINDOWS-1252",
    "win-1252": "WINDOWS-1252", "x-cp1252": "WINDOWS-1252", "1252": "WINDOWS-1252", "ansi": "WINDOWS-1252",
    "win-1250": "WINDOWS-1250", "x-cp1250": "WINDOWS-1250", "1250": "WINDOWS-1250", "x-mac-roman": "MACINTOSH",
    "macroman": "MACINTOSH", "iso-8859-9": "WINDOWS-1254", "iso-8859-11": "CP874", "x-mac-ce": "MAC-CENTRALEUROPE",
    // Right to left: logical (-i) and explicit (-e) order are the same octets.
    "iso-8859-8-i": "ISO-8859-8", "iso-8859-8-e": "ISO-8859-8", "iso-8859-6-i": "ISO-8859-6",
    "iso-8859-6-e": "ISO-8859-6",
    // East Asian.
    "gb2312": "GB18030", "gbk": "GB18030", "x-gbk": "GB18030", "euc-cn": "GB18030", "gb_2312-80": "GB18030",
    "hz-gb-2312": "HZ", "hz": "HZ", "ks_c_5601-1987": "CP949", "ks_c_5601-1989": "CP949", "ksc5601": "CP949",
    "euc-kr": "CP949", "shift_jis": "CP932", "shift-jis": "CP932", "sjis": "CP932", "x-sjis": "CP932",
    "ms_kanji": "CP932", "windows-31j": "CP932", "iso-2022-jp-ms": "ISO-2022-JP-3", "cp50220": "ISO-2022-JP-3",
    "cp50221": "ISO-2022-JP-3", "cp50222": "ISO-2022-JP-3", "x-euc-jp": "EUC-JP", "x-big5": "BIG5-HKSCS",
    "big5": "BIG5-HKSCS", "x-windows-949": "CP949",
  ]
}

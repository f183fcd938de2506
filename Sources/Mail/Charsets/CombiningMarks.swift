/// Base letters with a combining mark, and the one character they make: the Latin and Cyrillic pairs that mail programs of Apple
/// systems send apart. Other scripts and stacked marks stay as they came; this is not all of NFC.
enum CombiningMarks {
  /// For each mark, base and composed character in turn.
  private static let pairs: [(mark: Unicode.Scalar, letters: String)] = [
    ("\u{300}", "AÀEÈIÌOÒUÙaàeèiìoòuùNǸnǹЕЀеѐИЍиѝ"),
    ("\u{301}", "AÁEÉIÍOÓUÚYÝaáeéiíoóuúyýCĆcćLĹlĺNŃnńRŔrŕSŚsśZŹzźГЃгѓКЌкќ"),
    ("\u{302}", "AÂEÊIÎOÔUÛaâeêiîoôuûCĈcĉGĜgĝHĤhĥJĴjĵSŜsŝWŴwŵYŶyŷ"),
    ("\u{303}", "AÃNÑOÕaãnñoõIĨiĩUŨuũ"),
    ("\u{304}", "AĀaāEĒeēIĪiīOŌoōUŪuūИӢиӣУӮуӯ"),
    ("\u{306}", "AĂaăEĔeĕGĞgğIĬiĭOŎoŏUŬuŭИЙийУЎуўЕӖеӗЖӁжӂ"),
    ("\u{307}", "CĊcċEĖeėGĠgġIİZŻzż"),
    ("\u{308}", "AÄEËIÏOÖUÜaäeëiïoöuüyÿYŸЕЁеёІЇіїАӒаӓЖӜжӝЗӞзӟИӤиӥОӦоӧУӰуӱЧӴчӵЫӸыӹ"),
    ("\u{30A}", "AÅaåUŮuů"),
    ("\u{30B}", "OŐoőUŰuű"),
    ("\u{30C}", "CČcčDĎdďEĚeěNŇnňRŘrřSŠsšTŤtťZŽzžGǦgǧ"),
    ("\u{327}", "CÇcçGĢKĶkķLĻlļNŅnņRŖrŗSŞsşTŢtţ"),
    ("\u{328}", "AĄaąEĘeęIĮiįUŲuų"),
  ]

  private static let table: [UInt64: Unicode.Scalar] = {
    var table: [UInt64: Unicode.Scalar] = [:]
    for (mark, letters) in pairs {
      let scalars = Array(letters.unicodeScalars)
      for index in stride(from: 0, to: scalars.count - 1, by: 2) {
        table[key(scalars[index], mark)] = scalars[index + 1]
      }
    }
    return table
  }()

  private static func key(_ base: Unicode.Scalar, _ mark: Unicode.Scalar) -> UInt64 {
    UInt64(base.value) << 32 | UInt64(mark.value)
  }

  /// The one character for a letter and a mark behind it.
  static func composed(_ base: Unicode.Scalar, _ mark: Unicode.Scalar) -> Unicode.Scalar? { table[key(base, mark)] }
}

// The default alphabet and the national language locking shift tables (3GPP TS 23.038 §6.2.1, annex A.3).
//
// Eight rows of sixteen septets: row r, column c is septet 16r + c. A token of one character is that character, a longer
// one a scalar in hexadecimal, ".." a septet without a meaning (and 0x1B, the escape).
//
// Two readings of the printed tables are settled here: Kannada 0x24 is U+0CA1 (the glyph; the printed number repeats
// 0x3D), and 0x2C is a comma in every Indic table (the printed glyph is easily taken for an apostrophe).

extension NationalLanguage {
  /// The rows as the specification prints them, indexed by `rawValue`; nil where it defines no table.
  static let lockingShiftRows: [String?] = [
    // gsm (§6.2.1)
    """
    @ A3 $ A5 E8 E9 F9 EC F2 C7 0A D8 F8 0D C5 E5
    394 _ 3A6 393 39B 3A9 3A0 3A8 3A3 398 39E .. C6 E6 DF C9
    20 ! " # A4 % & ' ( ) * + , - . /
    0 1 2 3 4 5 6 7 8 9 : ; < = > ?
    A1 A B C D E F G H I J K L M N O
    P Q R S T U V W X Y Z C4 D6 D1 DC A7
    BF a b c d e f g h i j k l m n o
    p q r s t u v w x y z E4 F6 F1 FC E0
    """,
    // turkish (A.3.1)
    """
    @ A3 $ A5 20AC E9 F9 131 F2 C7 0A 11E 11F 0D C5 E5
    394 _ 3A6 393 39B 3A9 3A0 3A8 3A3 398 39E .. 15E 15F DF C9
    20 ! " # A4 % & ' ( ) * + , - . /
    0 1 2 3 4 5 6 7 8 9 : ; < = > ?
    130 A B C D E F G H I J K L M N O
    P Q R S T U V W X Y Z C4 D6 D1 DC A7
    E7 a b c d e f g h i j k l m n o
    p q r s t u v w x y z E4 F6 F1 FC E0
    """,
    // spanish: void (A.3.2)
    nil,
    // portuguese (A.3.3)
    """
    @ A3 $ A5 EA E9 FA ED F3 E7 0A D4 F4 0D C1 E1
    394 _ AA C7 C0 221E ^ 5C 20AC D3 | .. C2 E2 CA C9
    20 ! " # BA % & ' ( ) * + , - . /
    0 1 2 3 4 5 6 7 8 9 : ; < = > ?
    CD A B C D E F G H I J K L M N O
    P Q R S T U V W X Y Z C3 D5 DA DC A7
    ~ a b c d e f g h i j k l m n o
    p q r s t u v w x y z E3 F5 ` FC E0
    """,
    // bengali (A.3.4)
    """
    981 982 983 985 986 987 988 989 98A 98B 0A 98C .. 0D .. 98F
    990 .. .. 993 994 995 996 997 998 999 99A .. 99B 99C 99D 99E
    20 ! 99F 9A0 9A1 9A2 9A3 9A4 ) ( 9A5 9A6 , 9A7 . 9A8
    0 1 2 3 4 5 6 7 8 9 : ; .. 9AA 9AB ?
    9AC 9AD 9AE 9AF 9B0 .. 9B2 .. .. .. 9B6 9B7 9B8 9B9 9BC 9BD
    9BE 9BF 9C0 9C1 9C2 9C3 9C4 .. .. 9C7 9C8 .. .. 9CB 9CC 9CD
    9CE a b c d e f g h i j k l m n o
    p q r s t u v w x y z 9D7 9DC 9DD 9F0 9F1
    """,
    // gujarati (A.3.5)
    """
    A81 A82 A83 A85 A86 A87 A88 A89 A8A A8B 0A A8C A8D 0D .. A8F
    A90 A91 .. A93 A94 A95 A96 A97 A98 A99 A9A .. A9B A9C A9D A9E
    20 ! A9F AA0 AA1 AA2 AA3 AA4 ) ( AA5 AA6 , AA7 . AA8
    0 1 2 3 4 5 6 7 8 9 : ; .. AAA AAB ?
    AAC AAD AAE AAF AB0 .. AB2 AB3 .. AB5 AB6 AB7 AB8 AB9 ABC ABD
    ABE ABF AC0 AC1 AC2 AC3 AC4 AC5 .. AC7 AC8 AC9 .. ACB ACC ACD
    AD0 a b c d e f g h i j k l m n o
    p q r s t u v w x y z AE0 AE1 AE2 AE3 AF1
    """,
    // hindi (A.3.6)
    """
    901 902 903 905 906 907 908 909 90A 90B 0A 90C 90D 0D 90E 90F
    910 911 912 913 914 915 916 917 918 919 91A .. 91B 91C 91D 91E
    20 ! 91F 920 921 922 923 924 ) ( 925 926 , 927 . 928
    0 1 2 3 4 5 6 7 8 9 : ; 929 92A 92B ?
    92C 92D 92E 92F 930 931 932 933 934 935 936 937 938 939 93C 93D
    93E 93F 940 941 942 943 944 945 946 947 948 949 94A 94B 94C 94D
    950 a b c d e f g h i j k l m n o
    p q r s t u v w x y z 972 97B 97C 97E 97F
    """,
    // kannada (A.3.7)
    """
    .. C82 C83 C85 C86 C87 C88 C89 C8A C8B 0A C8C .. 0D C8E C8F
    C90 .. C92 C93 C94 C95 C96 C97 C98 C99 C9A .. C9B C9C C9D C9E
    20 ! C9F CA0 CA1 CA2 CA3 CA4 ) ( CA5 CA6 , CA7 . CA8
    0 1 2 3 4 5 6 7 8 9 : ; .. CAA CAB ?
    CAC CAD CAE CAF CB0 CB1 CB2 CB3 .. CB5 CB6 CB7 CB8 CB9 CBC CBD
    CBE CBF CC0 CC1 CC2 CC3 CC4 .. CC6 CC7 CC8 .. CCA CCB CCC CCD
    CD5 a b c d e f g h i j k l m n o
    p q r s t u v w x y z CD6 CE0 CE1 CE2 CE3
    """,
    // malayalam (A.3.8)
    """
    .. D02 D03 D05 D06 D07 D08 D09 D0A D0B 0A D0C .. 0D D0E D0F
    D10 .. D12 D13 D14 D15 D16 D17 D18 D19 D1A .. D1B D1C D1D D1E
    20 ! D1F D20 D21 D22 D23 D24 ) ( D25 D26 , D27 . D28
    0 1 2 3 4 5 6 7 8 9 : ; .. D2A D2B ?
    D2C D2D D2E D2F D30 D31 D32 D33 D34 D35 D36 D37 D38 D39 .. D3D
    D3E D3F D40 D41 D42 D43 D44 .. D46 D47 D48 .. D4A D4B D4C D4D
    D57 a b c d e f g h i j k l m n o
    p q r s t u v w x y z D60 D61 D62 D63 D79
    """,
    // oriya (A.3.9)
    """
    B01 B02 B03 B05 B06 B07 B08 B09 B0A B0B 0A B0C .. 0D .. B0F
    B10 .. .. B13 B14 B15 B16 B17 B18 B19 B1A .. B1B B1C B1D B1E
    20 ! B1F B20 B21 B22 B23 B24 ) ( B25 B26 , B27 . B28
    0 1 2 3 4 5 6 7 8 9 : ; .. B2A B2B ?
    B2C B2D B2E B2F B30 .. B32 B33 .. B35 B36 B37 B38 B39 B3C B3D
    B3E B3F B40 B41 B42 B43 B44 .. .. B47 B48 .. .. B4B B4C B4D
    B56 a b c d e f g h i j k l m n o
    p q r s t u v w x y z B57 B60 B61 B62 B63
    """,
    // punjabi (A.3.10)
    """
    A01 A02 A03 A05 A06 A07 A08 A09 A0A .. 0A .. .. 0D .. A0F
    A10 .. .. A13 A14 A15 A16 A17 A18 A19 A1A .. A1B A1C A1D A1E
    20 ! A1F A20 A21 A22 A23 A24 ) ( A25 A26 , A27 . A28
    0 1 2 3 4 5 6 7 8 9 : ; .. A2A A2B ?
    A2C A2D A2E A2F A30 .. A32 A33 .. A35 A36 .. A38 A39 A3C ..
    A3E A3F A40 A41 A42 .. .. .. .. A47 A48 .. .. A4B A4C A4D
    A51 a b c d e f g h i j k l m n o
    p q r s t u v w x y z A70 A71 A72 A73 A74
    """,
    // tamil (A.3.11)
    """
    .. B82 B83 B85 B86 B87 B88 B89 B8A .. 0A .. .. 0D B8E B8F
    B90 .. B92 B93 B94 B95 .. .. .. B99 B9A .. .. B9C .. B9E
    20 ! B9F .. .. .. BA3 BA4 ) ( .. .. , .. . BA8
    0 1 2 3 4 5 6 7 8 9 : ; BA9 BAA .. ?
    .. .. BAE BAF BB0 BB1 BB2 BB3 BB4 BB5 BB6 BB7 BB8 BB9 .. ..
    BBE BBF BC0 BC1 BC2 .. .. .. BC6 BC7 BC8 .. BCA BCB BCC BCD
    BD0 a b c d e f g h i j k l m n o
    p q r s t u v w x y z BD7 BF0 BF1 BF2 BF9
    """,
    // telugu (A.3.12)
    """
    C01 C02 C03 C05 C06 C07 C08 C09 C0A C0B 0A C0C .. 0D C0E C0F
    C10 .. C12 C13 C14 C15 C16 C17 C18 C19 C1A .. C1B C1C C1D C1E
    20 ! C1F C20 C21 C22 C23 C24 ) ( C25 C26 , C27 . C28
    0 1 2 3 4 5 6 7 8 9 : ; .. C2A C2B ?
    C2C C2D C2E C2F C30 C31 C32 C33 .. C35 C36 C37 C38 C39 .. C3D
    C3E C3F C40 C41 C42 C43 C44 .. C46 C47 C48 .. C4A C4B C4C C4D
    C55 a b c d e f g h i j k l m n o
    p q r s t u v w x y z C56 C60 C61 C62 C63
    """,
    // urdu (A.3.13)
    """
    627 622 628 67B 680 67E 6A6 62A 6C2 67F 0A 679 67D 0D 67A 67C
    62B 62C 681 684 683 685 686 687 62D 62E 62F .. 68C 688 689 68A
    20 ! 68F 68D 630 631 691 693 ) ( 699 632 , 696 . 698
    0 1 2 3 4 5 6 7 8 9 : ; 69A 633 634 ?
    635 636 637 638 639 641 642 6A9 6AA 6AB 6AF 6B3 6B1 644 645 646
    6BA 6BB 6BC 648 6C4 6D5 6C1 6BE 621 6CC 6D0 6D2 64D 650 64F 657
    654 a b c d e f g h i j k l m n o
    p q r s t u v w x y z 655 651 653 656 670
    """,
  ]
}

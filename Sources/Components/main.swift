ComponentsTool.main()

// SMSTextTests

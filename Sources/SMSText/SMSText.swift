// SMSText

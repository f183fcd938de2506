import Messages

/// Every sentence of an alarm.
package enum AlarmForm: String, SentenceForm {
  case providerDown = "{0} cannot be sent to: {1}"
  case balanceLow = "{0} has {1} left, less than {2}"
  case queueAge = "the oldest message has been waiting for {0} s"
  case receiptsOwed = "{0} receipts wait for their clients"
  case ambiguousCalls = "of {0} messages it is not known whether the provider took them"
  case diskSpace = "{0} MiB are free where the store is"
}

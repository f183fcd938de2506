import Messages

/// Every sentence that the life of a message has of its own. Others, such as a remark about a mail, are told as they came.
package enum LifeForm: String, SentenceForm {
  case accepted = "account {0}, {1:clauses}"
  case repaired = "the text was not in the coding that data_coding names, and was mended: {0:word}"
  case callAccepted = "{0} accepted it, in a call of {1} s"
  case callRefused = "{0} refused it, in a call of {1} s"
  case sent = "by {0}"
  case sentAs = "by {0} as {1}"
  case sentInBatch = "by {0} in the batch {1}"
  case sentAsInBatch = "by {0} as {1}, batch {2}"
  case retryLater = "retry later: {0}"
  case retryLaterAfter = "retry later, after a call of {0} s: {1}"
  case unknown = "unknown: {0}"
  case unknownAfter = "unknown, after a call of {0} s: {1}"
  case toLane = "to {0}: {1}"
  case receiptDelivered = "delivered"
  case receiptAgain = "again later: {0}"
  case receiptDropped = "dropped: {0}"
  case bySender = "by its sender"
  case byOperator = "by an operator"
  case byRoute = "by its route"
  case replayedAs = "as {0}"
  case state = "{0:word}"
  case stateWith = "{0:word} ({1})"
  case stateFor = "{0:word}, for {1}"
  case stateWithFor = "{0:word} ({1}), for {2}"
}

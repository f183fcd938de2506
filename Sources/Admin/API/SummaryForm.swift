import Messages

/// Every sentence that a message's summary is made of.
package enum SummaryForm: String, SentenceForm {
  case overSMPP = "Taken in over SMPP for account {0} at {1:time}: {2:word} to {3}, parts: {4}, encoding {5}."
  case byMail = "Taken in by mail for account {0} at {1:time}: {2:word} to {3}, parts: {4}, encoding {5}."
  case fromOperator =
    "Taken in from the operator for account {0} at {1:time}: {2:word} to {3}, parts: {4}, encoding {5}."
  case text = "Its text: “{0}”."
  case longText = "Its text: “{0}…”, {1} characters in all."

  case heldBack = "An operator keeps it back until it is released, at most until {0:time}."
  case scheduled = "It is held until it is due, at {0:time} or after a pause between attempts."
  case waits = "It waits for a call to {0}."
  case calling =
    "It is in a call to {0} that is under way, or whose answer was lost: it is not sent again before that is settled."
  case sent = "{0} has it since {1:time}; its last state is {2:word}."

  case delivered = "It was delivered at {0:time}, {1} s after it was taken in."
  case expired = "Its time ran out at {0:time}, before it was known to be delivered."
  case deleted = "It was cancelled at {0:time}."
  case rejected = "It was refused at {0:time}."
  case undeliverable = "It could not be delivered; the attempt ended at {0:time}."
  case unclear = "It ended at {0:time}, and nobody can tell how."
  case neverHanded = "It was never handed to a provider."
  case had = "{0} had it."
  case providerID = "Its id there: {0}."
  case providerBatch = "Its batch there: {0}."

  case providerHeld = "Nothing goes to {0}: {1:word}. It is kept, and goes when somebody resumes the provider."
  case laneStopped =
    "Nothing goes to {0} over {1:word}: {2}. It is kept; when the cause is mended, reload the configuration or resume the provider."
  case laneHeld = "Nothing goes to {0} over {1:word} for now: {2}. It is tried again without anybody's help."

  case providerWords = "The provider's words: {0}."
  case providerNumber = "The provider's words: {0} (number {1})."
  case providerState = "Its own word for the state: {0}."
  case receiptsOwed = "Receipts still owed to the client: {0}."
}

import Messages

/// One change to the store. Each names what its ``StoreAnswer`` holds; the others answer `.done`.
/// Handed from queue to queue, so it holds what belongs to it by one reference (`indirect`).
package indirect enum StoreChange: Sendable {
  /// Takes a message in. `claimed`: this node's dispatcher has room for it in memory and will not claim it again.
  /// A message due later is kept as scheduled whatever `claimed` says. One whose id is there already fails the commit.
  case accept(Message, claimed: Bool)

  /// Keeps one concatenated part until the others are there. The same part again replaces it.
  case keepPart(HeldPart)

  /// Forgets the parts of one reference that are this node's: they were joined (with an `accept` in the same commit) or
  /// given up.
  case dropParts(PartKey)

  /// Forgets one part, and no other of its reference; one that came in its place stays.
  case dropPart(HeldPart)

  /// Makes sure that these parts are still this node's, before they become a message or end in the same commit. Where
  /// another node has taken one, or it stands in a message already, the commit fails with ``StoreError/gone(_:)``, which
  /// names all such. What was never kept is this node's. In a store of one node all are.
  case ownParts([HeldPart])

  /// Takes over the parts of references whose parts came to different nodes, of each reference all of them once all are
  /// there. Of each reference this node names the parts that it holds. Answers `.parts`: those taken over, and those of
  /// the named that `ownParts` would fail for; none of either in a store of one node.
  case gatherParts([HeldPart])

  /// Hands out up to `limit` queued messages of one lane and account, most urgent and then oldest first, and marks them
  /// as this node's. Answers `.messages`.
  case claim(LaneName, account: String, limit: Int)

  /// Moves up to `limit` scheduled messages that are due into their lanes' queues. Answers `.lanes`: which queues grew.
  case wakeDue(now: Timestamp, limit: Int)

  /// Gives claimed messages back to the queue of a lane (their own or the next of their route), not to be claimed
  /// before `notBefore` (until then they are scheduled). Those that are claimed no longer stay as they are.
  case release([MessageID], to: LaneName, notBefore: Timestamp?, reason: String)

  /// Takes messages that a provider has, and that have not ended, out of its hands: they are queued in another lane, the
  /// next channel of their cascade, and what the provider said of them is forgotten. Those in any other stage or lane stay
  /// as they are. Answers `.lanes`: which queues grew.
  case forward([MessageID], from: LaneName, to: LaneName, reason: String)

  /// Writes down that a call is about to be made. From here on each of the messages may be at the provider.
  /// Messages cancelled meanwhile or already final are left out of the call: answers `.refused`.
  case beginCall(Call)

  /// Adds what a later step of the call needs to be settled after a crash (a `message_id` just created).
  case noteCall(CallID, note: String)

  /// What came of a call, a message each. A message of outcome `unknown` stays tied to the call; the call is closed
  /// when none is left. `refused` ends the message and answers `.receipts` as `settle` does.
  case outcomes(CallID, [CallOutcome], at: Timestamp, lease: Timestamp?)

  /// Hands out up to `limit` messages at one provider whose status is due, and puts their next poll at `until`
  /// meanwhile. Answers `.tracked`.
  case claimPolls(provider: String, now: Timestamp, limit: Int, until: Timestamp)

  /// New states. A final one is taken once: for a message that has ended already nothing changes and no receipt is
  /// owed. Receipts are written for every part that asked, intermediate ones once. With `lease`, they are marked as
  /// claimed until then by this node and answered as `.receipts`; without, they wait to be claimed and the answer is
  /// `.receiptsOwed`: the accounts.
  case settle([StatusReport], at: Timestamp, lease: Timestamp?)

  /// When to ask again about messages that are not final.
  case pollAgain([MessageID], at: Timestamp)

  /// Ends messages of any lane whose validity is over (state EXPIRED) and that are not in an open call; up to `limit`.
  /// Answers as `settle`.
  case expire(now: Timestamp, limit: Int, lease: Timestamp?)

  /// Hands out up to `limit` receipts of an account that are due, most urgent first and then in the order they were
  /// written, and keeps them from others until `until`. Answers `.receipts`.
  case claimReceipts(account: String, now: Timestamp, limit: Int, until: Timestamp)

  /// What came of receipts that were handed out.
  case receiptResults([ReceiptResult], at: Timestamp)

  /// Gives up receipts that nobody took: those from before a moment, and of accounts that are owed more than `keep` the
  /// least urgent and oldest. What is owed by mail has no such moment: who brings it there gives it up. What is handed out or pausing at `now` stays. Answers `.count`: how many, `limit` at most.
  case expireReceipts(before: Timestamp, now: Timestamp, keep: Int, limit: Int)

  /// Ends messages that wait, scheduled, queued or claimed (state DELETED); `beginCall` refuses them then. A message
  /// that is in a call or at a provider is not touched. Answers `.cancelled`. Receipts are owed as for any other end.
  case cancel(CancelSelector, at: Timestamp, lease: Timestamp?)

  /// Puts another text, times or receipt request in place of those of a message that still waits. Answers
  /// `.replaced(true)` when it did. One that was claimed is queued again: its claimer's copy is stale, is refused by
  /// `beginCall`, and the queue of its lane and account has something to claim.
  case replace(MessageID, Replacement)

  /// Takes in a message from a handset. One that is there already (same provider and id) changes nothing.
  case acceptIncoming(IncomingMessage)

  /// Hands out incoming messages of an account that are due. Answers `.incoming`.
  case claimIncoming(account: String, now: Timestamp, limit: Int, until: Timestamp)

  /// What came of incoming messages that were handed out; `delivered` keeps them until they are marked at the provider.
  case incomingResults([IncomingResult], at: Timestamp)

  /// Incoming messages that the client has acknowledged and the provider does not know of yet. Answers `.incoming`.
  case claimUnmarked(provider: String, limit: Int)

  /// The provider knows now; they need not be kept for that any longer.
  case marked([MessageID])

  /// Adds to the life of messages that exist.
  case note([LifeEvent])

  /// Remembers a value under a key until `until` (nil for ever): cursors of providers, fingerprints of mails, short
  /// ids.
  case remember(key: String, value: String, until: Timestamp?)

  /// Forgets finished messages, their life and stale keys from before a moment, `limit` at most, the oldest first; what
  /// receipts are owed for stays. Answers `.count`: how many went.
  case purge(before: Timestamp, limit: Int)
}

/// The writer's statements, each prepared when it is first needed and kept. Conditions on `stage`, `live`, `ended` and
/// `standing` are written as in the partial indices of ``Schema``: without them SQLite would not use these.
package enum Query: Int, CaseIterable {
  case begin
  case commit
  case count
  case name

  case accept
  case body
  case alias
  case row

  case claim
  case claimed
  case due
  case wake
  case release
  case forward

  case beginCall
  case call
  case noteCall
  case sent
  case untie
  case closeCall

  case queue
  case end
  case noted
  case replaced

  case polls
  case poll
  case over
  case firstShelf
  case waitingTo

  case receipt
  case wakePausing
  case wakeLeased
  case receipts
  case lease
  case again
  case drop
  case oldReceipts
  case nextOwing
  case owed
  case nextPriority
  case crowd

  case keepPart
  case dropParts
  case dropPart

  case incoming
  case claimIncoming
  case leaseIncoming
  case endIncoming
  case againIncoming
  case unmarked
  case mark

  case note
  case line
  case remember

  case purgeable
  case purge
  case purgeBody
  case purgeLines
  case purgeAlias
  case purgeableIncoming
  case purgeIncoming
  case purgeRemembered

  /// The statement; parameters are numbered.
  package var sql: String {
    switch self {
    case .begin:
      "BEGIN IMMEDIATE"
    case .commit:
      "COMMIT"
    case .count:
      "INSERT INTO counters VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value"
    case .name:
      "INSERT INTO names VALUES (?1, ?2)"
    case .accept:
      """
      INSERT INTO messages (id, stage, state, live, provider, channel, account, priority, due, valid_until, wants,
      shelf, recipient, mail_id, body) VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
      """
    case .body:
      "INSERT OR REPLACE INTO bodies VALUES (?1, ?2)"
    case .alias:
      "INSERT OR IGNORE INTO aliases VALUES (?1, ?2, ?3)"
    case .row:
      """
      SELECT stage, state, provider, channel, account, priority, due, call, sent, wants, told, raw, error_code,
      error_words, coalesce(body, (SELECT b.body FROM bodies b WHERE b.id = messages.id)), cost, took FROM messages
      WHERE id = ?1
      """
    case .claim:
      """
      SELECT id, coalesce(body, (SELECT b.body FROM bodies b WHERE b.id = messages.id)) FROM messages
      WHERE stage = 1 AND provider = ?1 AND channel = ?2 AND account = ?3 ORDER BY priority DESC, due, id LIMIT ?4
      """
    case .claimed:
      "UPDATE messages SET stage = 2 WHERE id = ?1"
    case .due:
      """
      SELECT id, provider, channel, account FROM messages WHERE stage = 0 AND due <= ?1
      ORDER BY due, id LIMIT ?2
      """
    case .wake:
      "UPDATE messages SET stage = 1, state = 1 WHERE id = ?1"
    case .release:
      """
      UPDATE messages SET stage = ?2, provider = ?3, channel = ?4, due = coalesce(?5, due)
      WHERE id = ?1 AND stage = 2 AND call IS NULL
      """
    case .forward:
      """
      UPDATE messages SET stage = 1, state = 1, provider = ?2, channel = ?3, due = ?4, sent = NULL, next_poll = NULL,
      ref_message = NULL, ref_batch = NULL, raw = '', error_code = NULL, error_words = NULL, cost = NULL,
      took = NULL
      WHERE id = ?1 AND stage = 4 AND provider = ?5 AND channel = ?6 RETURNING account
      """
    case .beginCall:
      "UPDATE messages SET call = ?2 WHERE id = ?1 AND stage = 2 AND call IS NULL"
    case .call:
      "INSERT INTO calls VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
    case .noteCall:
      "UPDATE calls SET note = ?2 WHERE id = ?1"
    case .sent:
      """
      UPDATE messages SET stage = 4, call = NULL, sent = ?3, next_poll = ?4, ref_message = ?5, ref_batch = ?6,
      cost = ?7, took = ?8
      WHERE id = ?1 AND stage = 2 AND call = ?2
      """
    case .untie:
      "UPDATE calls SET tied = tied - ?2 WHERE id = ?1"
    case .closeCall:
      "DELETE FROM calls WHERE id = ?1 AND tied <= 0"
    case .queue:
      """
      UPDATE messages SET stage = ?2, state = ?3, provider = ?4, channel = ?5, due = ?6, call = NULL
      WHERE id = ?1
      """
    case .end:
      """
      UPDATE messages SET stage = 16, live = NULL, call = NULL, next_poll = NULL, state = ?2, ended = ?3, raw = ?4,
      error_code = ?5, error_words = ?6, cost = ?7, took = ?8 WHERE id = ?1
      """
    case .noted:
      """
      UPDATE messages SET state = ?2, raw = ?3, told = ?4, error_code = ?5,
      error_words = ?6, cost = ?7 WHERE id = ?1
      """
    case .replaced:
      """
      UPDATE messages SET stage = ?2, state = ?3, due = ?4, valid_until = ?5, wants = ?6, body = ?7
      WHERE id = ?1
      """
    case .polls:
      """
      SELECT id, provider, channel, ref_message, ref_batch, recipient, sent, valid_until FROM messages
      WHERE stage = 4 AND provider = ?1 AND next_poll <= ?2 ORDER BY next_poll, id LIMIT ?3
      """
    case .poll:
      "UPDATE messages SET next_poll = ?2 WHERE id = ?1 AND stage = 4"
    case .over:
      """
      SELECT id FROM messages WHERE live IS NOT NULL AND valid_until <= ?1 AND call IS NULL
      ORDER BY valid_until, id LIMIT ?2
      """
    case .firstShelf:
      "SELECT min(shelf) FROM messages"
    case .waitingTo:
      """
      WITH RECURSIVE shelves (n) AS (SELECT ?1 UNION ALL SELECT n + 1 FROM shelves WHERE n < ?2)
      SELECT m.id, coalesce(m.body, (SELECT b.body FROM bodies b WHERE b.id = m.id))
      FROM shelves CROSS JOIN messages m
      WHERE m.shelf = shelves.n AND m.recipient = ?3 AND m.account = ?4 AND m.stage < 3 AND m.call IS NULL
      """
    case .receipt:
      """
      INSERT INTO receipts (message, number, account, priority, standing, due, part, state, at, error_code,
      error_words, details) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
      """
    case .wakePausing:
      """
      UPDATE receipts SET standing = 0 WHERE (message, number) IN (SELECT message, number FROM receipts
      WHERE standing = 1 AND account = ?1 AND due <= ?2 ORDER BY due LIMIT ?3)
      """
    case .wakeLeased:
      """
      UPDATE receipts SET standing = 0 WHERE (message, number) IN (SELECT message, number FROM receipts
      WHERE standing = 2 AND account = ?1 AND due <= ?2 ORDER BY due LIMIT ?3)
      """
    case .receipts:
      """
      SELECT r.message, r.number, r.part, r.state, r.at, r.error_code, r.error_words, r.details, r.attempts,
      coalesce(m.body, (SELECT b.body FROM bodies b WHERE b.id = m.id)), m.raw, m.cost
      FROM receipts r CROSS JOIN messages m ON m.id = r.message
      WHERE r.standing = 0 AND r.account = ?1 ORDER BY r.priority DESC, r.number LIMIT ?2
      """
    case .lease:
      "UPDATE receipts SET standing = 2, due = ?3 WHERE message = ?1 AND number = ?2"
    case .again:
      """
      UPDATE receipts SET standing = 1, due = ?3, attempts = attempts + ?4
      WHERE message = ?1 AND number = ?2
      """
    case .drop:
      "DELETE FROM receipts WHERE message = ?1 AND number = ?2"
    case .oldReceipts:
      """
      SELECT message, number FROM receipts WHERE message < ?1 AND at < ?2 AND (standing = 0 OR due <= ?3)
      AND account IS NOT (SELECT number FROM names WHERE name = ?5) ORDER BY message, number LIMIT ?4
      """
    case .nextOwing:
      """
      SELECT nullif(min(
      coalesce((SELECT min(account) FROM receipts WHERE standing = 0 AND account > ?1), 0x7fffffffffffffff),
      coalesce((SELECT min(account) FROM receipts WHERE standing = 1 AND account > ?1), 0x7fffffffffffffff),
      coalesce((SELECT min(account) FROM receipts WHERE standing = 2 AND account > ?1), 0x7fffffffffffffff)),
      0x7fffffffffffffff)
      """
    case .owed:
      """
      SELECT (SELECT count(*) FROM receipts WHERE standing = 0 AND account = ?1)
      + (SELECT count(*) FROM receipts WHERE standing = 1 AND account = ?1)
      + (SELECT count(*) FROM receipts WHERE standing = 2 AND account = ?1)
      """
    case .nextPriority:
      "SELECT min(priority) FROM receipts WHERE standing = 0 AND account = ?1 AND priority > ?2"
    case .crowd:
      """
      SELECT message, number FROM receipts WHERE standing = 0 AND account = ?1 AND priority = ?2
      ORDER BY number LIMIT ?3
      """
    case .keepPart:
      "INSERT OR REPLACE INTO parts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
    case .dropParts:
      """
      DELETE FROM parts WHERE account = ?1 AND source = ?2 AND destination = ?3 AND width = ?4
      AND reference = ?5 AND total = ?6
      """
    case .dropPart:
      """
      DELETE FROM parts WHERE account = ?1 AND source = ?2 AND destination = ?3 AND width = ?4
      AND reference = ?5 AND total = ?6 AND number = ?7 AND id = ?8
      """
    case .incoming:
      """
      INSERT OR IGNORE INTO incoming (id, stage, provider, provider_id, account, due, source, destination, text,
      received, attempts) VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
      """
    case .claimIncoming:
      """
      SELECT id, provider, provider_id, account, source, destination, text, received, attempts
      FROM incoming WHERE stage = 0 AND account = ?1 AND due <= ?2 ORDER BY id LIMIT ?3
      """
    case .leaseIncoming:
      "UPDATE incoming SET due = ?2, leased = 1 WHERE id = ?1"
    case .endIncoming:
      "UPDATE incoming SET stage = ?2, leased = 0 WHERE id = ?1 AND stage = 0"
    case .againIncoming:
      "UPDATE incoming SET due = ?2, leased = 0, attempts = attempts + ?3 WHERE id = ?1 AND stage = 0"
    case .unmarked:
      """
      SELECT id, provider, provider_id, account, source, destination, text, received, attempts
      FROM incoming WHERE stage = 1 AND provider = ?1 ORDER BY id LIMIT ?2
      """
    case .mark:
      "UPDATE incoming SET stage = 2 WHERE id = ?1 AND stage = 1"
    case .note:
      """
      INSERT INTO lines SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS (SELECT 1 FROM messages WHERE id = ?1)
      OR EXISTS (SELECT 1 FROM incoming WHERE id = ?1)
      """
    case .line:
      "INSERT INTO lines VALUES (?1, ?2, ?3, ?4, ?5)"
    case .remember:
      """
      INSERT INTO remembered VALUES (?1, ?2, ?3)
      ON CONFLICT DO UPDATE SET value = excluded.value, until = excluded.until
      """
    case .purgeable:
      """
      SELECT id, account, wants, coalesce(body, (SELECT b.body FROM bodies b WHERE b.id = messages.id))
      FROM messages WHERE ended IS NOT NULL AND ended < ?1
      AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.message = messages.id) ORDER BY ended, id LIMIT ?2
      """
    case .purge:
      "DELETE FROM messages WHERE id = ?1"
    case .purgeBody:
      "DELETE FROM bodies WHERE id = ?1"
    case .purgeLines:
      "DELETE FROM lines WHERE message = ?1"
    case .purgeAlias:
      "DELETE FROM aliases WHERE account = ?1 AND client_id = ?2 AND message = ?3"
    case .purgeableIncoming:
      "SELECT id FROM incoming WHERE stage >= 2 AND received < ?1 ORDER BY received, id LIMIT ?2"
    case .purgeIncoming:
      "DELETE FROM incoming WHERE id = ?1"
    case .purgeRemembered:
      """
      DELETE FROM remembered WHERE key IN
      (SELECT key FROM remembered WHERE until IS NOT NULL AND until < ?1 ORDER BY until, key LIMIT ?2)
      """
    }
  }
}

/// The statements of the writer, each prepared on a connection when it is first needed. Changes of many rows come as one
/// statement with an array for each column. Conditions on `stage`, `ended` and `standing` are written as in the partial
/// indices of ``Schema``.
package enum Query: String, CaseIterable, Sendable {
  case begin, commit, rollback, mark, fence

  case load, bodies, taken, takenCalls
  case claim, due, polls, over, waitingTo

  case insertMessages, insertBodies, insertAliases, updateMessages, updateBodies

  case insertCalls, noteCalls, untieCalls, closeCalls

  case loadReceipts, receiptNumbers, insertReceipts, againReceipts, dropReceipts
  case wakeReceipts, claimReceipts, leaseReceipts, oldReceipts, allOwed, owing, crowd

  case insertIncoming, claimIncoming, leaseIncoming, endIncoming, againIncoming, unmarked, markIncoming

  case dropParts, dropPart, keepParts, gatherParts, lockParts, partsInMessages, remember, lines, notify

  case makeLimits, loadLimits, writeLimits, dropPresence, writePresence, presence

  case purgeable, purgeMessages, purgeBodies, purgeLines, purgeAliases
  case purgeableIncoming, purgeIncoming, purgeRemembered

  /// What is read of a message to change it.
  static let progress = """
    m.id, m.stage, m.state, m.provider, m.channel, m.due, m.valid_until, m.call, m.next_poll, m.owner, m.wants, m.told,
    m.sent, m.ended, m.ref_message, m.ref_batch, m.error_code, m.error_words, m.raw, m.account, m.priority,
    m.cost, m.took
    """

  /// What is read of a message from a handset.
  static let handset = "id, provider, provider_id, account, source, destination, text, received, attempts"

  /// The statement; parameters are numbered, their types written out.
  package var sql: String {
    switch self {
    case .begin: "BEGIN"
    case .commit: "COMMIT"
    case .rollback: "ROLLBACK"
    case .mark: "SELECT last_commit FROM nodes WHERE incarnation = $1::bigint FOR UPDATE"
    case .fence:
      """
      WITH own AS (UPDATE nodes SET standing = 0,
      lease = clock_timestamp() + ($2::bigint)::float8 * interval '1 millisecond', last_commit = $3::bigint, highest_id = greatest(highest_id, $4::bigint), scheduled = scheduled + $5::bigint,
      queued = queued + $6::bigint, claimed = claimed + $7::bigint, calling = calling + $8::bigint,
      sent = sent + $9::bigint, ended = ended + $10::bigint, receipts = receipts + $11::bigint
      WHERE incarnation = $1::bigint AND standing < 2 RETURNING 1) SELECT 1 / count(*) FROM own
      """
    case .load, .bodies, .taken, .takenCalls, .claim, .due, .polls, .over, .waitingTo: reading
    case .insertMessages, .insertBodies, .insertAliases, .updateMessages, .updateBodies: writing
    case .insertCalls, .noteCalls, .untieCalls, .closeCalls: calling
    case .loadReceipts, .receiptNumbers, .insertReceipts, .againReceipts, .dropReceipts, .wakeReceipts,
      .claimReceipts, .leaseReceipts, .oldReceipts, .allOwed, .owing, .crowd:
      telling
    case .insertIncoming, .claimIncoming, .leaseIncoming, .endIncoming, .againIncoming, .unmarked, .markIncoming:
      collecting
    case .dropParts, .dropPart, .keepParts, .gatherParts, .lockParts, .partsInMessages, .remember, .lines, .notify:
      keeping
    case .makeLimits, .loadLimits, .writeLimits, .dropPresence, .writePresence, .presence: sharing
    case .purgeable, .purgeMessages, .purgeBodies, .purgeLines, .purgeAliases, .purgeableIncoming, .purgeIncoming,
      .purgeRemembered:
      purging
    }
  }

  private var reading: String {
    switch self {
    case .load:
      "SELECT \(Self.progress) FROM messages m WHERE m.id = ANY($1::bigint[]) ORDER BY m.id FOR UPDATE"
    case .bodies:
      "SELECT id, body FROM bodies WHERE id = ANY($1::bigint[])"
    case .taken:
      "SELECT id FROM messages WHERE id = ANY($1::bigint[])"
    case .takenCalls:
      "SELECT id FROM calls WHERE id = ANY($1::bigint[])"
    case .claim:
      """
      SELECT \(Self.progress), b.body FROM messages m JOIN bodies b ON b.id = m.id
      WHERE m.stage = 1 AND m.provider = $1::text AND m.channel = $2::bigint AND m.account = $3::text
      ORDER BY m.priority DESC, m.due, m.id LIMIT $4::bigint FOR UPDATE OF m SKIP LOCKED
      """
    case .due:
      """
      SELECT \(Self.progress) FROM messages m WHERE m.stage = 0 AND m.due <= $1::bigint
      ORDER BY m.due, m.id LIMIT $2::bigint FOR UPDATE SKIP LOCKED
      """
    case .polls:
      """
      SELECT \(Self.progress), b.recipient FROM messages m JOIN bodies b ON b.id = m.id
      WHERE m.stage = 4 AND m.next_poll IS NOT NULL AND m.provider = $1::text AND m.next_poll <= $2::bigint
      ORDER BY m.next_poll, m.id LIMIT $3::bigint FOR UPDATE OF m SKIP LOCKED
      """
    case .over:
      """
      SELECT \(Self.progress), b.body FROM messages m JOIN bodies b ON b.id = m.id
      WHERE m.ended IS NULL AND m.valid_until <= $1::bigint AND m.stage <> 3
      ORDER BY m.valid_until, m.id LIMIT $2::bigint FOR UPDATE OF m SKIP LOCKED
      """
    case .waitingTo:
      """
      SELECT \(Self.progress), b.body FROM bodies b JOIN messages m ON m.id = b.id
      WHERE b.recipient = $1::text AND m.account = $2::text AND m.stage < 3 ORDER BY b.id FOR UPDATE OF m
      """
    default: ""
    }
  }

  private var writing: String {
    switch self {
    case .insertMessages:
      """
      INSERT INTO messages (id, stage, state, provider, channel, due, valid_until, owner, wants, account, priority)
      SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[],
      $7::bigint[], $8::bigint[], $9::bigint[], $10::text[], $11::bigint[])
      """
    case .insertBodies:
      """
      INSERT INTO bodies (id, recipient, mail_id, body)
      SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bytea[])
      """
    case .insertAliases:
      """
      INSERT INTO aliases (account, client_id, message) SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])
      ON CONFLICT DO NOTHING
      """
    case .updateMessages:
      """
      UPDATE messages m SET stage = u.stage, state = u.state, provider = u.provider, channel = u.channel, due = u.due,
      valid_until = u.valid_until, call = u.call, next_poll = u.next_poll, owner = u.owner, wants = u.wants,
      told = u.told, sent = u.sent, ended = u.ended, ref_message = u.ref_message, ref_batch = u.ref_batch,
      error_code = u.error_code, error_words = u.error_words, raw = u.raw,
      cost = u.cost, took = u.took
      FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[],
      $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[],
      $15::text[], $16::text[], $17::bigint[], $18::text[], $19::text[],
      $20::text[], $21::bigint[])
      AS u (id, stage, state, provider, channel, due, valid_until, call, next_poll, owner, wants, told, sent, ended,
      ref_message, ref_batch, error_code, error_words, raw, cost, took) WHERE m.id = u.id
      """
    case .updateBodies:
      """
      UPDATE bodies b SET body = u.body FROM unnest($1::bigint[], $2::bytea[]) AS u (id, body) WHERE b.id = u.id
      """
    default: ""
    }
  }

  private var calling: String {
    switch self {
    case .insertCalls:
      """
      INSERT INTO calls (id, owner, provider, channel, started, note, tied, messages)
      SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::text[],
      $7::bigint[], $8::bytea[])
      """
    case .noteCalls:
      "UPDATE calls c SET note = u.note FROM unnest($1::bigint[], $2::text[]) AS u (id, note) WHERE c.id = u.id"
    case .untieCalls:
      """
      UPDATE calls c SET tied = c.tied - u.count FROM unnest($1::bigint[], $2::bigint[]) AS u (id, count)
      WHERE c.id = u.id
      """
    case .closeCalls:
      "DELETE FROM calls WHERE id = ANY($1::bigint[]) AND tied <= 0"
    default: ""
    }
  }

  private var telling: String {
    switch self {
    case .loadReceipts:
      """
      SELECT r.message, r.number, r.attempts, r.account FROM unnest($1::bigint[], $2::bigint[]) AS u (message, number)
      JOIN receipts r ON r.message = u.message AND r.number = u.number ORDER BY r.message, r.number FOR UPDATE OF r
      """
    case .receiptNumbers:
      "SELECT nextval('receipt_numbers') FROM generate_series(1, $1::bigint)"
    case .insertReceipts:
      """
      INSERT INTO receipts (message, number, account, priority, standing, due, owner, part, state, at, error_code,
      error_words, details) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[],
      $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::text[], $13::text[])
      """
    case .againReceipts:
      """
      UPDATE receipts r SET standing = 1, owner = NULL, due = u.due, attempts = u.attempts
      FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) AS u (message, number, due, attempts)
      WHERE r.message = u.message AND r.number = u.number
      """
    case .dropReceipts:
      """
      DELETE FROM receipts r USING unnest($1::bigint[], $2::bigint[]) AS u (message, number)
      WHERE r.message = u.message AND r.number = u.number
      """
    case .oldReceipts:
      """
      SELECT message, number FROM receipts WHERE message < $1::bigint AND at < $2::bigint
      AND (standing = 0 OR due <= $3::bigint) AND account <> $5::text
      ORDER BY message, number LIMIT $4::bigint FOR UPDATE SKIP LOCKED
      """
    case .allOwed:
      "SELECT coalesce(sum(receipts), 0)::bigint FROM nodes"
    case .owing:
      "SELECT account, count(*) FROM receipts GROUP BY account HAVING count(*) > $1::bigint ORDER BY account"
    case .crowd:
      """
      SELECT message, number FROM receipts WHERE account = $1::text AND (standing = 0 OR due <= $2::bigint)
      ORDER BY priority, number LIMIT $3::bigint FOR UPDATE SKIP LOCKED
      """
    case .wakeReceipts:
      """
      UPDATE receipts r SET standing = 0, owner = NULL FROM (SELECT message, number FROM receipts
      WHERE standing > 0 AND account = $1::text AND due <= $2::bigint ORDER BY due LIMIT $3::bigint
      FOR UPDATE SKIP LOCKED) AS w WHERE r.message = w.message AND r.number = w.number
      """
    case .claimReceipts:
      """
      SELECT r.message, r.number, r.part, r.state, r.at, r.error_code, r.error_words, r.details, r.attempts, b.body,
      m.raw, m.cost
      FROM receipts r JOIN bodies b ON b.id = r.message JOIN messages m ON m.id = r.message
      WHERE r.standing = 0 AND r.account = $1::text
      ORDER BY r.priority DESC, r.number LIMIT $2::bigint FOR UPDATE OF r SKIP LOCKED
      """
    case .leaseReceipts:
      """
      UPDATE receipts r SET standing = 2, due = $3::bigint, owner = $4::bigint
      FROM unnest($1::bigint[], $2::bigint[]) AS u (message, number)
      WHERE r.message = u.message AND r.number = u.number
      """
    default: ""
    }
  }

  private var collecting: String {
    switch self {
    case .insertIncoming:
      """
      INSERT INTO incoming (id, provider, provider_id, account, due, source, destination, text, received, attempts)
      SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[],
      $8::text[], $9::bigint[], $10::bigint[]) ON CONFLICT DO NOTHING
      """
    case .claimIncoming:
      """
      SELECT \(Self.handset) FROM incoming WHERE stage = 0 AND account = $1::text AND due <= $2::bigint
      ORDER BY id LIMIT $3::bigint FOR UPDATE SKIP LOCKED
      """
    case .leaseIncoming:
      "UPDATE incoming SET due = $2::bigint, leased = 1, owner = $3::bigint WHERE id = ANY($1::bigint[])"
    case .endIncoming:
      """
      UPDATE incoming i SET stage = u.stage, leased = 0, owner = NULL
      FROM unnest($1::bigint[], $2::bigint[]) AS u (id, stage) WHERE i.id = u.id AND i.stage = 0
      """
    case .againIncoming:
      """
      UPDATE incoming i SET due = u.due, leased = 0, owner = NULL, attempts = i.attempts + u.attempts
      FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS u (id, due, attempts) WHERE i.id = u.id AND i.stage = 0
      """
    case .unmarked:
      """
      SELECT \(Self.handset) FROM incoming WHERE stage = 1 AND provider = $1::text ORDER BY id LIMIT $2::bigint
      """
    case .markIncoming:
      "UPDATE incoming SET stage = 2 WHERE id = ANY($1::bigint[]) AND stage = 1"
    default: ""
    }
  }

  private var keeping: String {
    switch self {
    case .dropParts:
      """
      DELETE FROM parts p USING unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[])
      AS u (account, source, destination, width, reference, total) WHERE p.account = u.account AND p.source = u.source
      AND p.destination = u.destination AND p.width = u.width AND p.reference = u.reference AND p.total = u.total
      AND p.owner = $7::bigint
      """
    case .dropPart:
      """
      DELETE FROM parts WHERE account = $1::text AND source = $2::text AND destination = $3::text AND width = $4::bigint
      AND reference = $5::bigint AND total = $6::bigint AND number = $7::bigint AND id = $8::bigint
      """
    case .keepParts:
      """
      INSERT INTO parts (account, source, destination, width, reference, total, number, owner, id, received,
      interface_version, client_id, receipt, message_reference, pdu)
      SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
      $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::text[], $13::bigint[], $14::bigint[],
      $15::bytea[])
      ON CONFLICT (account, source, destination, width, reference, total, number) DO UPDATE SET owner = excluded.owner,
      id = excluded.id, received = excluded.received, interface_version = excluded.interface_version,
      client_id = excluded.client_id, receipt = excluded.receipt, message_reference = excluded.message_reference,
      pdu = excluded.pdu
      """
    case .gatherParts:
      """
      UPDATE parts p SET owner = $7::bigint FROM (SELECT q.account, q.source, q.destination, q.width, q.reference, q.total
      FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[])
      AS u (account, source, destination, width, reference, total) JOIN parts q ON q.account = u.account
      AND q.source = u.source AND q.destination = u.destination AND q.width = u.width AND q.reference = u.reference
      AND q.total = u.total GROUP BY q.account, q.source, q.destination, q.width, q.reference, q.total
      HAVING count(*) = q.total AND min(q.owner) <> max(q.owner)) AS r
      WHERE p.account = r.account AND p.source = r.source AND p.destination = r.destination AND p.width = r.width
      AND p.reference = r.reference AND p.total = r.total
      RETURNING \(Rows.Row.partColumns(of: "p"))
      """
    case .lockParts:
      """
      SELECT p.id, p.owner FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[],
      $7::bigint[], $8::bigint[]) AS u (account, source, destination, width, reference, total, number, id)
      JOIN parts p ON p.account = u.account AND p.source = u.source AND p.destination = u.destination
      AND p.width = u.width AND p.reference = u.reference AND p.total = u.total AND p.number = u.number AND p.id = u.id
      ORDER BY p.id FOR UPDATE OF p
      """
    case .partsInMessages:
      """
      SELECT u.id FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) AS u (account, client_id, recipient, id)
      WHERE EXISTS (SELECT 1 FROM messages m WHERE m.id = u.id) OR EXISTS (SELECT 1 FROM aliases a JOIN bodies b
      ON b.id = a.message WHERE a.account = u.account AND a.client_id = u.client_id AND b.recipient = u.recipient)
      """
    case .remember:
      """
      INSERT INTO remembered (key, value, until) SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])
      ON CONFLICT (key) DO UPDATE SET value = excluded.value, until = excluded.until
      """
    case .lines:
      """
      INSERT INTO lines (message, at, kind, text) SELECT u.message, u.at, u.kind, u.text
      FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[])
      WITH ORDINALITY AS u (message, at, kind, text, known, n)
      WHERE u.known = 1 OR EXISTS (SELECT 1 FROM messages m WHERE m.id = u.message)
      OR EXISTS (SELECT 1 FROM incoming i WHERE i.id = u.message) ORDER BY u.n
      """
    case .notify:
      "SELECT pg_notify(u.channel, u.payload) FROM unnest($1::text[], $2::text[]) AS u (channel, payload)"
    default: ""
    }
  }

  /// The server's milliseconds.
  private static let clock = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"

  private var sharing: String {
    switch self {
    case .makeLimits:
      """
      INSERT INTO limits (name, tokens, at) SELECT u.name, 0, 0 FROM unnest($1::text[]) AS u (name)
      WHERE NOT EXISTS (SELECT 1 FROM limits l WHERE l.name = u.name) ORDER BY u.name ON CONFLICT DO NOTHING
      """
    case .loadLimits:
      "SELECT name, tokens, at, \(Self.clock) FROM limits WHERE name = ANY($1::text[]) ORDER BY name FOR UPDATE"
    case .writeLimits:
      """
      UPDATE limits l SET tokens = u.tokens, at = u.at FROM unnest($1::text[], $2::bigint[], $3::bigint[])
      AS u (name, tokens, at) WHERE l.name = u.name
      """
    case .dropPresence:
      "DELETE FROM presence WHERE incarnation = $1::bigint AND NOT account = ANY($2::text[])"
    case .writePresence:
      """
      INSERT INTO presence (incarnation, account, binds, seen) SELECT $1::bigint, u.account, u.binds, \(Self.clock)
      FROM unnest($2::text[], $3::bigint[]) AS u (account, binds)
      ON CONFLICT (incarnation, account) DO UPDATE SET binds = excluded.binds, seen = excluded.seen
      """
    case .presence:
      """
      SELECT account, sum(binds)::bigint FROM presence WHERE incarnation <> $1::bigint
      AND seen > \(Self.clock) - $2::bigint GROUP BY account
      """
    default: ""
    }
  }

  private var purging: String {
    switch self {
    case .purgeable:
      """
      SELECT m.id FROM messages m WHERE m.ended IS NOT NULL AND m.ended < $1::bigint
      AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.message = m.id)
      ORDER BY m.ended, m.id LIMIT $2::bigint FOR UPDATE SKIP LOCKED
      """
    case .purgeMessages: "DELETE FROM messages WHERE id = ANY($1::bigint[])"
    case .purgeBodies: "DELETE FROM bodies WHERE id = ANY($1::bigint[])"
    case .purgeLines: "DELETE FROM lines WHERE message = ANY($1::bigint[])"
    case .purgeAliases: "DELETE FROM aliases WHERE message = ANY($1::bigint[])"
    case .purgeableIncoming:
      """
      SELECT id FROM incoming WHERE stage >= 2 AND received < $1::bigint ORDER BY received, id LIMIT $2::bigint
      FOR UPDATE SKIP LOCKED
      """
    case .purgeIncoming: "DELETE FROM incoming WHERE id = ANY($1::bigint[])"
    case .purgeRemembered:
      """
      DELETE FROM remembered WHERE key = ANY(ARRAY(SELECT key FROM remembered WHERE until IS NOT NULL
      AND until < $1::bigint ORDER BY until, key LIMIT $2::bigint FOR UPDATE SKIP LOCKED))
      """
    default: ""
    }
  }
}

import Store

/// The tables, as numbered steps. A step that has been released is never changed; a later one follows it.
enum Schema {
  /// `PRAGMA application_id` of our files: "Pass" in ASCII.
  static let applicationID: Int64 = 0x5061_7373

  /// Step n brings `PRAGMA user_version` from n - 1 to n.
  static let steps: [String] = [first, callsKeepTheStage, costIsKept, tookIsKept]

  /// Brings the file to the current version, in one transaction a step; refuses what is not ours or of a later version.
  static func migrate(_ connection: Connection, path: String) throws(StoreError) {
    let version: Int64
    let application: Int64
    do throws(StoreError) {
      version = try connection.number("PRAGMA user_version")
      application = try connection.number("PRAGMA application_id")
      let tables = try connection.number("SELECT count(*) FROM sqlite_master")
      guard application == applicationID || (application == 0 && version == 0 && tables == 0) else {
        throw .unusable("\(path) is a database of another program")
      }
    } catch {
      guard case .unusable(let words) = error else { throw error }
      throw .unusable(words.hasPrefix(path) ? words : "\(path) is no database, or a damaged one: \(words)")
    }
    guard version <= Int64(steps.count) else {
      throw .unusable(
        "\(path) was written by a later version of this program (tables \(version), known here up to \(steps.count))")
    }
    for (index, step) in steps.enumerated() where Int64(index) >= version {
      do throws(StoreError) {
        try connection.execute(
          "BEGIN IMMEDIATE;\(step);PRAGMA application_id=\(applicationID);PRAGMA user_version=\(index + 1);COMMIT")
      } catch {
        try? connection.execute("ROLLBACK")
        throw error
      }
    }
  }

  /// How many milliseconds the call took that ended with an answer.
  private static let tookIsKept = "ALTER TABLE messages ADD COLUMN took INTEGER"

  /// What a provider wants for a message.
  private static let costIsKept = "ALTER TABLE messages ADD COLUMN cost TEXT"

  /// A message in a call keeps the stage `claimed` in its row, and names the call: an intent then touches no index.
  private static let callsKeepTheStage = "UPDATE messages SET stage = 2 WHERE live IS NOT NULL AND stage = 3"

  /// `messages` holds what is searched and changed, and the message itself in `body`; a body too long for its row
  /// stands in `bodies`, so that a change of state need not rewrite it. Numbers for names stand in `names`.
  ///
  /// `live` is 1 until the message ends: the index of validity then need not be touched at each stage. `shelf` groups
  /// messages by the order they came in: the index of numbers grows at its end only, whatever numbers come.
  private static let first = """
    CREATE TABLE names (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE counters (name INTEGER PRIMARY KEY, value INTEGER NOT NULL);

    CREATE TABLE messages (
      id INTEGER PRIMARY KEY,
      stage INTEGER NOT NULL,
      state INTEGER NOT NULL,
      live INTEGER,
      provider INTEGER NOT NULL,
      channel INTEGER NOT NULL,
      account INTEGER NOT NULL,
      priority INTEGER NOT NULL,
      due INTEGER NOT NULL,
      valid_until INTEGER NOT NULL,
      call INTEGER,
      next_poll INTEGER,
      sent INTEGER,
      ended INTEGER,
      wants INTEGER NOT NULL,
      told INTEGER NOT NULL DEFAULT 0,
      shelf INTEGER NOT NULL,
      recipient TEXT NOT NULL,
      ref_message TEXT,
      ref_batch TEXT,
      error_code INTEGER,
      error_words TEXT,
      raw TEXT NOT NULL DEFAULT '',
      mail_id TEXT,
      body BLOB
    );
    CREATE TABLE bodies (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
    CREATE INDEX messages_scheduled ON messages (due) WHERE stage = 0;
    CREATE INDEX messages_queued ON messages (provider, channel, account, priority DESC, due, id) WHERE stage = 1;
    CREATE INDEX messages_claimed ON messages (stage) WHERE stage = 2;
    CREATE INDEX messages_sent ON messages (provider, next_poll) WHERE stage = 4 AND next_poll IS NOT NULL;
    CREATE INDEX messages_live ON messages (valid_until) WHERE live IS NOT NULL;
    CREATE INDEX messages_ended ON messages (ended) WHERE ended IS NOT NULL;
    CREATE INDEX messages_recipient ON messages (shelf, recipient);
    CREATE INDEX messages_reference ON messages (ref_message) WHERE ref_message IS NOT NULL;
    CREATE INDEX messages_batch ON messages (ref_batch) WHERE ref_batch IS NOT NULL;
    CREATE INDEX messages_mail ON messages (mail_id) WHERE mail_id IS NOT NULL;

    CREATE TABLE aliases (
      account INTEGER NOT NULL, client_id TEXT NOT NULL, message INTEGER NOT NULL,
      PRIMARY KEY (account, client_id, message)
    ) WITHOUT ROWID;

    CREATE TABLE calls (
      id INTEGER PRIMARY KEY,
      provider INTEGER NOT NULL,
      channel INTEGER NOT NULL,
      started INTEGER NOT NULL,
      note TEXT NOT NULL,
      tied INTEGER NOT NULL,
      messages BLOB NOT NULL
    );

    CREATE TABLE receipts (
      message INTEGER NOT NULL,
      number INTEGER NOT NULL,
      account INTEGER NOT NULL,
      priority INTEGER NOT NULL,
      standing INTEGER NOT NULL,
      due INTEGER NOT NULL,
      part INTEGER NOT NULL,
      state INTEGER NOT NULL,
      at INTEGER NOT NULL,
      error_code INTEGER,
      error_words TEXT,
      details TEXT,
      attempts INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (message, number)
    ) WITHOUT ROWID;
    CREATE INDEX receipts_ready ON receipts (account, priority DESC, number) WHERE standing = 0;
    CREATE INDEX receipts_pausing ON receipts (account, due) WHERE standing = 1;
    CREATE INDEX receipts_leased ON receipts (account, due) WHERE standing = 2;

    CREATE TABLE parts (
      account TEXT NOT NULL, source TEXT NOT NULL, destination TEXT NOT NULL,
      width INTEGER NOT NULL, reference INTEGER NOT NULL, total INTEGER NOT NULL, number INTEGER NOT NULL,
      id INTEGER NOT NULL,
      received INTEGER NOT NULL,
      interface_version INTEGER NOT NULL,
      client_id TEXT NOT NULL,
      receipt INTEGER NOT NULL,
      message_reference INTEGER,
      pdu BLOB NOT NULL,
      PRIMARY KEY (account, source, destination, width, reference, total, number)
    ) WITHOUT ROWID;

    CREATE TABLE incoming (
      id INTEGER PRIMARY KEY,
      stage INTEGER NOT NULL,
      provider TEXT NOT NULL,
      provider_id TEXT NOT NULL,
      account TEXT,
      due INTEGER NOT NULL,
      leased INTEGER NOT NULL DEFAULT 0,
      source TEXT NOT NULL,
      destination TEXT NOT NULL,
      text TEXT NOT NULL,
      received INTEGER NOT NULL,
      attempts INTEGER NOT NULL,
      UNIQUE (provider, provider_id)
    );
    CREATE INDEX incoming_waiting ON incoming (account, id) WHERE stage = 0;
    CREATE INDEX incoming_unmarked ON incoming (provider, id) WHERE stage = 1;
    CREATE INDEX incoming_done ON incoming (received) WHERE stage >= 2;

    CREATE TABLE lines (
      message INTEGER NOT NULL,
      number INTEGER NOT NULL,
      at INTEGER NOT NULL,
      kind TEXT NOT NULL,
      text TEXT NOT NULL,
      PRIMARY KEY (message, number)
    ) WITHOUT ROWID;

    CREATE TABLE remembered (key TEXT PRIMARY KEY, value TEXT NOT NULL, until INTEGER) WITHOUT ROWID;
    CREATE INDEX remembered_until ON remembered (until) WHERE until IS NOT NULL;
    """
}

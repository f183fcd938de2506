import Store

/// The tables, as numbered steps. A step that has been released is never changed; a later one follows it.
package enum Schema {
  /// Step n brings the version from n - 1 to n.
  package static let steps: [String] = [first, second, third, fourth]

  /// Whoever migrates holds this lock, so that nodes that start together do not do it twice ("Passerel" in ASCII).
  package static let lock = 0x5061_7373_6572_656C

  /// Brings the database to the current version, in one transaction; refuses what is of a later version.
  static func migrate(_ connection: Connection) throws(Fault) {
    if try version(connection) == steps.count { return }
    try connection.execute("BEGIN")
    do throws(Fault) {
      try connection.execute("SELECT pg_advisory_xact_lock(\(lock))")
      try connection.execute(
        "CREATE SCHEMA IF NOT EXISTS passerelle; CREATE TABLE IF NOT EXISTS version (number INTEGER NOT NULL)")
      let version = try version(connection) ?? 0
      guard version <= steps.count else {
        throw .given(
          .unusable(
            """
            the database was written by a later version of this program (tables \(version), known here up to \
            \(steps.count))
            """))
      }
      for step in steps[version...] { try connection.execute(step) }
      try connection.execute("DELETE FROM version; INSERT INTO version VALUES (\(steps.count))")
      try connection.execute("COMMIT")
    } catch {
      try? connection.execute("ROLLBACK")
      throw error
    }
  }

  /// The version of the tables; nil when there are none.
  private static func version(_ connection: Connection) throws(Fault) -> Int? {
    guard try connection.run("SELECT 1 WHERE to_regclass('passerelle.version') IS NOT NULL").count == 1 else {
      return nil
    }
    return try connection.run("SELECT max(number) FROM version").first.map { Int($0.number(0)) } ?? 0
  }

  /// Whether the server keeps texts as we need them.
  static func check(_ connection: Connection) throws(Fault) {
    let encoding = try connection.run("SELECT current_setting('server_encoding')").first?.text(0) ?? ""
    guard encoding == "UTF8" else { throw .given(.unusable("the database keeps texts in \(encoding), not in UTF8")) }
  }

  /// How many milliseconds the call took that ended with an answer.
  private static let fourth = "ALTER TABLE messages ADD COLUMN took BIGINT"

  /// What a provider wants for a message.
  private static let third = "ALTER TABLE messages ADD COLUMN cost TEXT"

  /// What nodes tell each other of the limits that they keep together: `limits` holds what is left of a rate, or was
  /// used of a day; `presence` the binds of each account on each node.
  private static let second = """
    CREATE TABLE limits (
      name TEXT COLLATE "C" PRIMARY KEY, tokens BIGINT NOT NULL, at BIGINT NOT NULL
    ) WITH (fillfactor = 50);
    CREATE TABLE presence (
      incarnation BIGINT NOT NULL,
      account TEXT COLLATE "C" NOT NULL,
      binds BIGINT NOT NULL,
      seen BIGINT NOT NULL,
      PRIMARY KEY (incarnation, account)
    ) WITH (fillfactor = 50);
    """

  /// `messages` holds what changes, in short rows; `bodies` what does not: the message itself, its recipient and mail.
  /// An update then leaves the long part and the index of numbers alone.
  ///
  /// `nodes` has a row for each run of each node, which only that run writes in a commit: what it counts is summed up
  /// when asked, so that no two nodes wait for each other. `standing` there: 0 in use, 1 taken over from, 2 replaced by
  /// a later run under the same number.
  private static let first = """
    CREATE SEQUENCE incarnations;
    CREATE SEQUENCE receipt_numbers;
    CREATE SEQUENCE line_numbers;

    CREATE TABLE nodes (
      incarnation BIGINT PRIMARY KEY,
      number SMALLINT NOT NULL,
      standing SMALLINT NOT NULL DEFAULT 0,
      lease TIMESTAMPTZ NOT NULL,
      last_commit BIGINT NOT NULL DEFAULT 0,
      highest_id BIGINT NOT NULL DEFAULT 0,
      scheduled BIGINT NOT NULL DEFAULT 0,
      queued BIGINT NOT NULL DEFAULT 0,
      claimed BIGINT NOT NULL DEFAULT 0,
      calling BIGINT NOT NULL DEFAULT 0,
      sent BIGINT NOT NULL DEFAULT 0,
      ended BIGINT NOT NULL DEFAULT 0,
      receipts BIGINT NOT NULL DEFAULT 0
    ) WITH (fillfactor = 20);
    CREATE UNIQUE INDEX nodes_number ON nodes (number) WHERE standing < 2;

    CREATE TABLE messages (
      id BIGINT PRIMARY KEY,
      stage SMALLINT NOT NULL,
      state SMALLINT NOT NULL,
      channel SMALLINT NOT NULL,
      priority SMALLINT NOT NULL,
      owner SMALLINT,
      wants SMALLINT NOT NULL,
      told SMALLINT NOT NULL DEFAULT 0,
      due BIGINT NOT NULL,
      valid_until BIGINT NOT NULL,
      call BIGINT,
      next_poll BIGINT,
      sent BIGINT,
      ended BIGINT,
      error_code BIGINT,
      provider TEXT COLLATE "C" NOT NULL,
      account TEXT COLLATE "C" NOT NULL,
      ref_message TEXT COLLATE "C",
      ref_batch TEXT COLLATE "C",
      error_words TEXT,
      raw TEXT NOT NULL DEFAULT ''
    );
    CREATE TABLE bodies (
      id BIGINT PRIMARY KEY,
      recipient TEXT COLLATE "C" NOT NULL,
      mail_id TEXT COLLATE "C",
      body BYTEA NOT NULL
    );
    CREATE INDEX messages_scheduled ON messages (due, id) WHERE stage = 0;
    CREATE INDEX messages_queued ON messages (provider, channel, account, priority DESC, due, id) WHERE stage = 1;
    CREATE INDEX messages_claimed ON messages (owner) WHERE stage = 2;
    CREATE INDEX messages_calling ON messages (id) WHERE stage = 3;
    CREATE INDEX messages_sent ON messages (provider, next_poll, id) WHERE stage = 4 AND next_poll IS NOT NULL;
    CREATE INDEX messages_live ON messages (valid_until, id) WHERE ended IS NULL;
    CREATE INDEX messages_ended ON messages (ended, id) WHERE ended IS NOT NULL;
    CREATE INDEX messages_reference ON messages (ref_message) WHERE ref_message IS NOT NULL;
    CREATE INDEX messages_batch ON messages (ref_batch) WHERE ref_batch IS NOT NULL;
    CREATE INDEX bodies_recipient ON bodies (recipient, id);
    CREATE INDEX bodies_mail ON bodies (mail_id) WHERE mail_id IS NOT NULL;

    CREATE TABLE aliases (
      account TEXT COLLATE "C" NOT NULL,
      client_id TEXT COLLATE "C" NOT NULL,
      message BIGINT NOT NULL,
      PRIMARY KEY (account, client_id, message)
    );
    CREATE INDEX aliases_message ON aliases (message);

    CREATE TABLE calls (
      id BIGINT PRIMARY KEY,
      owner SMALLINT NOT NULL,
      adopted SMALLINT NOT NULL DEFAULT 0,
      channel SMALLINT NOT NULL,
      tied BIGINT NOT NULL,
      started BIGINT NOT NULL,
      provider TEXT NOT NULL,
      note TEXT NOT NULL,
      messages BYTEA NOT NULL
    );
    CREATE INDEX calls_owner ON calls (owner);

    CREATE TABLE receipts (
      message BIGINT NOT NULL,
      number BIGINT NOT NULL,
      standing SMALLINT NOT NULL,
      priority SMALLINT NOT NULL,
      part SMALLINT NOT NULL,
      state SMALLINT NOT NULL,
      owner SMALLINT,
      attempts INTEGER NOT NULL DEFAULT 0,
      due BIGINT NOT NULL,
      at BIGINT NOT NULL,
      error_code BIGINT,
      account TEXT COLLATE "C" NOT NULL,
      error_words TEXT,
      details TEXT,
      PRIMARY KEY (message, number)
    );
    CREATE INDEX receipts_ready ON receipts (account, priority DESC, number) WHERE standing = 0;
    CREATE INDEX receipts_waiting ON receipts (account, due) WHERE standing > 0;

    CREATE TABLE parts (
      account TEXT COLLATE "C" NOT NULL,
      source TEXT COLLATE "C" NOT NULL,
      destination TEXT COLLATE "C" NOT NULL,
      width SMALLINT NOT NULL,
      reference INTEGER NOT NULL,
      total SMALLINT NOT NULL,
      number SMALLINT NOT NULL,
      owner SMALLINT NOT NULL,
      id BIGINT NOT NULL,
      received BIGINT NOT NULL,
      interface_version SMALLINT NOT NULL,
      client_id TEXT NOT NULL,
      receipt SMALLINT NOT NULL,
      message_reference INTEGER,
      pdu BYTEA NOT NULL,
      PRIMARY KEY (account, source, destination, width, reference, total, number)
    );
    CREATE INDEX parts_owner ON parts (owner, id);

    CREATE TABLE incoming (
      id BIGINT PRIMARY KEY,
      stage SMALLINT NOT NULL DEFAULT 0,
      leased SMALLINT NOT NULL DEFAULT 0,
      owner SMALLINT,
      attempts INTEGER NOT NULL,
      due BIGINT NOT NULL,
      received BIGINT NOT NULL,
      provider TEXT COLLATE "C" NOT NULL,
      provider_id TEXT COLLATE "C" NOT NULL,
      account TEXT COLLATE "C",
      source TEXT NOT NULL,
      destination TEXT NOT NULL,
      text TEXT NOT NULL
    );
    CREATE UNIQUE INDEX incoming_provider ON incoming (provider, provider_id);
    CREATE INDEX incoming_waiting ON incoming (account, id) WHERE stage = 0;
    CREATE INDEX incoming_unmarked ON incoming (provider, id) WHERE stage = 1;
    CREATE INDEX incoming_done ON incoming (received, id) WHERE stage >= 2;

    CREATE TABLE lines (
      message BIGINT NOT NULL,
      number BIGINT NOT NULL DEFAULT nextval('line_numbers'),
      at BIGINT NOT NULL,
      kind TEXT NOT NULL,
      text TEXT NOT NULL,
      PRIMARY KEY (message, number)
    );

    CREATE TABLE remembered (key TEXT COLLATE "C" PRIMARY KEY, value TEXT NOT NULL, until BIGINT);
    CREATE INDEX remembered_until ON remembered (until, key) WHERE until IS NOT NULL;
    """
}

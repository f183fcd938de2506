/// One row of the reference table: the description of a key, bound to the property that holds it.
///
/// The default is the property's own initial value, so there is no second place to state it.
struct Setting<Group: SettingGroup>: Sendable {
  let reference: SettingReference
  /// Reads the node into the group; faults go into the reading.
  let read: @Sendable (TOMLNode, String, inout Reading, inout Group) -> Void
  /// The TOML text of the value, secrets masked; nil when it is unset.
  let text: @Sendable (Group) -> String?
  /// Whether two groups have different values here, compared unmasked.
  let differs: @Sendable (Group, Group) -> Bool

  /// A key that always has a value.
  init<Value: Equatable & Sendable>(
    _ key: String, _ property: any WritableKeyPath<Group, Value> & Sendable, _ form: ValueForm<Value>,
    reload: SettingReference.Reload = .live, required: Bool = false, example: String? = nil, risk: String? = nil,
    since: String = "0.1", _ doc: String
  ) {
    let initial = form.encode(Group()[keyPath: property])
    self.init(
      key, property, type: form.type, allowed: form.allowed, isSecret: form.isSecret, reload, since, doc, risk, example,
      required: required, defaultText: required || initial.isEmpty ? nil : initial,
      decode: form.decode,
      text: { value in
        let text = form.encode(value)
        return text.isEmpty ? nil : text
      })
  }

  /// A key that may be unset.
  init<Value: Equatable & Sendable>(
    _ key: String, optional property: any WritableKeyPath<Group, Value?> & Sendable, _ form: ValueForm<Value>,
    reload: SettingReference.Reload = .live, example: String? = nil, risk: String? = nil, since: String = "0.1",
    _ doc: String
  ) {
    self.init(
      key, property, type: form.type, allowed: form.allowed, isSecret: form.isSecret, reload, since, doc, risk, example,
      required: false, defaultText: Group()[keyPath: property].map(form.encode),
      decode: { form.decode($0, $1, &$2).map(Optional.some) },
      text: { $0.map(form.encode) })
  }

  private init<Value: Equatable & Sendable>(
    _ key: String, _ property: any WritableKeyPath<Group, Value> & Sendable, type: String, allowed: String,
    isSecret: Bool,
    _ reload: SettingReference.Reload, _ since: String, _ doc: String, _ risk: String?, _ example: String?,
    required: Bool,
    defaultText: String?, decode: @escaping @Sendable (TOMLNode, String, inout Reading) -> Value?,
    text: @escaping @Sendable (Value) -> String?
  ) {
    reference = SettingReference(
      section: Group.section, key: key, type: type, allowed: allowed, defaultText: defaultText, isRequired: required,
      isSecret: isSecret, reload: reload, since: since, doc: doc, risk: risk, example: example)
    read = { node, path, reading, group in
      if let value = decode(node, path, &reading) { group[keyPath: property] = value }
    }
    self.text = { text($0[keyPath: property]) }
    differs = { $0[keyPath: property] != $1[keyPath: property] }
  }
}

/// The settings of one section: plain values with their defaults, and the rows that describe and fill them.
protocol SettingGroup: Sendable, Equatable {
  init()
  /// The name of its table in the file.
  static var section: String { get }
  /// What the section is for, one or two sentences.
  static var purpose: String { get }
  static var settings: [Setting<Self>] { get }
}

extension SettingGroup {
  typealias Row = Setting<Self>
}

/// Lets rows be listed one under the other; each is type-checked on its own.
@resultBuilder
enum SettingRows<Group: SettingGroup> {
  static func buildBlock(_ rows: Setting<Group>...) -> [Setting<Group>] { rows }
}

/// A list of rows, to be kept in a stored property.
func rows<Group>(_ group: Group.Type, @SettingRows<Group> _ build: () -> [Setting<Group>]) -> [Setting<Group>] {
  build()
}

import Messages
import SMPP
import Synchronization

/// The distribution lists of the configuration.
package final class ListDirectory: Sendable {
  /// One list: members of our own, or one that a provider keeps.
  package struct List: Sendable {
    package var name: String
    package var members: [String]
    package var providerList: ProviderList?
    /// Empty for all.
    package var accounts: [String]

    package init(name: String, members: [String], providerList: ProviderList?, accounts: [String]) {
      self.name = name
      self.members = members
      self.providerList = providerList
      self.accounts = accounts
    }
  }

  /// Where one copy goes.
  struct Target {
    var address: SMEAddress
    var providerList: ProviderList?
  }

  struct Expansion {
    var targets: [Target] = []
    var unsuccessful: [UnsuccessSME] = []
    /// The whole is refused.
    var refusal: CommandStatus?
  }

  private let lists: Mutex<[String: List]>

  package init(_ lists: [List]) {
    self.lists = Mutex(Dictionary(lists.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }))
  }

  package func replace(_ lists: [List]) {
    self.lists.withLock { $0 = Dictionary(lists.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }) }
  }

  /// A list that the account may use.
  package func named(_ name: String, account: String) -> List? {
    lists.withLock { $0[name] }.flatMap { $0.accounts.isEmpty || $0.accounts.contains(account) ? $0 : nil }
  }

  /// Addresses and members of lists, each once. An unknown list alone refuses the whole; beside others it is told of.
  func expand(_ destinations: [MultiDestination], account: String) -> Expansion {
    var expansion = Expansion()
    var seen: Set<String> = []
    for destination in destinations {
      switch destination {
      case .sme(let address):
        if seen.insert(PhoneNumber(address.address)?.digits ?? address.address).inserted {
          expansion.targets.append(Target(address: address))
        }
      case .distributionList(let name):
        guard let list = named(name, account: account) else {
          if destinations.count == 1 { expansion.refusal = .invalidDistributionListName }
          expansion.unsuccessful.append(UnsuccessSME(SMEAddress(name), .invalidDistributionListName))
          continue
        }
        for member in list.members where seen.insert(member).inserted {
          expansion.targets.append(Target(address: .international(member)))
        }
        if let kept = list.providerList {
          expansion.targets.append(Target(address: .alphanumeric(list.name), providerList: kept))
        }
      }
    }
    return expansion
  }
}

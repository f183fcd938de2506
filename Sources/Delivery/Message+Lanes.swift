import Messages

extension Message {
  /// Its lanes from the first of this one's channel on: channels of a cascade that it has been through are behind it.
  func lanes(from lane: LaneName) -> ArraySlice<LaneName> {
    let ahead = lanes.drop { $0.channel != lane.channel }
    return ahead.isEmpty ? lanes[...] : ahead
  }

  /// The lanes of the channels that come after this one's. None after one by which the provider has tried both itself.
  func lanesOfLaterChannels(than lane: LaneName) -> ArraySlice<LaneName> {
    guard lane.channel.steps.count == 1, lanes.contains(where: { $0.channel == lane.channel }) else { return [] }
    return lanes(from: lane).drop { $0.channel == lane.channel }
  }
}

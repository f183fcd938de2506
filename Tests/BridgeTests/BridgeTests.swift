// BridgeTests

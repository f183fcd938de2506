// DeliveryTests

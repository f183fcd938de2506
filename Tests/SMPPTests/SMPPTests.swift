// SMPPTests
